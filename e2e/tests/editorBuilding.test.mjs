import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { until } from '../../scripts/waiting.mjs';
import { Browser } from '../stage/browser.mjs';
import { Stage } from '../stage/stage.mjs';

const MANUAL = 'When clicking ‘Execute workflow’';

/** With a field that Ada's people do not have, so that it is clear which one is dragged. */
const customers = [
	{ customer_id: 'crm-1', given_name: 'Noor' },
	{ customer_id: 'crm-2', given_name: 'Mirembe' },
	{ customer_id: 'crm-3', given_name: 'Jonas' },
];

describe('Workflows built by clicking, in the editor of a whole n8n', () => {
	let stage;
	let ada;
	let browser;
	let editor;
	let credential;

	before(async () => {
		stage = await Stage.open('editorBuilding');
		({ ada } = stage);
		// There is another one beside it, so that n8n cannot choose by itself.
		credential = await stage.credentialFor(ada);
		browser = await Browser.open(stage);
		({ editor } = browser);
	});

	beforeEach(async () => {
		await ada.ask('POST', '/reset');
		await editor.openEmpty();
	});

	afterEach(async (context) => {
		await browser.keepPictureIfFailed(context);
		assert.deepEqual(browser.complaints(), []);
	});

	after(async () => {
		await browser?.close();
		await stage?.close();
	});

	/** Adds an action of Ada End User behind a node, and chooses the credential in its form. */
	async function addEndUserAction(action, after, output) {
		const panel = await editor.addAfter(after, output);
		await panel.search('Ada End User');
		await panel.choose('Ada End User', action);
		const form = await editor.openedForm();
		await form.chooseCredential(credential.name);
		return form;
	}

	test('look up, then create whom Ada does not know and update the others', async () => {
		await ada.addEndUsers([
			{ external_id: 'crm-1', profile: { first_name: 'Old', metadata: { tier: 'gold' } } },
		]);
		await (await editor.addFirstStep()).choose('Trigger manually');
		const panel = await editor.addAfter(MANUAL);
		await panel.search('Edit Fields');
		await panel.choose('Edit Fields (Set)');
		const source = await editor.openedForm();
		await source.setMockData(customers);
		await source.close();

		const get = await addEndUserAction('Get an end user', 'Edit Fields');
		await get.drag('customer_id', 'endUser');
		await get.execute();
		assert.deepEqual(await get.branches(2), [
			'Found Branch (1 item)',
			'Not Found Branch (2 items)',
		]);
		await get.close();

		const create = await addEndUserAction('Create an end user', 'Get an end user', 1);
		await create.drag('customer_id', 'externalId');
		await create.addTo('profile', 'First Name');
		await create.drag('given_name', 'firstName');
		await create.close();

		const update = await addEndUserAction('Update an end user', 'Get an end user', 0);
		await update.drag('external_id', 'endUser');
		await update.addTo('profile', 'First Name');
		await update.unfoldInput('Edit Fields');
		await update.drag('given_name', 'firstName');
		await update.close();

		await editor.fit();
		await editor.execute();
		assert.deepEqual(await editor.outputsOf('Get an end user'), ['Found', 'Not Found']);
		assert.deepEqual(await editor.labels(4), ['1 item', '1 item', '2 items', '3 items']);
		const created = await editor.openNode('Create an end user');
		for (const value of ['crm-2', 'crm-3', 'created']) await created.shows(value);
		await created.close();

		const people = await ada.endUsers();
		assert.deepEqual(
			people.map(({ external_id: id, profile }) => [id, profile.first_name, profile.metadata]),
			[
				['crm-1', 'Noor', { tier: 'gold' }],
				['crm-2', 'Mirembe', {}],
				['crm-3', 'Jonas', {}],
			],
		);
	});

	test('the trigger, from its first test event to unpublishing', async () => {
		const panel = await editor.addFirstStep();
		await panel.search('Ada Webhook');
		await panel.choose('Ada Webhook', 'On end user created');
		const form = await editor.openedForm();
		await form.chooseCredential(credential.name);

		await form.listen();
		const [{ url: testAddress }] = await ada.endpoints();
		assert.match(testAddress, /\/webhook-test\//);
		await ada.api.createEndUser({ profile: { first_name: 'Mirembe' } });
		await form.executed();
		for (const value of ['v1.end_user.created', 'Mirembe']) await form.shows(value);
		await form.close();
		await expectEndpoints(0);

		await editor.publish();
		assert.match(await editor.published(), /Ada now sends the chosen events to this workflow/);
		const [{ url, events }] = await ada.endpointsInBrief();
		assert.equal(url, testAddress.replace('/webhook-test/', '/webhook/'));
		assert.deepEqual(events, ['v1.end_user.created']);

		await ada.api.createEndUser({ profile: { first_name: 'Jonas' } });
		const entries = await editor.executions(2);
		assert.deepEqual(
			entries.map((entry) => /Succeeded/.test(entry)),
			[true, true],
		);

		await editor.backToCanvas();
		await editor.unpublish();
		await expectEndpoints(0);
	});

	/** n8n takes an endpoint out after it has said that it is done. */
	async function expectEndpoints(count) {
		await until(async () => (await ada.endpoints()).length === count, {
			seconds: 30,
			otherwise: `There were not ${count} webhook endpoints in Ada after 30 s.`,
		});
	}
});
