import { Client, dayMs, hourMs } from './client';
import { Dashboard } from './dashboard';
import { isSignedWith, Receiver } from './receiver';
import { WebhookCalls } from './webhookCalls';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** Ada docs, webhooks overview: after each failure. */
const schedule = [
	5 * secondMs,
	5 * minuteMs,
	30 * minuteMs,
	2 * hourMs,
	5 * hourMs,
	10 * hourMs,
	10 * hourMs,
];

const type = 'v1.conversation.ended';
const answerLimitMs = 600;

let client: Client;
let webhooks: WebhookCalls;
let dashboard: Dashboard;
let receiver: Receiver;

beforeAll(async () => {
	receiver = await Receiver.start();
	client = await Client.start({ answerLimitMs });
	webhooks = new WebhookCalls(client);
	dashboard = new Dashboard(client.control);
});
beforeEach(async () => {
	await client.control.post('/reset');
	receiver.forget();
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});

const freeze = () => client.control.post('/clock', { frozen: true });

/** Lets time pass, and what is due then come to an end. */
async function pass(ms: number): Promise<void> {
	await client.advance(ms);
	await dashboard.settled();
}

/** Emits an event, and waits for its first try. */
async function sent(event: object = {}): Promise<string> {
	const [id] = await dashboard.emit({ type, ...event });
	await dashboard.settled();
	return id;
}

const states = async () => (await dashboard.deliveries()).map(({ state }) => state);

