import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { isUnfinished } from '../../scripts/n8nRest.mjs';
import { until } from '../../scripts/waiting.mjs';
import { accountOf, requestsOf } from '../stage/account.mjs';
import { QueueStage, workers } from '../stage/queueStage.mjs';
import { Heard } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';

/** Deliveries that Ada has on their way at the same time. */
const AT_ONCE = 10;

/** Executions that a worker must be at when it is killed. */
const UNDER_WAY = 3;

/** Of the repeats, how many may run the next nodes a second time. */
const TOLERATED = 0.01;

/** The worker that is killed. */
const [victim] = workers;

let stage;
let ada;
let heard;

before(async () => {
	const prepare = (stage) => (stage.atOnce = 10);
	[heard, stage] = await Promise.all([Heard.start(), QueueStage.open('queue-mode', { prepare })]);
	({ ada } = stage);
	// However slow n8n is, Ada's next try comes when the suite says so.
	await ada.freezeTime(true);
});

after(async () => {
	heard?.close();
	await stage?.close();
});

/** Publishes a workflow that takes a second between the trigger and what tells of it. */
async function publishedWorkflow() {
	const trigger = stage.trigger();
	const wait = {
		id: randomUUID(),
		name: 'Wait',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		position: [150, 0],
		webhookId: randomUUID(),
		parameters: { amount: 1 },
	};
	const tell = heard.node();
	const to = ({ name: node }) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	const workflow = await stage.n8n.newWorkflow({
		name: `Workflow ${randomUUID()}`,
		nodes: [trigger, wait, tell],
		connections: { [trigger.name]: to(wait), [wait.name]: to(tell) },
		settings: { executionOrder: 'v1' },
	});
	assert.equal((await stage.n8n.publish(workflow)).status, 'published');
	return workflow;
}

/** Kills the worker in the middle of several executions, once so much has been heard of. */
async function killAtWork(enough) {
	const isAtWork = () => heard.all.length >= enough && stage.underWayOn(victim).length >= UNDER_WAY;
	await until(isAtWork, {
		seconds: 400,
		every: 20,
		otherwise: `The worker was never at ${UNDER_WAY} executions.`,
	});
	await stage.killWorker(victim);
}

/**
 * Waits until all has arrived, and neither worker is at anything any more.
 *
 * @returns {Promise<string[]>} the executions that n8n believes not to have ended all the same
 */
async function leftAtRest(workflow) {
	await ada.arrived({ atOnce: AT_ONCE });
	let before;
	const left = async () => {
		const { newest } = await stage.n8n.executions(workflow);
		const unfinished = newest.filter(isUnfinished).map(({ id }) => id);
		const isIdle = workers.every((worker) => stage.underWayOn(worker).length === 0);
		const isSettled = isIdle && String(unfinished) === before;
		before = isIdle ? String(unfinished) : undefined;
		return isSettled ? unfinished : undefined;
	};
	return await until(left, { seconds: 400, every: 3000, otherwise: 'Executions have not ended.' });
}

function isDelivered({ state }) {
	return state === 'delivered';
}

async function accountFor(workflow, messages) {
	return await accountOf({ ada, n8n: stage.n8n, workflow, heard, messages });
}

describe('1,000 deliveries in queue mode, 200 of them repeated, while a worker is killed', () => {
	const EVENTS = 1_000;
	const AT_THE_SAME_MOMENT = 100;
	const SENT_AGAIN = 100;

	let workflow;
	let messages;
	let begun;
	let account;

	before(async () => {
		workflow = await publishedWorkflow();
		await ada.deliver({ concurrency: AT_ONCE / 2, duplicates: 1 });
		messages = await ada.tell(CREATED, {}, AT_THE_SAME_MOMENT);
		await ada.quiet({ seconds: 240 });
		await ada.deliver({ concurrency: AT_ONCE, duplicates: 0 });
		messages.push(...(await ada.tell(CREATED, {}, EVENTS - AT_THE_SAME_MOMENT)));
		await killAtWork(EVENTS / 2);
		begun = workers.map((worker) => stage.begunOn(worker).length);
		await ada.resend(...messages.slice(AT_THE_SAME_MOMENT, AT_THE_SAME_MOMENT + SENT_AGAIN));
		// As whatever watches over the processes does.
		await stage.startWorker(victim);
		// What the worker had fetched and not begun stays in the queue until somebody stops it.
		for (const id of await leftAtRest(workflow)) await stage.n8n.stop(id);
		account = await accountFor(workflow, messages);
	});

	test('both workers had some', (t) => {
		t.diagnostic(`executions on the workers until one was killed: ${begun.join(' and ')}`);
		for (const count of begun) assert.ok(count > 0);
	});

	test('everything that n8n had taken is stored, and nothing was refused', async (t) => {
		const { sent, taken, unanswered, refused, lost, stored, emptied } = account;
		t.diagnostic(`${messages.length} events, ${sent} requests: ${taken} taken (2xx)`);
		t.diagnostic(`${unanswered} got no answer in time, ${refused} were answered otherwise`);
		t.diagnostic(`${stored.length} executions are stored; taken and not stored: ${lost}`);
		assert.equal(lost, 0);
		assert.equal(refused, 0);
		assert.deepEqual(emptied, []);
		assert.equal((await ada.deliveryState()).counts.delivered, EVENTS);
	});

	test('hardly any repeat ran the next nodes a second time', (t) => {
		const { repeats, ranTwice } = account;
		t.diagnostic(`${repeats} repeats, of which ${ranTwice} ran the next nodes again`);
		assert.ok(repeats >= AT_THE_SAME_MOMENT + SENT_AGAIN, `${repeats} repeats`);
		assert.ok(ranTwice <= TOLERATED * repeats, `${ranTwice} of ${repeats} repeats ran again`);
	});

	test('what ran nowhere to its end is an execution that crashed, and runs when it is retried', async (t) => {
		const { neverRan, stored } = account;
		const failed = stored.filter(({ status }) => status !== 'success');
		const ofStatus = (wanted) => failed.filter(({ status }) => status === wanted).length;
		t.diagnostic(`${ofStatus('crashed')} executions crashed, ${ofStatus('canceled')} were stopped`);
		t.diagnostic(`${neverRan.length} events had not run the next nodes before a retry`);
		assert.ok(neverRan.length > 0);
		const toRetry = neverRan.map((id) => failed.find(({ delivery }) => delivery === id));
		const retry = async ({ id }) =>
			await stage.n8n.ask('POST', `/executions/${id}/retry`, { loadWorkflow: false });
		await Promise.all(toRetry.map(retry));
		const { never } = heard.countOf(messages);
		t.diagnostic(`${toRetry.length} of them were retried; events that then had not run: ${never}`);
		assert.equal(never, 0);
	});

	test('each of 10 sent 20 times at the same moment: hardly any runs a second time, and none is lost', async (t) => {
		await ada.deliver({ duplicates: 19, concurrency: 1 });
		const repeated = await ada.tell(CREATED, {}, 10);
		await ada.quiet({ seconds: 240 });
		await ada.deliver({ duplicates: 0 });
		assert.deepEqual(await leftAtRest(workflow), []);
		const runs = repeated.reduce((sum, id) => sum + (heard.times.get(id) ?? 0), 0);
		const repeats = 19 * repeated.length;
		const through = runs - repeated.length;
		t.diagnostic(`${through} of ${repeats} repeats ran a second time`);
		assert.equal(heard.countOf(repeated).never, 0);
		assert.ok(through <= TOLERATED * repeats, `${through} of ${repeats} repeats ran a second time`);
	});

	test('the endpoint goes when the workflow is unpublished', async () => {
		await stage.n8n.unpublish(workflow);
		assert.deepEqual(await ada.endpoints(), []);
	});
});

