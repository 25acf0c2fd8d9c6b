import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { inParallel, send, signedDelivery } from '../stage/signedDelivery.mjs';
import { Heard, Stage } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';
const ENDED = 'v1.conversation.ended';
const HINT = /Ada sent this delivery \(msg_\w+\) before/;
const HOUR = 3_600_000;

describe('Deliveries to a whole n8n', () => {
	let stage;
	let n8n;
	let ada;
	let heard;

	before(async () => {
		[stage, heard] = await Promise.all([Stage.open('deliveries'), Heard.start()]);
		({ n8n, ada } = stage);
	});

	afterEach(async () => {
		await ada.noFaults();
		await ada.deliver({ duplicates: 0, reorder: false, lostAnswers: 0, paused: false });
		for (const { id } of await ada.endpoints()) await ada.editEndpoint(id, { enabled: false });
	});

	after(async () => {
		heard?.close();
		await stage?.close();
	});

	/** A published workflow that tells `heard` of each delivery. */
	async function listening(parameters) {
		const trigger = stage.trigger(parameters);
		const workflow = await stage.workflow([trigger], { next: heard.node() });
		const { status } = await n8n.publish(workflow);
		assert.equal(status, 'published');
		const { id: endpointId, secret } = await ada.endpointAt(stage.addressOf(trigger));
		return { trigger, workflow, endpointId, secret };
	}

	/** That an execution stopped at the trigger, and says why. */
	async function expectSkipped({ id, status }) {
		assert.equal(status, 'success');
		const execution = await n8n.execution(id);
		assert.deepEqual(execution.nodes, ['Ada Webhook Trigger']);
		assert.deepEqual(execution.items('Ada Webhook Trigger'), []);
		assert.match(execution.hints('Ada Webhook Trigger').join(), HINT);
	}

	test('the same one twice, one after the other, runs the next node once', async () => {
		const { workflow } = await listening();
		const [message] = await ada.tell(CREATED, { end_user_id: 'once' });
		await stage.ended(workflow, 1);
		await ada.resend(message);
		const [newest] = await stage.ended(workflow, 2);
		assert.deepEqual(heard.countOf([message]), { never: 0, once: 1, moreOften: 0 });
		await expectSkipped(newest);
		assert.deepEqual(await ada.answersTo(message), [200, 200]);
	});

	test('the same one 20 times at once runs the next node once', async () => {
		const { workflow } = await listening();
		await ada.deliver({ duplicates: 19 });
		const [message] = await ada.tell(CREATED);
		const executions = await stage.ended(workflow, 20);
		assert.deepEqual(heard.countOf([message]), { never: 0, once: 1, moreOften: 0 });
		const skipped = [];
		for (const execution of executions) {
			if ((await n8n.execution(execution.id)).nodes.length === 1) skipped.push(execution);
		}
		assert.equal(skipped.length, 19);
		for (const execution of skipped) await expectSkipped(execution);
	});

	describe('200 different ones, 20 at once', () => {
		let listener;
		let messages;

		before(async () => {
			listener = await listening();
			await ada.deliver({ concurrency: 20 });
			messages = await ada.tell(CREATED, {}, 200);
			await ada.quiet();
			await stage.ended(listener.workflow, 200, { seconds: 120 });
			await ada.editEndpoint(listener.endpointId, { enabled: true });
		});

		async function again() {
			await ada.editEndpoint(listener.endpointId, { enabled: true });
			await ada.deliver({ concurrency: 20 });
			await ada.resend(...messages);
			await ada.quiet();
		}

		test('are none lost and none doubled', () => {
			assert.deepEqual(heard.countOf(messages), { never: 0, once: 200, moreOften: 0 });
		});

		test('nor when all of them come again', async () => {
			await again();
			await stage.ended(listener.workflow, 400, { seconds: 120 });
			assert.deepEqual(heard.countOf(messages), { never: 0, once: 200, moreOften: 0 });
		});

		test('nor when they come again after n8n was restarted', async () => {
			await stage.restartN8n();
			({ n8n } = stage);
			await again();
			await stage.ended(listener.workflow, 600, { seconds: 120 });
			assert.deepEqual(heard.countOf(messages), { never: 0, once: 200, moreOften: 0 });
		});
	});

	test('one whose answer was lost on the way comes again, and runs the next node once', async () => {
		const { workflow } = await listening();
		await ada.deliver({ lostAnswers: 1 });
		const [message] = await ada.tell(CREATED);
		await stage.ended(workflow, 1);
		await ada.quiet();
		await ada.passTime(10_000);
		const [newest] = await stage.ended(workflow, 2);
		await ada.quiet();
		assert.deepEqual(await ada.answersTo(message), [null, 200]);
		assert.deepEqual(heard.countOf([message]), { never: 0, once: 1, moreOften: 0 });
		await expectSkipped(newest);
	});

	test('an execution that failed in the trigger can be retried, and is not taken for a repeat', async () => {
		const { workflow } = await listening({ options: { includeEndUser: true } });
		const person = await ada.api.createEndUser({ profile: { first_name: 'Noor' } });
		await stage.ended(workflow, 1);
		await ada.addFault({ kind: 'status', status: 403, pathPrefix: '/api/v2/end-users/' });
		const data = { end_user_id: person.end_user_id };
		const [message] = await ada.tell(CREATED, data);
		const [failed] = await stage.ended(workflow, 2);
		assert.equal(failed.status, 'error');
		assert.deepEqual(heard.countOf([message]), { never: 1, once: 0, moreOften: 0 });

		await n8n.ask('POST', `/executions/${failed.id}/retry`, { loadWorkflow: false });
		const [retried] = await stage.ended(workflow, 3);
		assert.deepEqual([retried.status, retried.mode], ['success', 'retry']);
		assert.deepEqual(heard.countOf([message]), { never: 0, once: 1, moreOften: 0 });
		const { endUser } = heard.all.find(({ id }) => id === message);
		assert.equal(endUser.profile.first_name, 'Noor');

		// What Ada sends once more is a repeat all the same.
		await ada.resend(message);
		await expectSkipped((await stage.ended(workflow, 4))[0]);
	});

	test('an execution that failed after the trigger can be retried from the start', async () => {
		const { workflow } = await listening();
		heard.receiver.refuse(1);
		const [message] = await ada.tell(CREATED);
		const [failed] = await stage.ended(workflow, 1);
		assert.equal(failed.status, 'error');
		await n8n.ask('POST', `/executions/${failed.id}/retry`, { loadWorkflow: true });
		const [retried] = await stage.ended(workflow, 2);
		assert.equal(retried.status, 'success');
		assert.deepEqual(heard.countOf([message]), { never: 0, once: 1, moreOften: 0 });
	});

	test('what was not chosen starts nothing, although the dashboard sends it', async () => {
		const { workflow, endpointId } = await listening();
		await ada.editEndpoint(endpointId, { event_filters: [CREATED, ENDED] });
		const [unwanted] = await ada.tell(ENDED);
		await ada.editEndpoint(endpointId, { event_filters: [] });
		const [unheardOf] = await ada.tell('v9.unheard.of');
		const [wanted] = await ada.tell(CREATED);
		await ada.quiet();
		await stage.ended(workflow, 1);
		assert.deepEqual(await ada.answersTo(unwanted), [204]);
		assert.deepEqual(await ada.answersTo(unheardOf), [204]);
		assert.deepEqual(heard.countOf([unwanted, unheardOf, wanted]), {
			never: 2,
			once: 1,
			moreOften: 0,
		});
	});

	test('a secret that was rotated is taken over while both sign, and the old one counts no more', async () => {
		const { workflow, trigger, endpointId, secret } = await listening();
		await ada.ask('POST', `/webhooks/${endpointId}/rotate`);
		const [within] = await ada.tell(CREATED);
		await ada.quiet();
		await ada.passTime(25 * HOUR);
		const [afterwards] = await ada.tell(CREATED);
		await ada.quiet();
		assert.deepEqual(await ada.answersTo(within), [200]);
		assert.deepEqual(await ada.answersTo(afterwards), [200]);
		await stage.ended(workflow, 2);
		assert.deepEqual(heard.countOf([within, afterwards]), { never: 0, once: 2, moreOften: 0 });
		assert.equal(await post(trigger, { secret }), 401);
	});

	test('a secret that was rotated more than a day ago is looked up', async () => {
		const { workflow, endpointId } = await listening();
		await ada.ask('POST', `/webhooks/${endpointId}/rotate`);
		await ada.passTime(25 * HOUR);
		const [message] = await ada.tell(CREATED);
		await ada.quiet();
		assert.deepEqual(await ada.answersTo(message), [200]);
		await stage.ended(workflow, 1);
	});

	test('1,000 forged ones start nothing, and make n8n ask Ada once at most', async () => {
		const { workflow, trigger, secret } = await listening();
		let answers;
		const asked = await ada.requestsDuring(async () => {
			const forgeries = Array.from({ length: 1000 }, (_, at) => () => forged(trigger, at));
			answers = await inParallel(20, forgeries);
		});
		assert.deepEqual(new Set(answers), new Set([401]));
		assert.equal(answers.length, 1000);
		assert.ok(asked.length <= 1, `${asked.length} requests to Ada`);
		// A real one is taken all the same; so there was one execution in all.
		assert.equal(await post(trigger, { secret }), 200);
		await stage.ended(workflow, 1);
	});

	test('one from the log of the dashboard runs again where the option says so', async () => {
		const { workflow } = await listening({ options: { repeatedDeliveries: 'run' } });
		const [message] = await ada.tell(CREATED);
		await stage.ended(workflow, 1);
		await ada.resend(message);
		await stage.ended(workflow, 2);
		assert.equal(heard.times.get(message), 2);
	});

	test('events that overtake each other carry the person as they are now', async () => {
		const events = [CREATED, 'v1.end_user.updated'];
		const { workflow } = await listening({ events, options: { includeEndUser: true } });
		await ada.deliver({ paused: true, reorder: true });
		const { end_user_id: id } = await ada.api.createEndUser({ profile: { first_name: 'A' } });
		await ada.api.updateEndUser(id, { profile: { first_name: 'B' } });
		await ada.api.updateEndUser(id, { profile: { first_name: 'C' } });
		await ada.deliver({ paused: false });
		await stage.ended(workflow, 3);
		const names = heard.all.slice(-3).map(({ endUser }) => endUser.profile.first_name);
		assert.deepEqual(names, ['C', 'C', 'C']);
	});

	test('what happened while n8n was down arrives afterwards, each once', async () => {
		const { workflow } = await listening();
		// However long n8n takes to start, Ada's next try comes after that.
		await ada.freezeTime(true);
		await stage.stopN8n();
		const messages = await ada.tell(CREATED, {}, 10);
		await ada.quiet();
		await stage.startN8n();
		({ n8n } = stage);
		await ada.passTime(10_000);
		await ada.quiet();
		await ada.freezeTime(false);
		await stage.ended(workflow, 10);
		assert.deepEqual(heard.countOf(messages), { never: 0, once: 10, moreOften: 0 });
		assert.deepEqual(await ada.answersTo(messages[0]), [null, 200]);
	});

	/** The status that a request gets which is signed with a secret as Ada signs. */
	async function post(trigger, delivery) {
		return await send(stage.addressOf(trigger), signedDelivery(delivery));
	}

	/** Requests of somebody who does not know the secret, in all kinds. */
	async function forged(trigger, at) {
		const secret = `whsec_${randomBytes(24).toString('base64')}`;
		if (at % 4 === 1) return await post(trigger, { secret, at: Date.now() - HOUR });
		if (at % 4 === 2) return await post(trigger, { secret, id: 'msg_a.1700000000' });
		if (at % 4 === 3) return await post(trigger, { secret: 'whsec_' });
		return await post(trigger, { secret });
	}
});
