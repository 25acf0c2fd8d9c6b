import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExampleTrials } from '../../scripts/demo/exampleTrials.mjs';
import { peopleBefore } from '../../scripts/demo/expected.mjs';
import { Receiver } from '../../scripts/receiver.mjs';
import { until } from '../../scripts/waiting.mjs';
import { callsWith, shareOf429 } from '../../test/bench/stage/calls.mjs';
import { outcomeOf, peopleOfCrm, peopleSync, start } from '../stage/peopleSync.mjs';
import { QueueStage, workers } from '../stage/queueStage.mjs';
import { apiKey, secondApiKey } from '../stage/stage.mjs';

let stage;

before(async () => {
	stage = await QueueStage.open('queue-workers');
});

after(async () => await stage?.close());

describe('The example workflows in queue mode', () => {
	let receiver;
	let trials;

	before(async () => {
		receiver = await Receiver.start();
		await stage.ada.addEndUsers(peopleBefore);
		trials = await ExampleTrials.put(stage.n8n, stage.credential, { receiver });
	});

	after(() => receiver?.close());

	test('the contacts are synced from the file', async () => {
		const { wrong } = await trials.tryMain(stage.ada);
		assert.deepEqual(wrong, []);
	});

	test('all the others do what their pages say', async () => {
		const { ada } = stage;
		assert.deepEqual(await trials.tryOthers({ control: ada, ada: ada.api, receiver }), []);
	});

	test('every execution ran on a worker, and both workers had some', async (t) => {
		const begun = workers.map((worker) => stage.begunOn(worker));
		t.diagnostic(`executions on the workers: ${begun.map(({ length }) => length).join(' and ')}`);
		const ran = [];
		for (const workflow of trials.workflows) {
			const { newest } = await stage.n8n.executions(workflow);
			assert.ok(newest.length > 0, `${workflow.name} has not run`);
			ran.push(...newest.map(({ id }) => id));
		}
		assert.deepEqual(begun.flat().sort(), ran.sort());
		for (const ids of begun) assert.ok(ids.length > 0);
	});

	test('those that Ada or another system starts are called at the webhook processor, and main takes nothing', async () => {
		const addresses = (await stage.ada.endpoints()).map(({ url }) => url);
		assert.equal(addresses.length, trials.startedByAda.length);
		const webhooks = trials.startedByAda.flatMap(({ nodes }) =>
			nodes.filter(({ type }) => type === 'n8n-nodes-base.webhook'),
		);
		assert.ok(webhooks.length > 0);
		addresses.push(...webhooks.map(({ parameters }) => stage.n8n.webhookUrl(parameters.path)));
		for (const address of addresses) {
			assert.ok(address.startsWith(`${stage.webhookAddress}/`), address);
			const onMain = address.replace(stage.webhookAddress, stage.server.baseUrl);
			const { status } = await fetch(onMain, { method: 'POST' });
			assert.equal(status, 404, onMain);
		}
	});

	test('unpublishing them leaves no endpoint in Ada', async () => {
		assert.deepEqual(await trials.unpublish(stage.ada), []);
	});
});

describe('Two syncs at once, one on each of two workers, that share the limits of one Ada', () => {
	/** Of each sync; its look-ups and creations alone are more than a minute's limit lets through. */
	const PEOPLE = 60;

	/** Each takes as much of Ada's limits as a credential that nobody has tuned. */
	const SHARE = 80;

	const keys = [apiKey, secondApiKey];

	let ada;
	let people;
	let ids;
	let executions;

	before(async () => {
		ada = await stage.addAda({ limits: 'published' });
		people = keys.map((_key, index) => peopleOfCrm(PEOPLE, `crm-${index}`));
		await ada.addEndUsers(people.flatMap((one) => one.before));
		// The second sync then goes to the worker that has nothing to do.
		await stage.restartWorkers({ atOnce: 1 });
		const workflows = await Promise.all(
			keys.map(async (key, index) => {
				const credential = await stage.credentialFor(ada, { apiKey: key, limitShare: SHARE });
				const sync = { name: `Sync ${index}`, count: PEOPLE, prefix: `crm-${index}`, credential };
				return await stage.n8n.newWorkflow(peopleSync(sync));
			}),
		);
		ids = await Promise.all(workflows.map((one) => stage.n8n.start(one, { from: start })));
		executions = await Promise.all(
			ids.map((id) =>
				until(() => stage.n8n.execution(id), {
					seconds: 400,
					every: 1000,
					otherwise: 'A sync had not ended after 400 s.',
				}),
			),
		);
	});

	test('each ran on a worker of its own', () => {
		const begun = workers.map((worker) => stage.begunOn(worker));
		assert.deepEqual(
			begun.map((all) => all.filter((id) => ids.includes(id)).length),
			[1, 1],
		);
	});

	test('both come to their end, with nobody missing, nobody twice, and everybody as wanted', async () => {
		assert.deepEqual(
			executions.map(({ status }) => status),
			['success', 'success'],
		);
		const all = {
			wanted: people.flatMap(({ wanted }) => wanted),
			before: people.flatMap((one) => one.before),
		};
		const nothing = { missing: [], doubled: [], different: [], others: 0 };
		assert.deepEqual(outcomeOf(all, await ada.endUsers()), nothing);
	});

	test('they feel each other by 429, which stays the exception, and get about equal parts', async (t) => {
		const requests = await ada.requests();
		const calls = keys.map((key) => callsWith(key, requests));
		for (const [index, ofOne] of calls.entries()) {
			const refused = ofOne.filter(({ status }) => status === 429).length;
			t.diagnostic(
				`sync ${index + 1}: ${ofOne.length} calls, ${refused} of them answered with 429`,
			);
		}
		const share = shareOf429(requests);
		t.diagnostic(`answered with 429: ${(100 * share).toFixed(1)} %`);
		const slower = slowerPart(calls);
		t.diagnostic(`the slower one's part while both were at it: ${(100 * slower).toFixed(0)} %`);
		assert.ok(share > 0, 'they did not feel each other');
		assert.ok(share <= 0.1, `${share} were answered with 429`);
		assert.ok(slower >= 0.3, `the slower one got ${slower}`);
	});
});

/** Of the calls that Ada took while both were at it, the lesser one's part. */
function slowerPart(calls) {
	const from = Math.max(...calls.map(([first]) => first.receivedAtMs));
	const to = Math.min(...calls.map((ofOne) => ofOne.at(-1).receivedAtMs));
	const taken = calls.map(
		(ofOne) =>
			ofOne.filter(({ receivedAtMs: at, status }) => at >= from && at <= to && status !== 429)
				.length,
	);
	return Math.min(...taken) / (taken[0] + taken[1]);
}