describe('100 deliveries at the same moment', () => {
	let workflow;

	// Also where it has failed: what is told of next is not for this workflow.
	after(async () => workflow && (await stage.n8n.unpublish(workflow)));

	test('are late where n8n does not answer in time, and none is lost', async (t) => {
		workflow = await publishedWorkflow();
		await ada.deliver({ concurrency: 100 });
		const messages = await ada.tell(CREATED, {}, 100);
		await ada.quiet({ seconds: 240 });
		const atOnce = (await ada.deliveriesOf(...messages)).filter(isDelivered).length;
		t.diagnostic(`${atOnce} of ${messages.length} were taken at the first try`);
		for (const id of await leftAtRest(workflow)) await stage.n8n.stop(id);
		const { sent, taken, unanswered, refused, lost, neverRan } = await accountFor(
			workflow,
			messages,
		);
		t.diagnostic(`${sent} requests: ${taken} taken, ${unanswered} without an answer in time,`);
		const otherwise = (await requestsOf(ada, messages)).filter(({ status }) => status >= 300);
		const statuses = [...new Set(otherwise.map(({ status }) => status))];
		t.diagnostic(`${refused} answered otherwise (${statuses}); taken and not stored: ${lost}`);
		assert.equal(lost, 0);
		assert.deepEqual(neverRan, []);
		assert.ok((await ada.deliveriesOf(...messages)).every(isDelivered));
	});
});

describe('40 deliveries while a worker is killed, where n8n looks for jobs that have stalled', () => {
	let workflow;
	let messages;
	let account;

	before(async () => {
		// As n8n comes, but for the times, which are 60 and 30 seconds.
		const settings = {
			QUEUE_WORKER_LOCK_DURATION: '20000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
		};
		await stage.restartWorkers({ settings });
		workflow = await publishedWorkflow();
		messages = await ada.tell(CREATED, {}, 40);
		await killAtWork(heard.all.length + 10);
		await stage.startWorker(victim);
		const left = async () => (await leftAtRest(workflow)).length === 0;
		await until(left, { seconds: 240, otherwise: 'n8n has not given up what the worker was at.' });
		account = await accountFor(workflow, messages);
	});

	test('nothing is lost that was taken, and what ran nowhere to its end has failed', (t) => {
		const { lost, stored, emptied, neverRan } = account;
		const failed = stored.filter(({ status }) => status !== 'success');
		t.diagnostic(`${failed.length} executions failed, ${emptied.length} of them without the event`);
		t.diagnostic(`${neverRan.length} events had not run the next nodes`);
		assert.equal(lost, 0);
		assert.equal(stored.length, messages.length);
		assert.ok(neverRan.length > 0);
		assert.ok(neverRan.length <= failed.length);
	});

	test('which runs when Ada sends it again and the trigger is to run repeats', async (t) => {
		const { nodes } = await stage.n8n.ask('GET', `/workflows/${workflow.id}`);
		nodes[0].parameters.options = { repeatedDeliveries: 'run' };
		await stage.save(workflow, { nodes });
		assert.equal((await stage.n8n.publish(workflow)).status, 'published');
		// n8n has unpublished the changed trigger for a moment, so its endpoint is a new one.
		const [endpoint] = await ada.endpoints();
		await ada.resendTo(endpoint, ...account.neverRan);
		assert.deepEqual(await leftAtRest(workflow), []);
		const { never } = heard.countOf(messages);
		t.diagnostic(`events that had not run after Ada had sent them again: ${never}`);
		assert.equal(never, 0);
	});
});
