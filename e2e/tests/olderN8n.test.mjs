import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { putContactsFor } from '../../scripts/demo/contactsFile.mjs';
import { ExampleTrials } from '../../scripts/demo/exampleTrials.mjs';
import { examples } from '../../scripts/demo/examples/index.mjs';
import { peopleBefore } from '../../scripts/demo/expected.mjs';
import { readWorkflow, trigger } from '../../scripts/demo/workflows.mjs';
import { filesOf } from '../../scripts/n8nServer.mjs';
import { olderN8n } from '../../scripts/places.mjs';
import { OlderStage } from '../stage/olderStage.mjs';
import { send, signedDelivery } from '../stage/signedDelivery.mjs';
import { Heard } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';
const WRONG_KEY = 'a-key-that-nobody-has-made';

describe('The last n8n 1', () => {
	let stage;
	let n8n;
	let ada;
	let heard;

	before(async () => {
		const prepare = ({ userFolder }) => putContactsFor(userFolder);
		// First n8n: where it does not start, nothing else is left running.
		stage = await OlderStage.open('older-n8n', { prepare });
		heard = await Heard.start();
		({ n8n, ada } = stage);
	});

	afterEach(async () => {
		await ada.noFaults();
		for (const { id } of await ada.endpoints()) await ada.ask('DELETE', `/webhooks/${id}`);
	});

	after(async () => {
		heard?.close();
		await stage?.close();
	});

	test('is the one that the lock names, and has every node of the package', async () => {
		const { devDependencies } = JSON.parse(
			readFileSync(join(olderN8n.folder, 'package.json'), 'utf8'),
		);
		const { versionCli } = await n8n.ask('GET', '/settings');
		assert.equal(versionCli, devDependencies.n8n);
		const ours = (await n8n.nodeTypes()).filter(({ name }) => name.startsWith('n8n-nodes-ada-cx.'));
		assert.deepEqual(ours.map(({ name }) => name.split('.')[1]).sort(), [
			'adaConversation',
			'adaConversationTool',
			'adaEndUser',
			'adaEndUserTool',
			'adaWebhookTrigger',
		]);
	});

	test('tests the credential, and says in its own words what is wrong', async () => {
		const tested = async (change) => {
			const data = { ...ada.credentialData, ...change };
			const credentials = { ...stage.credential, type: 'adaCxApi', data };
			return await n8n.ask('POST', '/credentials/test', { credentials });
		};
		assert.deepEqual(await tested({}), { status: 'OK', message: 'Connection successful!' });
		const wrong = await tested({ apiKey: WRONG_KEY });
		assert.deepEqual(wrong, {
			status: 'Error',
			message: 'Authorization failed - please check your credentials',
		});
		for (const [status, message] of [
			[403, 'Forbidden - perhaps check your credentials?'],
			[404, 'The resource you are requesting could not be found'],
		]) {
			await ada.addFault({ kind: 'status', status, times: 1 });
			assert.deepEqual(await tested({}), { status: 'Error', message });
		}
	});

	describe('runs the examples', () => {
		let types;
		let trials;
		let receiver;

		/** Those that need nothing of this n8n that it does not have. */
		let possible;

		before(async () => {
			types = await n8n.nodeTypes();
			({ receiver } = heard);
			possible = examples.filter(({ file }) => readWorkflow(file).nodes.every(isOffered));
			await ada.addEndUsers(peopleBefore);
			trials = await ExampleTrials.put(n8n, stage.credential, { receiver, examples: possible });
		});

		// Also where one of them has failed: the others' endpoints in Ada are to be their own.
		after(async () => await trials?.unpublish(ada));

		/** Whether this n8n's form of a node has the resource that the node uses. */
		function isOffered({ type, parameters }) {
			const fields = types.find(({ name }) => name === type)?.properties ?? [];
			const resources = fields.find(({ name }) => name === 'resource')?.options ?? [];
			return !parameters.resource || resources.some(({ value }) => value === parameters.resource);
		}

		test('except those that make data tables, which the README keeps for n8n 2', () => {
			const leftOut = examples.filter((example) => !possible.includes(example));
			assert.deepEqual(
				leftOut.map(({ file }) => file),
				[
					'request-erasure.json',
					'follow-erasures.json',
					'sync-without-erased-customers.json',
					'bridge-text-messages.json',
					'start-campaign.json',
				],
			);
			for (const { file } of leftOut) {
				const missing = readWorkflow(file).nodes.filter((node) => !isOffered(node));
				const needs = missing.map(({ type, parameters }) => `${type} ${parameters.resource}`);
				assert.deepEqual([...new Set(needs)], ['n8n-nodes-base.dataTable table']);
			}
		});

		test('whose nodes the editor all knows in their versions', () => {
			const isKnown = ({ type, typeVersion }) =>
				types.some(({ name, version }) => name === type && [version].flat().includes(typeVersion));
			const unknown = trials.workflows
				.flatMap(({ name, nodes }) => nodes.map((node) => ({ workflow: name, ...node })))
				.filter((node) => !isKnown(node))
				.map(({ workflow, name, typeVersion }) => `${workflow}: ${name} ${typeVersion}`);
			assert.deepEqual(unknown, []);
		});

		test('with the main one, row by row', async () => {
			const { wrong } = await trials.tryMain(ada);
			assert.deepEqual(wrong, []);
		});

		test('with the main one, which fails where its file is missing', async () => {
			const file = join(filesOf(stage.userFolder), 'contacts.csv');
			renameSync(file, `${file}.away`);
			try {
				const { status, error } = await n8n.run(trials.main, { from: trigger });
				assert.equal(status, 'error');
				assert.equal(error.node.name, 'Rows of the File');
				assert.match(error.message, /binary file/);
			} finally {
				renameSync(`${file}.away`, file);
			}
		});

		test('with the small ones, and leaves nothing in Ada', async () => {
			const wrong = await trials.tryOthers({ control: ada, ada: ada.api, receiver });
			assert.deepEqual(wrong, []);
			assert.deepEqual(await trials.unpublish(ada), []);
		});
	});

	test('publishes a trigger, takes a delivery once, before and after a restart, and lets go', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger], { next: heard.node() });
		assert.equal((await n8n.publish(workflow)).status, 'published');
		const url = stage.addressOf(trigger);
		const brief = [{ url, events: [CREATED], enabled: true }];
		assert.deepEqual(await ada.endpointsInBrief(), brief);
		const { id, secret } = await ada.endpointAt(url);

		const [first] = await ada.tell(CREATED);
		await stage.ended(workflow, 1);
		await ada.resend(first);
		await expectSkipped((await stage.ended(workflow, 2))[0]);
		const forged = signedDelivery({ secret: `whsec_${randomBytes(24).toString('base64')}` });
		assert.equal(await send(url, forged), 401);

		await stage.restartN8n();
		({ n8n } = stage);
		assert.deepEqual(await ada.endpointsInBrief(), brief);
		assert.equal((await ada.endpointAt(url)).id, id);
		await ada.resend(first);
		await expectSkipped((await stage.ended(workflow, 3))[0]);
		const genuine = signedDelivery({ secret });
		assert.equal(await send(url, genuine), 200);
		// The forged one has left none.
		await stage.ended(workflow, 4);
		assert.deepEqual(heard.countOf([first, genuine.id]), { never: 0, once: 2, moreOften: 0 });

		assert.equal((await n8n.unpublish(workflow)).status, 'not_published');
		assert.deepEqual(await ada.endpoints(), []);
		assert.equal(await send(url, genuine), 404);
	});

	async function expectSkipped({ id }) {
		const execution = await n8n.execution(id);
		assert.equal(execution.status, 'success');
		assert.deepEqual(execution.nodes, ['Ada Webhook Trigger']);
		assert.deepEqual(execution.items('Ada Webhook Trigger'), []);
	}

	test('says what to do where Ada refuses to publish, and leaves nothing there', async () => {
		const credential = await stage.credentialFor(ada, { apiKey: WRONG_KEY });
		const workflow = await stage.workflow([stage.trigger({ credential })]);
		await assert.rejects(n8n.publish(workflow), ({ status, message }) => {
			assert.equal(status, 400);
			assert.match(message, /API key/);
			return true;
		});
		assert.deepEqual(await ada.endpoints(), []);
	});

	// It loses the error that names what befell the connection, and tells only its code.
	for (const [what, fault] of [
		['a request that did not arrive', { kind: 'cut', times: 1 }],
		['an answer that was lost on the way', { kind: 'lostAnswer', method: 'POST', times: 1 }],
	]) {
		test(`publishes one endpoint after ${what}`, async () => {
			const trigger = stage.trigger();
			const workflow = await stage.workflow([trigger]);
			await ada.addFault(fault);
			const asked = await ada.requestsDuring(async () => {
				assert.equal((await n8n.publish(workflow)).status, 'published');
			});
			assert.equal(asked.filter((request) => request.fault).length, 1);
			assert.deepEqual(await ada.endpointsInBrief(), [
				{ url: stage.addressOf(trigger), events: [CREATED], enabled: true },
			]);
			await n8n.unpublish(workflow);
		});
	}
});
