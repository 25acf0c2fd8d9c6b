import axios from 'axios';

import { Client, dayMs, type ErrorAnswer } from './client';

let client: Client;
let id: string;

beforeAll(async () => {
	client = await Client.start({ apiKeys: ['first-key', 'second-key'] });
});
beforeEach(async () => {
	await client.control.post('/reset');
	id = await client.made();
	await client.control.patch(`/end-users/${id}`, { attached: true });
	await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00Z', frozen: true });
	await client.control.patch('/limits', { all: 'published' });
});
afterAll(() => client.sandbox.close());

/** How many of so many requests pass, sent one after another. */
async function passed(count: number, send: () => Promise<{ status: number }>): Promise<number> {
	let passing = 0;
	for (let sent = 0; sent < count; sent += 1) {
		if ((await send()).status !== 429) passing += 1;
	}
	return passing;
}

const byId = () => client.get(id);
const list = () => client.list();

describe('published limits (Ada docs, limits; release note 2026-03-03)', () => {
	it.each([
		['/v2/end-users/{id}: 30 a second', byId, 30],
		['everything else: 10 a second', list, 10],
	])('%s', async (_label, send, limit) => {
		expect(await passed(limit + 5, send)).toBe(limit);
		await client.advance(1_000);
		expect(await passed(limit + 5, send)).toBe(limit);
	});

	it.each([
		['/v2/end-users/{id}: 300 a minute', byId, 30, 300],
		['everything else: 100 a minute', list, 10, 100],
	])('%s', async (_label, send, perSecond, perMinute) => {
		let passing = 0;
		for (let second = 0; second < 12; second += 1) {
			passing += await passed(perSecond, send);
			await client.advance(1_000);
		}
		expect(passing).toBe(perMinute);
		await client.advance(60_000);
		expect(await passed(perSecond, send)).toBe(perSecond);
	});

	it('count PATCH with GET by ID, and POST with lists, variables and event types', async () => {
		await passed(29, byId);
		expect(await passed(5, () => client.update(id, { profile: {} }))).toBe(1);
		await passed(7, list);
		const others = [
			await client.create({}),
			await client.ada.get('/v2/variables/'),
			await client.ada.get('/v2/webhooks/event-types/'),
			await client.ada.get('/v2/variables/'),
		];
		expect(others.map(({ status }) => status)).toEqual([201, 200, 200, 429]);
	});

	it('hold for the whole instance, not for each key', async () => {
		await passed(10, list);
		const { status } = await client.ada.get('/v2/end-users/', {
			headers: { Authorization: 'Bearer second-key' },
		});
		expect(status).toBe(429);
	});

	it('count authenticated requests only (not documented; sandbox’s choice)', async () => {
		const url = `${client.sandbox.url}/api/v2/end-users/`;
		await passed(20, () => axios.get(url, { validateStatus: () => true }));
		expect(await passed(20, list)).toBe(10);
	});

	it('answer 429 in the envelope, without Retry-After and X-RateLimit headers', async () => {
		await passed(10, list);
		const { status, data, headers } = await client.ada.get<ErrorAnswer>('/v2/end-users/');
		expect(status).toBe(429);
		expect(data.errors[0]).toMatchObject({ type: 'too_many_requests', details: null });
		expect(Object.keys(headers).join()).not.toMatch(/retry-after|ratelimit/i);
	});

	it('do nothing of what they refuse', async () => {
		await passed(10, list);
		expect((await client.create({ external_id: 'a' })).status).toBe(429);
		await client.advance(1_000);
		expect((await client.lookUp('a')).status).toBe(404);
	});
});

describe('adjusted limits', () => {
	it('are off when the sandbox is started from code', async () => {
		const quiet = await Client.start();
		expect(await passed(50, () => quiet.list())).toBe(50);
		await quiet.sandbox.close();
	});

	it('can be switched off, and set for one family', async () => {
		await client.control.patch('/limits', {
			all: 'off',
			default: { perSecond: 2, perMinute: 3, perDay: 4 },
		});
		expect(await passed(50, byId)).toBe(50);
		expect(await passed(5, list)).toBe(2);
		await client.advance(1_000);
		expect(await passed(5, list)).toBe(1);
		await client.advance(60_000);
		expect(await passed(5, list)).toBe(1);
		await client.advance(60_000);
		expect(await passed(5, list)).toBe(0);
		await client.advance(dayMs);
		expect(await passed(5, list)).toBe(2);
	});

	it('say by Retry-After when there is room again, for the longest window', async () => {
		await client.turn({ retryAfter: 'sent', rateLimitHeaders: 'everywhere' });
		await client.control.patch('/limits', {
			default: { perSecond: 1, perMinute: 1, perDay: null },
		});
		await list();
		const { headers } = await list();
		expect(headers).toMatchObject({
			'retry-after': '60',
			'x-ratelimit-limit': '1',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': String(Date.parse('2100-01-01T00:01:00Z') / 1000),
		});
		await client.advance(60_000);
		expect((await list()).status).toBe(200);
	});

	it('let a sliding window recover request by request', async () => {
		await client.turn({ limitWindows: 'sliding' });
		await client.control.patch('/limits', {
			default: { perSecond: 2, perMinute: null, perDay: null },
		});
		await list();
		await client.advance(600);
		await list();
		await client.advance(399);
		expect((await list()).status).toBe(429);
		await client.advance(1);
		expect(await passed(2, list)).toBe(1);
	});
});
