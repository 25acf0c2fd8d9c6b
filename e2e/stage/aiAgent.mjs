import { randomUUID } from 'node:crypto';

/** The trigger by whose name the tools know the session. */
export const CHAT = 'Chat';

const AGENT = 'AI Agent';

/** A value of the session: what a visitor's site sends with a message, never what a model says. */
export function ofSession(name) {
	return `={{ $('${CHAT}').first().json.body.${name} }}`;
}

/** A field that the model fills, as the editor's button writes it. */
export function byModel(key, type = 'string') {
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, '${type}') }}`;
}

/** A tool of the package. */
export function adaTool(name, kind, parameters, credential) {
	return {
		...node(name, `n8n-nodes-ada-cx.${kind}Tool`, 1, parameters),
		credentials: { adaCxApi: credential },
	};
}

/** n8n's chat model for a server that speaks as OpenAI's does. */
export function chatModel(credential) {
	const parameters = {
		model: { __rl: true, mode: 'id', value: 'scripted' },
		responsesApiEnabled: false,
		options: { maxRetries: 0 },
	};
	return {
		...node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.3, parameters),
		credentials: { openAiApi: credential },
	};
}

/**
 * A workflow in which an AI Agent answers whoever calls its webhook, with the agent's last words.
 *
 * @param {{ version: number, model: object, tools: object[], path: string, inLoop?: boolean }}
 *   `version` is the AI Agent's; `inLoop`: one `customers` of the call after the other, in a loop
 */
export function agentWorkflow({ version, model, tools, path, inLoop = false }) {
	const chat = {
		...node(CHAT, 'n8n-nodes-base.webhook', 2, {
			httpMethod: 'POST',
			path,
			responseMode: 'lastNode',
			...(inLoop && { responseData: 'allEntries' }),
		}),
		webhookId: randomUUID(),
	};
	const agent = node(AGENT, '@n8n/n8n-nodes-langchain.agent', version, {
		...(version < 2 && { agent: 'toolsAgent' }),
		promptType: 'define',
		text: inLoop ? '={{ $json.customer }}' : '={{ $json.body.text }}',
		options: {},
	});
	const before = inLoop ? loop() : [];
	const connections = { [model.name]: toAgent('ai_languageModel') };
	for (const { name } of tools) connections[name] = toAgent('ai_tool');
	if (inLoop) {
		const [split, each, customer] = before;
		connections[CHAT] = mainTo(split.name);
		connections[split.name] = mainTo(each.name);
		// The first output is for when all are done.
		connections[each.name] = { main: [[], ...mainTo(customer.name).main] };
		connections[customer.name] = mainTo(AGENT);
		connections[AGENT] = mainTo(each.name);
	} else {
		connections[CHAT] = mainTo(AGENT);
	}
	const nodes = [chat, ...before, agent, model, ...tools];
	return { name: `Agent ${path}`, nodes, connections, settings: { executionOrder: 'v1' } };
}

/** The node within the loop that knows whose turn it is. */
export const CUSTOMER = 'Customer';

function loop() {
	return [
		node('Customers', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'body.customers',
			options: {},
		}),
		node('Each Customer', 'n8n-nodes-base.splitInBatches', 3, { options: {} }),
		node(CUSTOMER, 'n8n-nodes-base.set', 3.4, { includeOtherFields: true, options: {} }),
	];
}

function node(name, type, typeVersion, parameters) {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters };
}

function toAgent(type) {
	return { [type]: [[{ node: AGENT, type, index: 0 }]] };
}

function mainTo(name) {
	return { main: [[{ node: name, type: 'main', index: 0 }]] };
}
