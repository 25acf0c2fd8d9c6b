import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isUnfinished } from '../../scripts/n8nRest.mjs';
import { until } from '../../scripts/waiting.mjs';
import { accountOf, isCut, requestsOf } from '../stage/account.mjs';
import { Heard, Stage } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';
const HOUR = 3_600_000;
const EVENTS = 1_000;

/** How n8n ends in each round; it is started again after each. */
const ENDS = [...Array(10).fill('kill'), 'stop'];

/** Deliveries that must be on their way whenever n8n ends, and how many Ada sends at once. */
const IN_FLIGHT = 20;
const AT_ONCE = 25;

/** Milliseconds after which n8n ends even if it is so slow that little has arrived. */
const LONGEST_ROUND = 30_000;

/** The share of answers that do not reach Ada, which then sends again what n8n has. */
const LOST_ANSWERS = 0.1;

/** Of the repeats, how many may run the next node a second time. */
const TOLERATED = 0.01;

describe('1,000 events while n8n is killed and stopped again and again', () => {
	let stage;
	let ada;
	let heard;
	let workflow;
	const messages = [];
	const rounds = [];
	let account;
	let crashed;

	before(async () => {
		[stage, heard] = await Promise.all([Stage.open('kills'), Heard.start()]);
		({ ada } = stage);
		workflow = await stage.workflow([stage.trigger()], { next: heard.node() });
		assert.equal((await stage.n8n.publish(workflow)).status, 'published');
		// However long n8n takes to start, Ada's next try comes after that.
		await ada.freezeTime(true);
		await ada.deliver({ lostAnswers: LOST_ANSWERS });
		for (const [place, end] of ENDS.entries()) {
			const wanted = Math.round((EVENTS * (place + 1)) / ENDS.length);
			rounds.push(await round(end, wanted - messages.length));
		}
		await untilAllHaveArrived();
		account = await theAccount();
		crashed = account.stored.filter(({ status }) => status === 'crashed');
	});

	after(async () => {
		heard?.close();
		await stage?.close();
	});

	/**
	 * Tells of events, and ends n8n in the middle of their delivery; then starts it again, and lets
	 * Ada send once more what is due by its schedule.
	 *
	 * @returns {Promise<{ end: string, onTheirWay: number, cut: number }>} how many requests were
	 *   sent and not answered just before, and how many never got an answer
	 */
	async function round(end, count) {
		const { delivered } = (await ada.deliveryState()).counts;
		await ada.deliver({ concurrency: AT_ONCE });
		messages.push(...(await ada.tell(CREATED, {}, count)));
		const enough = delivered + count * (0.2 + 0.3 * Math.random());
		const latest = Date.now() + LONGEST_ROUND;
		const underWay = async () => {
			const { idle, counts } = await ada.deliveryState();
			// On a busy machine answers can take longer than Ada waits for them.
			if (idle) await ada.passTime(10 * HOUR);
			const isTime = counts.delivered >= enough || Date.now() > latest;
			return isTime && counts.inFlight >= IN_FLIGHT ? counts : undefined;
		};
		const { inFlight: onTheirWay } = await until(underWay, {
			seconds: 240,
			every: 20,
			otherwise: 'There were never enough deliveries on their way.',
		});
		const cutBefore = await cutSoFar();
		await (end === 'kill' ? stage.killN8n() : stage.stopN8n());
		await ada.quiet();
		const cut = (await cutSoFar()) - cutBefore;
		await stage.startN8n();
		await tryAgain();
		return { end, onTheirWay, cut };
	}

	/** Lets the time pass after which Ada's schedule has what failed sent again. */
	async function tryAgain() {
		await ada.deliver({ concurrency: AT_ONCE / 5 });
		await ada.passTime(10 * HOUR);
		await ada.quiet({ seconds: 240 });
	}

	async function cutSoFar() {
		return (await requestsOf(ada, messages)).filter(isCut).length;
	}

	/** Lets Ada try again as long as something has not arrived, and n8n end what it is at. */
	async function untilAllHaveArrived() {
		await ada.deliver({ lostAnswers: 0 });
		await ada.arrived({ atOnce: AT_ONCE / 5 });
		const isAtRest = async () => {
			const { newest } = await stage.n8n.executions(workflow);
			return !newest.some(isUnfinished);
		};
		await until(isAtRest, {
			seconds: 240,
			otherwise: 'Executions have neither ended nor crashed.',
		});
	}

	async function theAccount() {
		return await accountOf({ ada, n8n: stage.n8n, workflow, heard, messages });
	}

	test('each time at least 20 deliveries were on their way', (t) => {
		const kills = rounds.filter(({ end }) => end === 'kill');
		for (const { end, onTheirWay, cut } of rounds) {
			t.diagnostic(`${end}: ${onTheirWay} requests on their way, ${cut} of them never answered`);
			assert.ok(onTheirWay >= IN_FLIGHT);
		}
		for (const { cut } of kills) assert.ok(cut >= IN_FLIGHT, `${cut} requests were cut off`);
	});

	test('everything that n8n had taken is stored, and everything arrived', async (t) => {
		const { sent, taken, unanswered, cut, refused, lost, stored } = account;
		t.diagnostic(`${messages.length} events, ${sent} requests: ${taken} taken (2xx)`);
		t.diagnostic(`${unanswered} got no answer, of which ${cut} were on their way when n8n ended`);
		t.diagnostic(`${refused} were answered otherwise`);
		t.diagnostic(`${stored.length} executions are stored; taken and not stored: ${lost}`);
		assert.equal(lost, 0);
		assert.equal(refused, 0);
		const deliveries = await ada.deliveriesOf(...messages);
		assert.equal(deliveries.length, EVENTS);
		assert.deepEqual(new Set(deliveries.map(({ state }) => state)), new Set(['delivered']));
		assert.deepEqual(new Set(stored.map(({ delivery }) => delivery)), new Set(messages));
	});

	test('hardly any repeat ran the next node a second time', (t) => {
		const { repeats, ranTwice } = account;
		t.diagnostic(`${repeats} repeats, of which ${ranTwice} ran the next node again`);
		assert.ok(repeats > 100, `${repeats} repeats`);
		assert.ok(ranTwice <= TOLERATED * repeats, `${ranTwice} of ${repeats} repeats ran again`);
	});

	test('what ran nowhere to its end is an execution that n8n marked as crashed, and runs when it is retried', async (t) => {
		const inCrashed = new Set(crashed.map(({ delivery }) => delivery));
		const { neverRan } = account;
		t.diagnostic(`${crashed.length} executions crashed, of ${inCrashed.size} events`);
		t.diagnostic(`${neverRan.length} events had not run the next node before a retry`);
		assert.ok(crashed.length > 0);
		assert.deepEqual(
			neverRan.filter((id) => !inCrashed.has(id)),
			[],
		);
		const toRetry = neverRan.map((id) => crashed.find(({ delivery }) => delivery === id));
		for (const { id } of toRetry) {
			await stage.n8n.ask('POST', `/executions/${id}/retry`, { loadWorkflow: false });
		}
		const { never } = heard.countOf(messages);
		t.diagnostic(`${toRetry.length} of them were retried; events that then had not run: ${never}`);
		assert.equal(never, 0);
	});
});
