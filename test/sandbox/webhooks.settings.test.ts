import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from './client';
import { Dashboard } from './dashboard';
import { isSignedWith, Receiver } from './receiver';

const type = 'v1.conversation.message';

let client: Client;
let dashboard: Dashboard;
let receiver: Receiver;
let secret: string;

beforeAll(async () => {
	receiver = await Receiver.start();
	client = await Client.start();
	dashboard = new Dashboard(client.control);
});
beforeEach(async () => {
	await client.control.post('/reset');
	receiver.forget();
	({ secret } = await dashboard.add({ url: receiver.url }));
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});

async function emitted(count: number): Promise<string[]> {
	const ids = await dashboard.emit({ type, count });
	await dashboard.settled();
	return ids;
}

it('settings that are not named stay as they are', async () => {
	await dashboard.choose({ duplicates: 2, paused: true });
	await dashboard.choose({ paused: false });
	expect((await client.control.get<object>('/deliveries/settings')).data).toEqual({
		duplicates: 2,
		reorder: false,
		lostAnswers: 0,
		paused: false,
		concurrency: 50,
		seed: 1,
	});
});

describe('at once', () => {
	it('at most 50 are on their way by default', async () => {
		receiver.answer = { status: 204, afterMs: 200 };
		await emitted(200);
		expect(receiver.received).toHaveLength(200);
		expect(receiver.mostOpen).toBeGreaterThan(30);
		expect(receiver.mostOpen).toBeLessThanOrEqual(50);
	});

	it('as many as are chosen are on their way, in order when it is one', async () => {
		await dashboard.choose({ concurrency: 1 });
		const ids = await emitted(20);
		expect(receiver.mostOpen).toBe(1);
		expect(receiver.ids).toEqual(ids);
	});
});

describe('duplicates', () => {
	it('are copies at the same time with the same ID, each signed', async () => {
		await dashboard.choose({ duplicates: 2 });
		receiver.answer = { status: 200, afterMs: 30 };
		const [id] = await emitted(1);
		expect(receiver.ids).toEqual([id, id, id]);
		expect(receiver.mostOpen).toBe(3);
		expect(receiver.received.every((request) => isSignedWith(secret, request))).toBe(true);
		const [{ state, attempts }] = await dashboard.deliveries();
		expect(state).toBe('delivered');
		expect(attempts.map(({ number, copy }) => [number, copy])).toEqual([
			[1, false],
			[1, true],
			[1, true],
		]);
	});

	it('are retried as one, and only when all of them fail', async () => {
		await client.control.post('/clock', { frozen: true });
		await dashboard.choose({ duplicates: 1 });
		let answered = 0;
		receiver.answer = () => ({ status: (answered += 1) === 4 ? 200 : 500 });
		await emitted(1);
		expect(await dashboard.deliveries()).toMatchObject([{ state: 'pending' }]);
		await client.advance(5_000);
		await dashboard.settled();
		expect(await dashboard.deliveries()).toMatchObject([{ state: 'delivered' }]);
		expect(receiver.received).toHaveLength(4);
	});
});

