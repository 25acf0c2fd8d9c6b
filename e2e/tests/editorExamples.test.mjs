import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { putContactsFor } from '../../scripts/demo/contactsFile.mjs';
import { examples } from '../../scripts/demo/examples/index.mjs';
import { tryExample } from '../../scripts/demo/examples/trial.mjs';
import { ExampleTrials } from '../../scripts/demo/exampleTrials.mjs';
import { peopleBefore } from '../../scripts/demo/expected.mjs';
import { trialOwner } from '../../scripts/owner.mjs';
import { Receiver } from '../../scripts/receiver.mjs';
import { Browser } from '../stage/browser.mjs';
import { N8nInBrowser } from '../stage/n8nInBrowser.mjs';
import { Stage } from '../stage/stage.mjs';

/** Each example of `workflows/`, as its page says to try it: with the buttons of the editor. */
describe('The examples in the editor of a whole n8n', () => {
	let stage;
	let browser;
	let receiver;
	let trials;
	let surroundings;

	before(async () => {
		stage = await Stage.open('editorExamples', {
			prepare: ({ userFolder }) => putContactsFor(userFolder),
		});
		const { ada, credential, server } = stage;
		await ada.addEndUsers(peopleBefore);
		browser = await Browser.open(stage);
		const n8n = await N8nInBrowser.signedIn(server.baseUrl, trialOwner);
		n8n.editor = browser.editor;
		receiver = await Receiver.start();
		trials = await ExampleTrials.put(n8n, credential, { receiver });
		surroundings = { n8n, control: ada, ada: ada.api, receiver };
	});

	afterEach(async (context) => {
		await browser.keepPictureIfFailed(context);
		assert.deepEqual(browser.complaints(), []);
	});

	after(async () => {
		receiver?.close();
		await browser?.close();
		await stage?.close();
	});

	test('sync-contacts-from-csv.json', async () => {
		const { wrong } = await trials.tryMain(stage.ada);
		assert.deepEqual(wrong, []);
	});

	// In their order: some go on from one another.
	for (const [place, example] of examples.entries()) {
		test(example.file, async () => {
			const [, ...stored] = trials.workflows;
			const { wrong } = await tryExample(example, stored[place], surroundings);
			assert.deepEqual(wrong, []);
		});
	}

	test('leave no webhook endpoint in Ada when they are unpublished', async () => {
		assert.equal(trials.startedByAda.length, (await stage.ada.endpoints()).length);
		assert.deepEqual(await trials.unpublish(stage.ada), []);
	});
});
