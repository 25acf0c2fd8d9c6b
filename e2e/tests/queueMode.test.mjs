import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { QueueStage } from '../stage/queueStage.mjs';
import { Heard } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';

/**
 * Repeats that may come through where two workers read n8n's table at the same moment, which has no
 * lock: 0.5 to 0.7 % were seen, and slow machines may see more.
 */
const TOLERATED = 0.02;

describe('Deliveries to n8n in queue mode, with a webhook processor and two workers', () => {
	let stage;
	let ada;
	let heard;
	let workflow;
	let messages;
	let executions = 0;

	before(async () => {
		heard = await Heard.start();
		stage = await QueueStage.open('queue-mode');
		({ ada } = stage);
		workflow = await stage.workflow([stage.trigger()], { next: heard.node() });
		assert.equal((await stage.n8n.publish(workflow)).status, 'published');
		await ada.deliver({ concurrency: 20 });
	});

	after(async () => {
		heard?.close();
		await stage?.close();
	});

	async function expectEnded(count) {
		await ada.quiet();
		executions += count;
		await stage.ended(workflow, executions, { seconds: 180 });
	}

	test('200 different ones, 20 at once: none is lost, none doubled, and both workers had some', async () => {
		messages = await ada.tell(CREATED, {}, 200);
		await expectEnded(200);
		assert.deepEqual(heard.countOf(messages), { never: 0, once: 200, moreOften: 0 });
		const shares = ['worker-1', 'worker-2'].map((worker) => stage.executionsOn(worker));
		assert.ok(
			shares.every((share) => share > 0),
			`executions on the workers: ${shares.join(' and ')}`,
		);
	});

	test('all of them again, 20 at once: none runs a second time', async () => {
		await ada.resend(...messages);
		await expectEnded(200);
		assert.deepEqual(heard.countOf(messages), { never: 0, once: 200, moreOften: 0 });
	});

	test('each 20 times at the same moment: hardly any runs a second time, and none is lost', async (t) => {
		await ada.deliver({ duplicates: 19, concurrency: 1 });
		const repeated = await ada.tell(CREATED, {}, 30);
		await expectEnded(600);
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