describe('reorder', () => {
	async function order(seed: number): Promise<number[]> {
		receiver.forget();
		await dashboard.choose({ reorder: true, concurrency: 1, seed });
		const ids = await emitted(10);
		return receiver.ids.map((id) => ids.indexOf(id));
	}

	it('sends what is emitted close together in another order, the same for the same seed', async () => {
		const first = await order(7);
		expect([...first].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(first).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(await order(7)).toEqual(first);
		expect(await order(8)).not.toEqual(first);
	});

	it('swaps two, whatever the seed', async () => {
		for (let seed = 1; seed <= 5; seed += 1) {
			receiver.forget();
			await dashboard.choose({ reorder: true, concurrency: 1, seed });
			const ids = await emitted(2);
			expect(receiver.ids).toEqual(ids.reverse());
		}
	});

	it('mixes what a pause held', async () => {
		await dashboard.choose({ reorder: true, concurrency: 1, paused: true });
		const ids = [...(await dashboard.emit({ type }))];
		await sleep(80);
		ids.push(...(await dashboard.emit({ type })));
		await sleep(80);
		await dashboard.choose({ paused: false });
		await dashboard.settled();
		expect(receiver.ids).toEqual(ids.reverse());
	});

	it('lets go at once what it holds when it is switched off', async () => {
		await dashboard.choose({ reorder: true });
		await dashboard.emit({ type });
		await dashboard.choose({ reorder: false });
		expect(await dashboard.overview()).toMatchObject({ counts: { inFlight: 1 } });
	});
});

describe('lost answers', () => {
	it('count as failures, for the next so many that succeed: the message comes again', async () => {
		await client.control.post('/clock', { frozen: true });
		await dashboard.choose({ lostAnswers: 2, concurrency: 1 });
		const ids = await emitted(3);
		expect(receiver.ids).toEqual(ids);
		const all = await dashboard.deliveries();
		expect(all.map(({ state }) => state)).toEqual(['pending', 'pending', 'delivered']);
		expect(all[0].attempts).toMatchObject([{ status: null, error: 'the answer was lost' }]);
		await client.advance(5_000);
		await dashboard.settled();
		expect(receiver.ids).toEqual([...ids, ids[0], ids[1]]);
		expect((await dashboard.overview()).counts).toMatchObject({ delivered: 3, pending: 0 });
	});

	it('are not spent on answers that are failures anyway', async () => {
		await dashboard.choose({ lostAnswers: 1 });
		receiver.answer = { status: 500 };
		await emitted(1);
		receiver.answer = { status: 200 };
		await emitted(1);
		expect((await dashboard.overview()).counts).toMatchObject({ pending: 2 });
		await emitted(1);
		expect((await dashboard.overview()).counts).toMatchObject({ delivered: 1 });
	});

	it('can be a share of all', async () => {
		await client.control.post('/clock', { frozen: true });
		await dashboard.choose({ lostAnswers: 0.3, seed: 7 });
		await emitted(200);
		const { pending } = (await dashboard.overview()).counts;
		expect(pending).toBeGreaterThan(40);
		expect(pending).toBeLessThan(80);
	});

	it('are those of a delivery’s copies too', async () => {
		await dashboard.choose({ lostAnswers: 1, duplicates: 1 });
		await emitted(1);
		const [{ state, attempts }] = await dashboard.deliveries();
		expect([state, attempts.map(({ status }) => status)]).toEqual(['pending', [null, null]]);
	});
});

describe('paused', () => {
	it('holds everything, which is idle meanwhile, until it is over', async () => {
		await dashboard.choose({ paused: true });
		const ids = await emitted(3);
		expect(receiver.received).toHaveLength(0);
		expect(await dashboard.overview()).toMatchObject({ idle: true, counts: { pending: 3 } });
		await dashboard.choose({ paused: false });
		await dashboard.settled();
		expect([...receiver.ids].sort()).toEqual(ids);
	});

	it('holds retries and what is resent', async () => {
		await client.control.post('/clock', { frozen: true });
		receiver.answer = { status: 500 };
		const [id] = await emitted(1);
		await dashboard.choose({ paused: true });
		await client.advance(5_000);
		await dashboard.resend(id);
		await dashboard.settled();
		expect(receiver.received).toHaveLength(1);
		await dashboard.choose({ paused: false });
		await dashboard.settled();
		expect(receiver.received).toHaveLength(3);
	});
});

describe('a message that was sent by hand meanwhile', () => {
	it('is not retried once it arrived, though its retry is due already', async () => {
		await client.control.post('/clock', { frozen: true });
		receiver.answer = { status: 500 };
		const [id] = await emitted(1);
		await dashboard.choose({ paused: true, concurrency: 1 });
		await dashboard.resend(id);
		await client.advance(5_000);
		receiver.answer = { status: 200 };
		await dashboard.choose({ paused: false });
		await dashboard.settled();
		expect(receiver.received).toHaveLength(2);
	});

	it('does not go to an endpoint that was deleted before it went out', async () => {
		const [id] = await emitted(1);
		await dashboard.choose({ paused: true });
		await dashboard.resend(id);
		const [endpoint] = await dashboard.endpoints();
		await dashboard.remove(endpoint.id);
		await dashboard.choose({ paused: false });
		await dashboard.settled();
		expect(receiver.received).toHaveLength(1);
	});
});

it('reset puts the settings back', async () => {
	await dashboard.choose({ duplicates: 1, lostAnswers: 5, reorder: true });
	await client.control.post('/reset');
	await dashboard.add({ url: receiver.url });
	const ids = await emitted(5);
	expect([...receiver.ids].sort()).toEqual(ids);
	expect((await dashboard.overview()).counts).toMatchObject({ delivered: 5 });
});
