import { Client, type ErrorAnswer } from './client';

let client: Client;

beforeAll(async () => {
	client = await Client.start();
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

async function fault(body: object): Promise<void> {
	const { status, data } = await client.control.post<{ message?: string }>('/faults', body);
	if (status !== 200) throw new Error(data.message);
}

async function statuses(count: number): Promise<number[]> {
	const seen: number[] = [];
	for (let sent = 0; sent < count; sent += 1) seen.push((await client.list()).status);
	return seen;
}

function lost(request: Promise<unknown>): Promise<string> {
	return request.then(
		() => 'answered',
		(error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
	);
}

it.each([429, 500, 503, 401, 409])(
	'status %i is answered in the envelope, before the request is handled',
	async (status) => {
		await fault({ kind: 'status', status });
		const answer = await client.refusal({ external_id: 'a' });
		expect(answer.status).toBe(status);
		expect(answer.headers['content-type']).toMatch(/^application\/json/);
		expect(answer.data.errors[0].type).not.toBe('error');
		expect((await client.lookUp('a')).status).toBe(404);
	},
);

it('status can have Retry-After and a text of its own', async () => {
	await fault({ kind: 'status', status: 429, retryAfter: '7', body: 'not JSON at all' });
	const { status, headers, data } = await client.ada.get<string>('/v2/end-users/');
	expect([status, headers['retry-after'], data]).toEqual([429, '7', 'not JSON at all']);
});

it.each([200, 502])('html is a page with status %i', async (status) => {
	await fault({ kind: 'html', status });
	const answer = await client.ada.get<string>('/v2/end-users/');
	expect(answer.status).toBe(status);
	expect(answer.headers['content-type']).toMatch(/^text\/html/);
	expect(answer.data).toContain('<html>');
});

it('delay handles the request after its time', async () => {
	await fault({ kind: 'delay', ms: 150 });
	const { status } = await client.list();
	const [{ receivedAtMs, answeredAtMs }] = await client.log({ pathPrefix: '/api/' });
	expect(status).toBe(200);
	expect((answeredAtMs ?? 0) - receivedAtMs).toBeGreaterThanOrEqual(145);
});

it('cut closes the connection before the request is handled', async () => {
	await fault({ kind: 'cut' });
	expect(await lost(client.create({ external_id: 'a' }))).toBe('ECONNRESET');
	expect((await client.lookUp('a')).status).toBe(404);
	expect(await client.log({ method: 'POST' })).toMatchObject([{ fault: 'cut', status: null }]);
});

it('lostAnswer handles the request, then closes the connection', async () => {
	await fault({ kind: 'lostAnswer' });
	expect(await lost(client.create({ external_id: 'a' }))).toBe('ECONNRESET');
	expect((await client.lookUp('a')).status).toBe(200);
	expect(await client.log({ method: 'POST' })).toMatchObject([
		{ fault: 'lostAnswer', status: 201, body: { external_id: 'a' } },
	]);
});

it('echo refuses with the request’s own text in message and details', async () => {
	await fault({ kind: 'echo' });
	const { status, data } = await client.refusal({
		profile: { sensitive_metadata: { fields: { token: 'very-secret' } } },
	});
	expect(status).toBe(400);
	expect(data.errors[0].type).toBe('validation_error');
	expect(data.errors[0].message).toContain('very-secret');
	expect(data.errors[0].details?.[0].message).toContain('very-secret');
});

it('echo repeats a body that Ada’s rules would refuse, too', async () => {
	await fault({ kind: 'echo', status: 422 });
	const { status, data } = await client.refusal({ external_id: 5 });
	expect(status).toBe(422);
	expect(data.errors[0].message).toContain('"external_id":5');
});

describe('which calls are struck', () => {
	it('the next one, unless more are asked for', async () => {
		await fault({ kind: 'status', status: 503 });
		expect(await statuses(2)).toEqual([503, 200]);
		await fault({ kind: 'status', status: 503, times: 2 });
		expect(await statuses(3)).toEqual([503, 503, 200]);
	});

	it('after those that pass first', async () => {
		await fault({ kind: 'status', status: 503, skip: 2 });
		expect(await statuses(4)).toEqual([200, 200, 503, 200]);
	});

	it('one fault after another, in the order they were added', async () => {
		await fault({ kind: 'status', status: 429, times: 2 });
		await fault({ kind: 'status', status: 500 });
		expect(await statuses(4)).toEqual([429, 429, 500, 200]);
	});

	it('only those with the method and the beginning of the path', async () => {
		await fault({ kind: 'status', status: 503, method: 'post' });
		await fault({ kind: 'status', status: 500, pathPrefix: '/api/v2/variables' });
		expect((await client.list()).status).toBe(200);
		expect((await client.create({})).status).toBe(503);
		expect((await client.ada.get('/v2/variables/')).status).toBe(500);
	});

	it('a share of all, the same ones for the same seed', async () => {
		await fault({ kind: 'status', status: 503, share: 0.3, seed: 7 });
		const first = await statuses(200);
		await client.control.delete('/faults');
		await fault({ kind: 'status', status: 503, share: 0.3, seed: 7 });
		const second = await statuses(200);
		const struck = first.filter((status) => status === 503).length;
		expect(struck).toBeGreaterThan(40);
		expect(struck).toBeLessThan(80);
		expect(second).toEqual(first);
	});

	it('a share of all, up to a number of times', async () => {
		await fault({ kind: 'status', status: 503, share: 1, times: 2 });
		expect(await statuses(3)).toEqual([503, 503, 200]);
	});

	it('without a key too: a fault comes before authentication', async () => {
		await fault({ kind: 'status', status: 503 });
		const { status } = await client.ada.get<ErrorAnswer>('/v2/end-users/', {
			headers: { Authorization: 'Bearer another' },
		});
		expect(status).toBe(503);
	});

	it('none of the control API’s, and none after they were cleared', async () => {
		await fault({ kind: 'status', status: 503, times: 5 });
		const { data } = await client.control.get<object>('/faults');
		expect(data).toEqual({
			faults: [{ fault: { kind: 'status', status: 503, times: 5 }, struck: 0, timesLeft: 5 }],
		});
		await client.control.delete('/faults');
		expect(await statuses(1)).toEqual([200]);
	});
});

it('closing the sandbox does not wait for delays and open connections', async () => {
	const other = await Client.start();
	await other.control.post('/faults', { kind: 'delay', ms: 600_000 });
	const waiting = lost(other.list());
	while ((await other.log()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	const before = Date.now();
	await other.sandbox.close();
	expect(Date.now() - before).toBeLessThan(1_000);
	expect(await waiting).toBe('ECONNRESET');
});
