import { randomUUID } from 'node:crypto';

const people = [
	{ customer_id: 'crm-2041', first_name: 'Noor', email: 'noor@example.org', tier: 'gold' },
	{ customer_id: 'crm-2042', first_name: 'Mirembe', email: 'mirembe@example.org', tier: 'silver' },
	{ customer_id: 'crm-2043', first_name: 'Jonas', email: 'jonas@example.net', tier: 'gold' },
	{ customer_id: 'crm-2044', first_name: 'Sofía', email: 'sofia@example.org', tier: 'bronze' },
	{ customer_id: 'crm-2045', first_name: 'Yutong', email: 'yutong@example.com', tier: 'silver' },
];

/** Who of them is in Ada already: one as the list has them, two otherwise. */
const known = [
	{ ...people[0], tier: 'silver' },
	people[1],
	{ ...people[3], email: 'sofia.c@example.org' },
].map(({ customer_id, first_name, email, tier }) => ({
	external_id: customer_id,
	profile: { first_name, email, metadata: { tier } },
}));

/** The dialog of a credential, filled in. */
export async function credentialScene(browser) {
	const form = await browser.newCredential();
	await form.type('handle', 'acme');
	await form.choose('cluster', 'EU (your-handle.eu.ada.support)');
	await form.type('apiKey', 'an-invented-key-of-ada');
	return form.dialog;
}

/** The pictures of forms and runs, by the names of their files; each leaves what it shows on the page. */
export const scenes = {
	async 'found-not-found'({ editor }, stage) {
		await withNobodyElse(stage, known);
		const update = endUser('Update in Ada', [1000, -100], {
			operation: 'update',
			endUser: externalId('={{ $json.external_id }}'),
			profile: { email: `={{ $('Customers').item.json.email }}` },
		});
		const create = endUser('Create in Ada', [1000, 120], {
			operation: 'create',
			externalId: '={{ $json.customer_id }}',
			profile: { firstName: '={{ $json.first_name }}', email: '={{ $json.email }}' },
		});
		const chain = [...source(), lookUp([680, 0])];
		await editor.open(await put(stage, 'Look up, update, create', chain, [update, create]));
		await editor.fit();
		await editor.execute();
		return await editor.extent();
	},

	async 'end-user-form'({ editor }, stage) {
		await withNobodyElse(stage, known);
		await editor.open(await put(stage, 'Customers into Ada', [...source(), createOrUpdate()]));
		const before = await editor.openNode('Customers');
		await before.execute();
		await before.close();
		const form = await editor.openNode('Create or Update in Ada');
		return form.panel;
	},

	async trigger({ editor }, stage) {
		const events = ['v1.end_user.created', 'v1.conversation.message'];
		await editor.open(await stage.workflow([stage.trigger({ events })]));
		const form = await editor.openNode('Ada Webhook Trigger');
		return form.panel;
	},

	// Last, since n8n remembers how wide the output was made.
	async 'create-or-update-run'({ editor }, stage) {
		await withNobodyElse(stage, known);
		await editor.open(await put(stage, 'Customers into Ada', [...source(), createOrUpdate()]));
		const form = await editor.openNode('Create or Update in Ada');
		await form.execute();
		await form.widenOutput(400);
		return form.panel;
	},
};

/** A trigger, and the customers one by one. */
function source() {
	return [
		node('When clicking ‘Execute workflow’', 'n8n-nodes-base.manualTrigger', [0, 0], {}),
		node('CRM', 'n8n-nodes-base.set', [220, 0], {
			mode: 'raw',
			jsonOutput: JSON.stringify({ customers: people }, null, 2),
			options: {},
		}),
		node('Customers', 'n8n-nodes-base.splitOut', [440, 0], {
			fieldToSplitOut: 'customers',
			options: {},
		}),
	];
}

function lookUp(position) {
	return endUser('Look Up in Ada', position, {
		operation: 'get',
		endUser: externalId('={{ $json.customer_id }}'),
	});
}

function createOrUpdate() {
	return endUser('Create or Update in Ada', [680, 0], {
		operation: 'createOrUpdate',
		externalId: '={{ $json.customer_id }}',
		profile: { firstName: '={{ $json.first_name }}', email: '={{ $json.email }}' },
		metadata: {
			pairs: [
				{
					key: { __rl: true, mode: 'name', value: 'tier' },
					type: 'string',
					value: '={{ $json.tier }}',
				},
			],
		},
		options: { output: 'inputAndAnswer' },
	});
}

function endUser(name, position, parameters) {
	return node(name, 'n8n-nodes-ada-cx.adaEndUser', position, {
		resource: 'endUser',
		options: {},
		...parameters,
	});
}

const typeVersions = { 'n8n-nodes-base.set': 3.4 };

function node(name, type, position, parameters) {
	return {
		id: randomUUID(),
		name,
		type,
		typeVersion: typeVersions[type] ?? 1,
		position,
		parameters,
	};
}

function externalId(value) {
	return { __rl: true, mode: 'externalId', value };
}

/** Saves a workflow of nodes one after another, the last of which has `branches`, one an output. */
async function put({ n8n, credential }, name, chain, branches = []) {
	const link = ({ name: next }) => [{ node: next, type: 'main', index: 0 }];
	const connections = Object.fromEntries(
		chain.slice(1).map((next, place) => [chain[place].name, { main: [link(next)] }]),
	);
	connections[chain.at(-1).name] = { main: branches.map(link) };
	const nodes = [...chain, ...branches].map((one) =>
		one.type.startsWith('n8n-nodes-ada-cx.')
			? { ...one, credentials: { adaCxApi: credential } }
			: one,
	);
	const settings = { executionOrder: 'v1' };
	return await n8n.newWorkflow({ name, nodes, connections, settings });
}

/** Lets exactly these people be in Ada. */
async function withNobodyElse({ ada }, endUsers) {
	await ada.ask('POST', '/reset');
	await ada.addEndUsers(endUsers);
}
