import { Client, type ErrorAnswer } from './client';

let client: Client;

beforeAll(async () => {
	client = await Client.start();
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

/** Milliseconds as the sandbox itself has logged them, for as many calls at the same time. */
async function logged(count: number): Promise<number[]> {
	await Promise.all(Array.from({ length: count }, () => client.list()));
	const log = await client.log();
	return log.map(({ receivedAtMs, answeredAtMs }) => (answeredAtMs ?? 0) - receivedAtMs);
}

it('is as long as it was set to, and off again when it is set to 0', async () => {
	await client.control.put('/latency', { ms: 300 });
	// Timers may be a millisecond early, and late by any time.
	expect(Math.min(...(await logged(3)))).toBeGreaterThanOrEqual(296);
	await client.control.put('/latency', { ms: 0 });
	await client.control.delete('/requests');
	expect(Math.min(...(await logged(3)))).toBeLessThan(296);
});

it('differs from call to call within its spread', async () => {
	await client.control.put('/latency', { ms: 400, spread: 50 });
	const times = await logged(20);
	expect(Math.min(...times)).toBeGreaterThanOrEqual(196);
	expect(Math.min(...times)).toBeLessThan(390);
	expect(new Set(times.map((ms) => Math.round(ms / 10))).size).toBeGreaterThan(5);
});

it('passes half before a call is handled and half before its answer goes out', async () => {
	await client.control.put('/latency', { ms: 1_000 });
	const arrived = Date.now();
	const creating = client.create({ external_id: 'a' });
	let handledAt = 0;
	while (handledAt === 0) {
		if (client.sandbox.ada.endUsers.find('a')) handledAt = Date.now();
		else await new Promise((resolve) => setTimeout(resolve, 5));
	}
	const { status } = await creating;
	expect(status).toBe(201);
	expect(handledAt - arrived).toBeGreaterThanOrEqual(495);
	expect(Date.now() - handledAt).toBeGreaterThanOrEqual(450);
});

it('holds for refusals and faults too, and not for the control API', async () => {
	await client.control.put('/latency', { ms: 200 });
	await client.control.post('/faults', { kind: 'html', status: 502 });
	const before = Date.now();
	const page = await client.list();
	const afterPage = Date.now();
	const refused = await client.refusal({ external_id: 5 });
	const afterRefusal = Date.now();
	expect([page.status, refused.status]).toEqual([502, 400]);
	expect(refused.data satisfies ErrorAnswer).toHaveProperty('errors');
	expect(afterPage - before).toBeGreaterThanOrEqual(195);
	expect(afterRefusal - afterPage).toBeGreaterThanOrEqual(195);

	await client.control.put('/latency', { ms: 60_000 });
	expect((await client.control.get('/clock')).status).toBe(200);
});

it('is in real time, whatever the clock shows', async () => {
	await client.control.put('/latency', { ms: 200 });
	await client.control.post('/clock', { frozen: true });
	expect((await client.list()).status).toBe(200);
});

it('is that of the start after a reset', async () => {
	const slow = await Client.start({ latency: { ms: 30, spread: 10 } });
	await slow.control.put('/latency', { ms: 5 });
	const set = await slow.control.get<object>('/latency');
	await slow.control.post('/reset');
	const reset = await slow.control.get<object>('/latency');
	await slow.sandbox.close();
	expect(set.data).toEqual({ ms: 5, spread: 0 });
	expect(reset.data).toEqual({ ms: 30, spread: 10 });
});

it('closing the sandbox does not wait for it', async () => {
	const slow = await Client.start({ latency: { ms: 60_000 } });
	const waiting = slow.list().then(
		() => 'answered',
		() => 'cut',
	);
	while ((await slow.log()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	await slow.sandbox.close();
	expect(await waiting).toBe('cut');
});