describe('a delivery (Ada docs, webhooks overview; Svix)', () => {
	it('is a POST of the event’s JSON, signed, with Svix’s headers', async () => {
		const id = await webhooks.made({ url: `${receiver.url}/ada?x=1` });
		const { data } = await client.create({ profile: { first_name: 'Noor' } });
		await dashboard.settled();

		const [{ path, headers, body, atMs }] = receiver.received;
		expect(path).toBe('/hook/ada?x=1');
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'user-agent': expect.stringMatching(/^Svix-Webhooks\//) as string,
			'content-length': String(body.length),
			'svix-id': expect.stringMatching(/^msg_[0-9A-Za-z]{27}$/) as string,
			'svix-timestamp': expect.stringMatching(/^\d{10}$/) as string,
			'svix-signature': expect.stringMatching(/^v1,[0-9A-Za-z+/]{43}=$/) as string,
		});
		expect(headers['webhook-id']).toBeUndefined();
		const [event] = await client.events();
		expect(body.toString()).toBe(JSON.stringify(event));
		expect(event.data).toEqual(data);
		expect(isSignedWith(await webhooks.secret(id), receiver.received[0])).toBe(true);
		expect(Math.abs(Number(headers['svix-timestamp']) * 1000 - atMs)).toBeLessThan(2_000);
	});

	it('matches the published test vector', async () => {
		const id = await webhooks.made({ url: receiver.url });
		const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
		await webhooks.rotate(id, { key });
		await client.advance(dayMs);
		await sent({ raw: '{"test": 2432232314}' });
		const [{ headers, body }] = receiver.received;
		expect(body.toString()).toBe('{"test": 2432232314}');
		expect(String(headers['svix-signature']).split(' ')).toHaveLength(1);
		expect(isSignedWith(key, receiver.received[0])).toBe(true);
		expect(isSignedWith(key, { ...receiver.received[0], body: Buffer.from('{}') })).toBe(false);
	});

	it('sends a text byte for byte as it is given', async () => {
		const { secret } = await dashboard.add({ url: receiver.url });
		const raw = '{"a":1.0, "b":"\\u00e9 é 😀",\n"c":1e2 }\n';
		await sent({ raw });
		expect(receiver.received[0].body).toEqual(Buffer.from(raw));
		expect(isSignedWith(secret, receiver.received[0])).toBe(true);
	});

	it('has the wall clock’s time, even when the sandbox’s clock is turned', async () => {
		const { secret } = await dashboard.add({ url: receiver.url });
		await client.advance(400 * dayMs);
		await sent();
		expect(isSignedWith(secret, receiver.received[0])).toBe(true);
	});

	it('has the same message ID for every endpoint, and each endpoint’s own signature', async () => {
		const [one, other] = [
			await dashboard.add({ url: `${receiver.url}/1` }),
			await dashboard.add({ url: `${receiver.url}/2` }),
		];
		await sent();
		const [first, second] = ['/hook/1', '/hook/2'].map((path) => {
			const [found] = receiver.received.filter((request) => request.path === path);
			return found;
		});
		expect(first.headers['svix-id']).toBe(second.headers['svix-id']);
		expect([isSignedWith(one.secret, first), isSignedWith(other.secret, second)]).toEqual([
			true,
			true,
		]);
		expect(isSignedWith(one.secret, second)).toBe(false);
	});

	it.each([200, 201, 204, 299])('has arrived when the answer is %i', async (status) => {
		await dashboard.add({ url: receiver.url });
		receiver.answer = { status };
		await sent();
		expect(await states()).toEqual(['delivered']);
		await pass(dayMs);
		expect(receiver.received).toHaveLength(1);
	});

	it.each([301, 302, 307, 308])(
		'failed when the answer is %i, which is not followed',
		async (n) => {
			await dashboard.add({ url: receiver.url });
			receiver.answer = { status: n, headers: { location: `${receiver.url}/elsewhere` } };
			await sent();
			expect(await dashboard.deliveries()).toMatchObject([
				{ state: 'pending', attempts: [{ status: n, error: null }] },
			]);
			expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
		},
	);

	it.each([304, 400, 401, 404, 410, 429, 500, 503])('failed when the answer is %i', async (n) => {
		await dashboard.add({ url: receiver.url });
		receiver.answer = { status: n, ...(n !== 304 && { body: 'go away' }) };
		await sent();
		expect(await dashboard.deliveries()).toMatchObject([
			{ state: 'pending', attempts: [{ status: n, answer: n === 304 ? '' : 'go away' }] },
		]);
	});

	it('failed when nobody listens', async () => {
		const gone = await Receiver.start();
		await gone.close();
		await dashboard.add({ url: gone.url });
		await sent();
		expect(await dashboard.deliveries()).toMatchObject([
			{ state: 'pending', attempts: [{ status: null, error: 'no answer (ECONNREFUSED)' }] },
		]);
	});

	it.each([
		['does not answer', { status: 0 }],
		['answers too late', { status: 200, afterMs: 2 * answerLimitMs }],
		['does not end its answer', { status: 200, body: 'one', unended: true }],
	])('failed when the receiver %s within the limit', async (_label, answer) => {
		await dashboard.add({ url: receiver.url });
		receiver.answer = answer;
		await sent();
		const [{ state, attempts }] = await dashboard.deliveries();
		expect(state).toBe('pending');
		expect(attempts).toMatchObject([
			{ status: null, error: `no answer within ${answerLimitMs} ms` },
		]);
		expect(attempts[0].ms).toBeGreaterThanOrEqual(answerLimitMs - 5);
	});

	it('waits 15 seconds where nothing else is chosen', async () => {
		const other = await Client.start();
		const patient = new Dashboard(other.control);
		await patient.add({ url: receiver.url });
		receiver.answer = { status: 200, afterMs: 2 * answerLimitMs };
		await patient.emit({ type });
		await patient.settled();
		expect(await patient.deliveries()).toMatchObject([{ state: 'delivered' }]);
		await other.sandbox.close();
	});

	it('keeps only the beginning of a long answer', async () => {
		await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 200, body: 'x'.repeat(1_000_000) };
		await sent();
		const [{ state, attempts }] = await dashboard.deliveries();
		expect([state, attempts[0].answer]).toEqual(['delivered', 'x'.repeat(300)]);
	});
});

