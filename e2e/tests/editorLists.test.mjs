import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { Browser } from '../stage/browser.mjs';
import { Stage } from '../stage/stage.mjs';

const START = 'When clicking ‘Execute workflow’';

/** What the nodes are given. */
const item = { id: 'crm-3', 'E-Mail': 'jonas@example.net', Given: 'Jonas', Tier: 'silver' };

/** A node for each test, by the name of the node: its kind, and what is chosen in it beforehand. */
const ours = {
	'Look Up': ['adaEndUser', { operation: 'get' }],
	'Start Conversation': [
		'adaConversation',
		{ resource: 'conversation', operation: 'create', person: 'anonymous' },
	],
	'Set Metadata': ['adaEndUser', updateOf('crm-1')],
	'Set Language': ['adaEndUser', updateOf('crm-1')],
	'Map by Names': ['adaEndUser', mappingTo('crm-3')],
	'Map by Hand': ['adaEndUser', mappingTo('crm-4')],
};

describe('Choosing in the editor what Ada lists', () => {
	let stage;
	let ada;
	let browser;
	let workflow;
	let form;
	let runs = 0;

	before(async () => {
		stage = await Stage.open('editor-lists');
		({ ada } = stage);
		await ada.addEndUsers([
			{
				external_id: 'crm-1',
				profile: { first_name: 'Noor', last_name: 'Haddad', metadata: { tier: 'gold' } },
			},
			{ external_id: 'crm-2', profile: { email: 'mirembe@example.org' } },
		]);
		const trigger = { ...stage.trigger({ events: [] }), position: [0, 200] };
		const steps = Object.entries(ours).map(([name, [kind, parameters]], place) => ({
			...node(name, `n8n-nodes-ada-cx.${kind}`, [240, 200 * place], parameters),
			credentials: { adaCxApi: stage.credential },
		}));
		const next = steps.map(({ name }) => ({ node: name, type: 'main', index: 0 }));
		workflow = await stage.n8n.newWorkflow({
			name: `Lists ${randomUUID()}`,
			nodes: [node(START, 'n8n-nodes-base.manualTrigger', [0, 0], {}), trigger, ...steps],
			connections: { [START]: { main: [next] } },
			pinData: { [START]: [{ json: item }] },
			settings: { executionOrder: 'v1' },
		});
		browser = await Browser.open(stage, { width: 1440, height: 1300 });
		await browser.editor.open(workflow);
		await browser.editor.fit();
	});

	afterEach(async (context) => {
		await browser.keepPictureIfFailed(context);
		await form.close();
		assert.deepEqual(browser.complaints(), []);
	});

	after(async () => {
		await browser?.close();
		await stage?.close();
	});

	/** Executes a node in its form, and resolves to the items that it put out. */
	async function execute(name) {
		await form.execute();
		runs += 1;
		const [{ id, status }] = await stage.ended(workflow, runs);
		assert.equal(status, 'success');
		return (await stage.n8n.execution(id)).items(name);
	}

	test('a person, by search for the external ID', async () => {
		form = await browser.editor.openNode('Look Up');
		const person = form.locator('endUser');
		await person.by('From list');
		assert.deepEqual(await person.open(), ['Noor Haddad (crm-1)', 'mirembe@example.org (crm-2)']);
		await person.search('crm-2');
		assert.deepEqual(await person.offered(), ['mirembe@example.org (crm-2)']);
		await person.choose('mirembe@example.org (crm-2)');
		assert.equal(await person.shown(), 'mirembe@example.org (crm-2)');

		const [found] = await execute('Look Up');
		assert.equal(found.outcome, 'found');
		assert.equal(found.external_id, 'crm-2');
	});

	test('a channel, and with it a conversation is started', async () => {
		form = await browser.editor.openNode('Start Conversation');
		const custom = (await ada.channels()).filter(({ type }) => type === 'custom');
		const channel = form.locator('channel');
		const names = custom.map(({ name }) => name).sort((one, other) => one.localeCompare(other));
		assert.deepEqual(await channel.open(), names);
		await channel.choose(names.at(-1));

		const [started] = await execute('Start Conversation');
		assert.equal(started.outcome, 'created');
		assert.equal(started.channel_id, custom.find(({ name }) => name === names.at(-1)).id);
	});

	test("a metadata key, among the agent's variables", async () => {
		form = await browser.editor.openNode('Set Metadata');
		await form.addTo('metadata', 'Key and Value');
		const key = form.locator('key');
		const { data } = await ada.api.ask('GET', '/v2/variables/');
		assert.deepEqual(await key.open(), data.map(({ name }) => name).sort());
		await key.search('reg');
		assert.deepEqual(await key.offered(), ['region']);
		await key.choose('region');
		await form.type('value', 'Lisbon');

		const [updated] = await execute('Set Metadata');
		assert.equal(updated.outcome, 'updated');
		assert.deepEqual(updated.profile.metadata, { tier: 'gold', region: 'Lisbon' });
	});

	test('a language, by its name', async () => {
		form = await browser.editor.openNode('Set Language');
		await form.addTo('profile', 'Language');
		const language = form.locator('language');
		await language.open();
		await language.search('canada');
		assert.deepEqual(await language.offered(), ['English (Canada)', 'French (Canada)']);
		await language.choose('French (Canada)');

		const [updated] = await execute('Set Language');
		assert.equal(updated.profile.language, 'fr-CA');
	});

	test('events, of which messages bring the choice of authors', async () => {
		form = await browser.editor.openNode('Ada Webhook Trigger');
		const labels = async () => (await form.shown()).lines.map(({ label }) => label);
		assert.ok(!(await labels()).includes('Message Authors'));
		await form.chooseAlso('events', 'Message Sent');
		await form.field('authors').waitFor();
		await form.chooseAlso('events', 'End User Created');
		const { lines } = await form.shown();
		const shows = (label) => lines.find((line) => line.label === label).shows;
		assert.deepEqual(shows('Trigger On'), ['Message Sent', 'End User Created']);
		assert.deepEqual(shows('Message Authors'), ['AI Agent', 'Human Agent']);
	});

	describe('Columns', () => {
		test('are mapped by their names', async () => {
			form = await browser.editor.openNode('Map by Names');
			assert.equal(await form.mapping.locator('input').inputValue(), 'Map Automatically');

			const [created] = await execute('Map by Names');
			assert.equal(created.outcome, 'created');
			assert.equal(created.profile.email, 'jonas@example.net');
			assert.equal(created.profile.first_name ?? null, null);
			assert.deepEqual(created.profile.metadata, { tier: 'silver' });
		});

		test('are mapped by hand', async () => {
			form = await browser.editor.openNode('Map by Hand');
			await form.mapByHand();
			const mapped = (await form.shown()).lines.filter(({ path }) => path?.startsWith('columns.'));
			const { data } = await ada.api.ask('GET', '/v2/variables/');
			assert.deepEqual(
				mapped.map(({ label }) => label),
				[
					...['Avatar', 'Display Name', 'Email', 'First Name', 'Language', 'Last Name'],
					...data.map(({ name }) => `Metadata: ${name}`).sort(),
				],
			);
			await form.drag('Given', 'first_name');
			await form.drag('Tier', 'metadata.plan_type');

			const [created] = await execute('Map by Hand');
			assert.equal(created.outcome, 'created');
			assert.equal(created.profile.first_name, 'Jonas');
			assert.equal(created.profile.email ?? null, null);
			assert.deepEqual(created.profile.metadata, { plan_type: 'silver' });
		});
	});
});

function node(name, type, position, parameters) {
	return { id: randomUUID(), name, type, typeVersion: 1, position, parameters };
}

function updateOf(externalId) {
	const endUser = { __rl: true, mode: 'externalId', value: externalId };
	return { operation: 'update', endUser };
}

function mappingTo(externalId) {
	return { operation: 'createOrUpdate', externalId, fieldsFrom: 'columns' };
}
