import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { Browser } from '../stage/browser.mjs';
import { Stage } from '../stage/stage.mjs';

const START = 'When clicking ‘Execute workflow’';

describe('Choosing in the editor what Ada lists', () => {
	let stage;
	let ada;
	let browser;

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
		browser = await Browser.open(stage, { width: 1440, height: 1300 });
	});

	afterEach(async (context) => {
		await browser.keepPictureIfFailed(context);
		assert.deepEqual(browser.complaints(), []);
	});

	after(async () => {
		await browser?.close();
		await stage?.close();
	});

	/** Opens the form of one of our nodes, which is given `item`. */
	async function openForm(kind, parameters, item = {}) {
		const own = { adaCxApi: stage.credential };
		const nodes = [
			node(START, 'n8n-nodes-base.manualTrigger', 1, 0, {}),
			node('Customer', 'n8n-nodes-base.set', 3.4, 240, {
				mode: 'raw',
				jsonOutput: JSON.stringify(item),
				options: {},
			}),
			{ ...node('Ada', `n8n-nodes-ada-cx.${kind}`, 1, 480, parameters), credentials: own },
		];
		const to = (name) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
		const workflow = await stage.n8n.ask('POST', '/workflows', {
			name: `Lists ${randomUUID()}`,
			nodes,
			connections: { [START]: to('Customer'), Customer: to('Ada') },
			settings: { executionOrder: 'v1' },
		});
		await browser.editor.open(workflow);
		return { workflow, form: await browser.editor.openNode('Ada') };
	}

	/** Executes the form's node, and resolves to the items that it put out. */
	async function execute({ form, workflow, before = 0 }) {
		await form.execute();
		const [{ id, status }] = await stage.ended(workflow, before + 1);
		assert.equal(status, 'success');
		return (await stage.n8n.execution(id)).items('Ada');
	}

	test('a person, by search for the external ID', async () => {
		const { form, workflow } = await openForm('adaEndUser', { operation: 'get' });
		const person = form.locator('endUser');
		await person.by('From list');
		assert.deepEqual(await person.open(), ['Noor Haddad (crm-1)', 'mirembe@example.org (crm-2)']);
		await person.search('crm-2');
		assert.deepEqual(await person.offered(), ['mirembe@example.org (crm-2)']);
		await person.choose('mirembe@example.org (crm-2)');
		assert.equal(await person.shown(), 'mirembe@example.org (crm-2)');

		const [found] = await execute({ form, workflow });
		assert.equal(found.outcome, 'found');
		assert.equal(found.external_id, 'crm-2');
	});

	test('a channel, and with it a conversation is started', async () => {
		const { form, workflow } = await openForm('adaConversation', {
			resource: 'conversation',
			operation: 'create',
			person: 'anonymous',
		});
		const custom = (await ada.channels()).filter(({ type }) => type === 'custom');
		const channel = form.locator('channel');
		const names = custom.map(({ name }) => name).sort((one, other) => one.localeCompare(other));
		assert.deepEqual(await channel.open(), names);
		await channel.choose(names.at(-1));

		const [started] = await execute({ form, workflow });
		assert.equal(started.outcome, 'created');
		assert.equal(started.channel_id, custom.find(({ name }) => name === names.at(-1)).id);
	});

	test("a metadata key, among the agent's variables", async () => {
		const { form, workflow } = await openForm('adaEndUser', {
			operation: 'update',
			endUser: { __rl: true, mode: 'externalId', value: 'crm-1' },
		});
		await form.addTo('metadata', 'Key and Value');
		const key = form.locator('key');
		const { data } = await ada.api.ask('GET', '/v2/variables/');
		assert.deepEqual(await key.open(), data.map(({ name }) => name).sort());
		await key.search('reg');
		assert.deepEqual(await key.offered(), ['region']);
		await key.choose('region');
		await form.type('value', 'Lisbon');

		const [updated] = await execute({ form, workflow });
		assert.equal(updated.outcome, 'updated');
		assert.deepEqual(updated.profile.metadata, { tier: 'gold', region: 'Lisbon' });
	});

	test('a language, by its name', async () => {
		const { form, workflow } = await openForm('adaEndUser', {
			operation: 'update',
			endUser: { __rl: true, mode: 'externalId', value: 'crm-1' },
		});
		await form.addTo('profile', 'Language');
		const language = form.locator('language');
		await language.open();
		await language.search('canada');
		assert.deepEqual(await language.offered(), ['English (Canada)', 'French (Canada)']);
		await language.choose('French (Canada)');

		const [updated] = await execute({ form, workflow });
		assert.equal(updated.profile.language, 'fr-CA');
	});

	test('events, of which messages bring the choice of authors', async () => {
		const trigger = stage.trigger({ events: [] });
		await browser.editor.open(await stage.workflow([trigger]));
		const form = await browser.editor.openNode(trigger.name);
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
		const item = { id: 'crm-3', 'E-Mail': 'jonas@example.net', Given: 'Jonas', Tier: 'silver' };
		const parameters = {
			operation: 'createOrUpdate',
			externalId: '={{ $json.id }}',
			fieldsFrom: 'columns',
		};

		test('are mapped by their names', async () => {
			const opened = await openForm('adaEndUser', parameters, item);
			assert.equal(await opened.form.mapping.locator('input').inputValue(), 'Map Automatically');

			const [created] = await execute(opened);
			assert.equal(created.outcome, 'created');
			assert.equal(created.profile.email, 'jonas@example.net');
			assert.equal(created.profile.first_name ?? null, null);
			assert.deepEqual(created.profile.metadata, { tier: 'silver' });
		});

		test('are mapped by hand', async () => {
			const opened = await openForm('adaEndUser', parameters, { ...item, id: 'crm-4' });
			const { form } = opened;
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
			await form.executePrevious();
			await form.drag('Given', 'first_name');
			await form.drag('Tier', 'metadata.plan_type');

			const [created] = await execute({ ...opened, before: 1 });
			assert.equal(created.outcome, 'created');
			assert.equal(created.profile.first_name, 'Jonas');
			assert.equal(created.profile.email ?? null, null);
			assert.deepEqual(created.profile.metadata, { plan_type: 'silver' });
		});
	});
});

function node(name, type, typeVersion, x, parameters) {
	return { id: randomUUID(), name, type, typeVersion, position: [x, 0], parameters };
}