describe('which endpoints get an event (Ada docs, webhooks; release note 2026-04-29)', () => {
	async function receivers(event: object): Promise<string[]> {
		await sent(event);
		return receiver.received.map(({ path }) => path.replace('/hook/', '')).sort();
	}

	beforeEach(async () => {
		await dashboard.add({ url: `${receiver.url}/all` });
		await dashboard.add({ url: `${receiver.url}/ended`, event_filters: [type] });
		await dashboard.add({ url: `${receiver.url}/other`, event_filters: ['v1.a', 'v1.b'] });
		await dashboard.add({ url: `${receiver.url}/web`, channels: ['web', 'shop'] });
		await dashboard.add({ url: `${receiver.url}/off`, enabled: false });
		await dashboard.add({
			url: `${receiver.url}/both`,
			event_filters: [type],
			channels: ['desk'],
		});
	});

	it('without channels: those without a channel filter, if they want its type', async () => {
		expect(await receivers({})).toEqual(['all', 'ended']);
	});

	it('with channels: also those whose filter has one of them', async () => {
		expect(await receivers({ channels: ['shop', 'x'] })).toEqual(['all', 'ended', 'web']);
	});

	it('both filters hold', async () => {
		expect(await receivers({ channels: ['desk'] })).toEqual(['all', 'both', 'ended']);
		receiver.forget();
		expect(await receivers({ type: 'v1.b', channels: ['desk'] })).toEqual(['all', 'other']);
	});

	it('of a type that nobody knows: those that want all', async () => {
		expect(await receivers({ type: 'v9.news' })).toEqual(['all']);
	});

	it('channels are not in what is sent', async () => {
		await sent({ channels: ['shop'], data: { a: 1 } });
		const [event] = receiver.events;
		expect(event).toEqual({ type, timestamp: expect.any(String) as string, data: { a: 1 } });
	});
});

describe('retries (Ada docs, webhooks overview; Svix)', () => {
	beforeEach(async () => {
		await freeze();
		receiver.answer = { status: 500 };
	});

	it('follow the schedule, each counted from the failure before, then end', async () => {
		await dashboard.add({ url: receiver.url });
		await sent();
		expect(receiver.received).toHaveLength(1);
		for (const [index, delay] of schedule.entries()) {
			await pass(delay - 1);
			expect(receiver.received).toHaveLength(index + 1);
			await pass(1);
			expect(receiver.received).toHaveLength(index + 2);
		}
		expect(await dashboard.deliveries()).toMatchObject([{ state: 'failed', nextAttemptAt: null }]);
		await pass(6 * dayMs);
		expect(receiver.received).toHaveLength(8);
	});

	it('say when the next one is', async () => {
		await dashboard.add({ url: receiver.url });
		await sent();
		const clock = await client.control.get<{ nowMs: number }>('/clock');
		const [{ nextAttemptAt }] = await dashboard.deliveries();
		expect(Date.parse(nextAttemptAt ?? '')).toBe(clock.data.nowMs + 5 * secondMs);
	});

	it('are not made up for when time jumps over several of them', async () => {
		await dashboard.add({ url: receiver.url });
		await sent();
		await pass(3 * hourMs);
		expect(receiver.received).toHaveLength(2);
		await pass(5 * minuteMs);
		expect(receiver.received).toHaveLength(3);
	});

	it('have the ID and the body of the first try, and a time and a signature of their own', async () => {
		const { secret } = await dashboard.add({ url: receiver.url });
		await sent();
		await new Promise((resolve) => setTimeout(resolve, 1_010));
		await pass(5 * secondMs);
		const [first, second] = receiver.received;
		expect(second.headers['svix-id']).toBe(first.headers['svix-id']);
		expect(second.body).toEqual(first.body);
		expect(Number(second.headers['svix-timestamp'])).toBeGreaterThan(
			Number(first.headers['svix-timestamp']),
		);
		expect([first, second].map((request) => isSignedWith(secret, request))).toEqual([true, true]);
	});

	it('end with the first success', async () => {
		await dashboard.add({ url: receiver.url });
		await sent();
		receiver.answer = { status: 200 };
		await pass(5 * secondMs);
		await pass(2 * dayMs);
		const [{ state, attempts }] = await dashboard.deliveries();
		expect([state, attempts.map(({ status }) => status)]).toEqual(['delivered', [500, 200]]);
		expect(receiver.received).toHaveLength(2);
	});

	it('are of the endpoint that failed, not of the others', async () => {
		await dashboard.add({ url: `${receiver.url}/good` });
		await dashboard.add({ url: `${receiver.url}/bad` });
		receiver.answer = ({ path }) => ({ status: path.endsWith('bad') ? 500 : 200 });
		await sent();
		await pass(5 * secondMs);
		expect(receiver.received.map(({ path }) => path).sort()).toEqual([
			'/hook/bad',
			'/hook/bad',
			'/hook/good',
		]);
	});

	it('go to the address that the endpoint has by then', async () => {
		const { id } = await dashboard.add({ url: receiver.url });
		await sent();
		await webhooks.update(id, { url: `${receiver.url}/new` });
		await pass(5 * secondMs);
		expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook/new']);
	});

	it('come by themselves while time runs, and not while it stands still', async () => {
		await dashboard.add({ url: receiver.url });
		await sent();
		await client.advance(5 * secondMs - 40);
		await new Promise((resolve) => setTimeout(resolve, 80));
		expect(receiver.received).toHaveLength(1);
		await client.control.post('/clock', { frozen: false });
		for (let asked = 0; asked < 200 && receiver.received.length < 2; asked += 1) {
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		expect(receiver.received).toHaveLength(2);
	});

	it.each([
		['disabled', (id: string) => webhooks.update(id, { enabled: false })],
		['deleted', (id: string) => webhooks.remove(id)],
	])('are dropped when their endpoint is %s, and stay so', async (_label, end) => {
		const { id } = await dashboard.add({ url: receiver.url });
		await sent();
		await end(id);
		expect(await dashboard.deliveries()).toMatchObject([{ state: 'dropped', nextAttemptAt: null }]);
		await webhooks.update(id, { enabled: true });
		await pass(dayMs);
		expect(receiver.received).toHaveLength(1);
	});

	it('do not come after a failure that was on its way when its endpoint was deleted', async () => {
		const { id } = await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 500, afterMs: 100 };
		await dashboard.emit({ type });
		await webhooks.remove(id);
		await dashboard.settled();
		expect(await dashboard.deliveries()).toMatchObject([{ state: 'dropped', nextAttemptAt: null }]);
		await pass(dayMs);
		expect(receiver.received).toHaveLength(1);
	});
});

