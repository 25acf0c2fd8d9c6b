import { readWorkflow } from '../../scripts/demo/workflows.mjs';

/** The credentials that nodes of the examples ask for besides Ada's, by their types. */
const others = {
	httpHeaderAuth: { name: 'Authorization', value: 'a-secret-of-the-tests' },
	httpBasicAuth: { user: 'team', password: 'a-secret-of-the-tests' },
	smtp: { host: '127.0.0.1', port: 2525, user: 'team', password: 'a-secret-of-the-tests' },
};

/** The credential type that a node needs, and that its file leaves to be chosen. */
function missingIn({ type, parameters, credentials }) {
	if (credentials) return undefined;
	if (type === 'n8n-nodes-base.emailSend') return 'smtp';
	if (parameters.authentication === 'headerAuth') return 'httpHeaderAuth';
	if (parameters.authentication === 'basicAuth') return 'httpBasicAuth';
	return undefined;
}

/**
 * An example of `workflows/` in an n8n, as somebody has it who has chosen all credentials.
 *
 * @param {object} [workflow] the file's content, where something in it is to be another way
 * @returns {Promise<object>} as n8n has stored it
 */
export async function putExample({ n8n, credential }, file, workflow = readWorkflow(file)) {
	const credentials = { adaCxApi: credential };
	for (const [type, data] of Object.entries(others)) {
		credentials[type] = await n8n.putCredential({ name: `${type} of the tests`, type, data });
	}
	const nodes = workflow.nodes.map((node) => {
		const missing = missingIn(node);
		return missing ? { ...node, credentials: { [missing]: credentials[missing] } } : node;
	});
	return await n8n.putWorkflow({ ...workflow, nodes }, credentials);
}
