import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Browser } from '../stage/browser.mjs';
import { Stage } from '../stage/stage.mjs';

/** No host name has a part of more than 63 characters: nobody anywhere is asked for this one. */
const handleOfNobody = 'a'.repeat(64);

describe("The credential's form in the editor", () => {
	let stage;
	let browser;
	let form;
	let right;

	before(async () => {
		stage = await Stage.open('editor-credential');
		right = stage.ada.credentialData;
		browser = await Browser.open(stage);
	});

	beforeEach(async () => {
		form = await browser.newCredential();
	});

	afterEach(async (context) => {
		await browser.keepPictureIfFailed(context);
		await form?.close();
		assert.deepEqual(browser.complaints(), []);
	});

	after(async () => {
		await browser?.close();
		await stage?.close();
	});

	async function enterBaseUrl(baseUrl, apiKey) {
		await form.choose('addressBy', 'Base URL');
		await form.type('baseUrl', baseUrl);
		await form.type('apiKey', apiKey);
	}

	/** Without those that n8n adds to every credential. */
	async function ownLabels() {
		const labels = await form.labels();
		assert.equal(labels.pop(), 'Allowed HTTP Request Domains');
		return labels;
	}

	test('asks for what is usual, and for limits only once Ada has granted some', async () => {
		assert.deepEqual(await ownLabels(), [
			'Connect By',
			'Agent Handle',
			'Cluster',
			'API Key',
			"Share of Ada's Limits (%)",
			"Ada's Limits",
		]);
		await form.choose('adaLimits', 'Granted by Ada');
		const granted = (await ownLabels()).slice(-6);
		assert.deepEqual(granted, [
			'Look-Ups, Creating, Messages, the Rest: Requests a Second',
			'Look-Ups, Creating, Messages, the Rest: Requests a Minute',
			'Look-Ups, Creating, Messages, the Rest: Requests a Day',
			'End Users by Ada ID, Conversations: Requests a Second',
			'End Users by Ada ID, Conversations: Requests a Minute',
			'End Users by Ada ID, Conversations: Requests a Day',
		]);
	});

	test('says that the right key connects', async () => {
		await enterBaseUrl(right.baseUrl, right.apiKey);
		const calls = await stage.ada.requestsDuring(async () => {
			assert.match(await form.save(), /^Connection tested successfully/);
		});
		assert.deepEqual(
			calls.map(({ method, path, status }) => [method, path, status]),
			[['GET', '/api/v2/webhooks/event-types/', 200]],
		);
	});

	test('says of a wrong key that Ada refused it, until it is corrected', async () => {
		await enterBaseUrl(right.baseUrl, 'mistyped');
		assert.match(
			await form.save(),
			/Ada refused the API key: check that it is whole, not deleted, and not a legacy key/,
		);
		assert.match(await form.test(), /Ada refused the API key/);
		await form.type('apiKey', right.apiKey);
		assert.match(await form.save(), /^Connection tested successfully/);
	});

	test('says of a handle that cannot be one how it must look', async () => {
		await form.type('handle', 'acme support');
		await form.type('apiKey', right.apiKey);
		assert.match(
			await form.save(),
			/'Agent Handle' does not fit: "acme support"\. Enter the part before \.ada\.support in your dashboard address, such as acme/,
		);
	});

	test('says of a handle of nobody that there is no such host, which its hint explains', async () => {
		await form.type('handle', handleOfNobody);
		await form.type('apiKey', right.apiKey);
		assert.match(await form.save(), /ENOTFOUND/);
		assert.match(
			await form.hint('Agent Handle'),
			/If the test says ENOTFOUND, there is no Ada at this/,
		);
	});

	test('says of an address without an Ada to check it', async () => {
		await enterBaseUrl(`${right.baseUrl}/elsewhere`, right.apiKey);
		assert.match(
			await form.save(),
			/There is no Ada API at this address: check handle and cluster, or the base URL/,
		);
	});
});