describe('an endpoint that fails in everything (Ada docs: one week)', () => {
	const weekMs = 7 * dayMs;

	beforeEach(async () => {
		await freeze();
		receiver.answer = { status: 500 };
	});

	it('is disabled after a week, and its retries are dropped', async () => {
		const id = await webhooks.made({ url: receiver.url });
		await sent();
		await pass(weekMs - 1);
		expect((await webhooks.get(id)).data.enabled).toBe(true);
		await client.advance(1);
		await sent();
		expect((await webhooks.get(id)).data.enabled).toBe(false);
		expect(await states()).toEqual(['dropped', 'dropped']);
		receiver.forget();
		await sent();
		expect(receiver.received).toHaveLength(0);
	});

	it('is not when anything succeeded meanwhile', async () => {
		const id = await webhooks.made({ url: receiver.url });
		await sent();
		await pass(6 * dayMs);
		receiver.answer = { status: 200 };
		await sent();
		receiver.answer = { status: 500 };
		await sent();
		await pass(6 * dayMs);
		await sent();
		expect((await webhooks.get(id)).data.enabled).toBe(true);
	});

	it('can be enabled again, and has a week again', async () => {
		const id = await webhooks.made({ url: receiver.url });
		await sent();
		await client.advance(weekMs);
		await sent();
		const { status, data } = await webhooks.update(id, { enabled: true });
		expect([status, data.enabled]).toEqual([200, true]);
		await sent();
		await pass(weekMs - 1);
		expect((await webhooks.get(id)).data.enabled).toBe(true);
		await pass(5 * secondMs);
		expect((await webhooks.get(id)).data.enabled).toBe(true);
	});
});

describe('after a rotation (Svix)', () => {
	it('both secrets sign for 24 hours, then the new one alone', async () => {
		await freeze();
		const id = await webhooks.made({ url: receiver.url });
		const before = await webhooks.secret(id);
		await webhooks.rotate(id);
		const after = await webhooks.secret(id);
		await sent();
		await client.advance(dayMs - 1);
		await sent();
		await client.advance(1);
		await sent();
		const signatures = receiver.received.map(({ headers }) =>
			String(headers['svix-signature']).split(' '),
		);
		expect(signatures.map(({ length }) => length)).toEqual([2, 2, 1]);
		const signedWith = (secret: string) =>
			receiver.received.map((request) => isSignedWith(secret, request));
		expect(signedWith(before)).toEqual([true, true, false]);
		expect(signedWith(after)).toEqual([true, true, true]);
	});

	it('a retry is signed with the secrets of its own time', async () => {
		await freeze();
		const id = await webhooks.made({ url: receiver.url });
		receiver.answer = { status: 500 };
		await sent();
		await webhooks.rotate(id);
		await pass(5 * secondMs);
		const after = await webhooks.secret(id);
		expect(receiver.received.map((request) => isSignedWith(after, request))).toEqual([false, true]);
	});
});
