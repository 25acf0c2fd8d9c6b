import { createHash } from 'node:crypto';

import { Client, hourMs, type StoredEndUser } from './client';

interface Refusal {
	message: string;
}

let client: Client;

beforeAll(async () => {
	client = await Client.start({ switches: { lastPage: 'absent' } });
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

it('lists at /sandbox/ what there is', async () => {
	const { status, data } = await client.control.get<{ control: object }>('/');
	expect(status).toBe(200);
	expect(Object.keys(data.control)).toEqual(
		expect.arrayContaining(['GET /sandbox/', 'POST /sandbox/reset', 'POST /sandbox/faults']),
	);
});

it('needs no key, takes any content type and either form of the slash', async () => {
	const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
	const { status } = await client.control.post('/clock/', '{"advanceMs": 5}', form);
	expect(status).toBe(200);
});

describe('refuses with 400 and says what is allowed', () => {
	it.each([
		['POST', '/faults', {}, 'body.kind is missing.'],
		[
			'POST',
			'/faults',
			{ kind: 'flood' },
			'body.kind must be one of: status, html, delay, cut, lostAnswer, echo.',
		],
		['POST', '/faults', { kind: 'status' }, 'body.status is missing.'],
		['POST', '/faults', { kind: 'status', status: '503' }, 'body.status must be integer.'],
		['POST', '/faults', { kind: 'cut', share: 2 }, 'body.share must be <= 1.'],
		[
			'POST',
			'/faults',
			{ kind: 'cut', ms: 1 },
			'body.ms is not known here. Allowed: kind, times, share, seed, skip, method, pathPrefix.',
		],
		['POST', '/clock', {}, 'body must name at least one of: advanceMs, advanceTo, frozen.'],
		['POST', '/clock', { advanceMs: -1 }, 'body.advanceMs must be >= 0.'],
		['POST', '/clock', { advanceTo: 'soon' }, 'body.advanceTo must match format "date-time".'],
		['POST', '/clock', { advanceTo: '2001-01-01T00:00:00Z' }, 'body.advanceTo must not be before'],
		['PUT', '/latency', { ms: 0.5 }, 'body.ms must be integer.'],
		['PUT', '/latency', { ms: 1, spread: 101 }, 'body.spread must be <= 100.'],
		['PATCH', '/switches', { metadata: 'x' }, 'There is no switch "metadata". Switches: error'],
		[
			'PATCH',
			'/switches',
			{ metadataPatch: 'add' },
			'Switch "metadataPatch" cannot be "add". Allowed: merge, replace.',
		],
		['PATCH', '/switches', { metadataPatch: 1 }, 'Switch "metadataPatch" cannot be 1.'],
		['PATCH', '/limits', { all: 'some' }, 'body.all must be one of: published, off.'],
		[
			'PATCH',
			'/limits',
			{ chats: {} },
			'body.chats is not known here. Allowed: all, default, endUserById, endUserCollection, con',
		],
		['PATCH', '/limits', { default: { perSecond: 1 } }, 'body.default.perMinute is missing.'],
		['POST', '/end-users', { endUsers: [{ id: 1 }] }, 'body.endUsers.0.id is not known here.'],
		[
			'POST',
			'/end-users',
			{ endUsers: [{ channel: 'fax' }] },
			'body.endUsers.0.channel must be one of: custom, native.',
		],
		['POST', '/channels', { type: 'own', name: 'A' }, 'body.type must be one of: custom, native.'],
		['PUT', '/variables', { variables: [{ id: 'a' }] }, 'body.variables.0.name is missing.'],
		['POST', '/faults', '{', 'The body is not valid JSON.'],
	])('%s %s %j', async (method, url, body, message) => {
		const { status, data } = await client.control.request<Refusal>({ method, url, data: body });
		expect(status).toBe(400);
		expect(data.message).toContain(message);
	});

	it('an unknown path, with 404 and those that exist', async () => {
		const { status, data } = await client.control.get<Refusal>('/everything');
		expect(status).toBe(404);
		expect(data.message).toContain('GET /sandbox/switches');
	});
});

describe('clock', () => {
	it('moves forward by a time or to a time, and moves created_at', async () => {
		await client.control.post('/clock', { advanceMs: 5 * hourMs });
		const { data } = await client.create({});
		const ahead = Date.parse(data.created_at) - Date.now();
		expect(Math.abs(ahead - 5 * hourMs)).toBeLessThan(5_000);
		await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00Z' });
		const later = await client.create({});
		expect(later.data.created_at).toMatch(/^2100-01-01T00:00:0/);
	});

	it('stands still when frozen and goes on from there', async () => {
		await client.control.post('/clock', { frozen: true });
		const first = await client.control.get<{ nowMs: number }>('/clock');
		await new Promise((resolve) => setTimeout(resolve, 30));
		const second = await client.control.get<{ nowMs: number }>('/clock');
		expect(second.data.nowMs).toBe(first.data.nowMs);
		await client.advance(hourMs);
		await client.control.post('/clock', { frozen: false });
		await new Promise((resolve) => setTimeout(resolve, 30));
		const third = await client.control.get<{ nowMs: number }>('/clock');
		expect(third.data.nowMs).toBeGreaterThan(first.data.nowMs + hourMs + 20);
		expect(third.data.nowMs).toBeLessThan(first.data.nowMs + hourMs + 5_000);
	});
});

describe('switches', () => {
	it('are shown with value, question, alternatives and default', async () => {
		await client.turn({ metadataPatch: 'replace' });
		const { data } = await client.control.get<Record<string, object>>('/switches');
		expect(data.metadataPatch).toEqual({
			value: 'replace',
			asks: expect.stringContaining('merge') as string,
			alternatives: { merge: expect.any(String) as string, replace: expect.any(String) as string },
			byDefault: 'merge',
		});
	});

	it('are set all or none', async () => {
		await client.control.patch('/switches', { metadataPatch: 'replace', lastPage: 'never' });
		const { data } = await client.control.get<Record<string, { value: string }>>('/switches');
		expect(data.metadataPatch.value).toBe('merge');
	});

	it('can be given when the sandbox is started, and are back to that after a reset', async () => {
		expect((await client.list()).data.meta).toEqual({});
		await client.turn({ lastPage: 'empty' });
		await client.control.post('/reset');
		expect((await client.list()).data.meta).toEqual({});
	});
});

describe('log', () => {
	it('shows method, path, query, headers, body, status and time of each request', async () => {
		await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00Z', frozen: true });
		await client.create({ external_id: 'a' });
		await client.ada.get('/v2/end-users/?external_id=a%2B&x=1&x=2');
		const [created, lookedUp] = await client.log();
		expect(created).toMatchObject({
			method: 'POST',
			path: '/api/v2/end-users/',
			query: {},
			headers: { 'content-type': 'application/json', authorization: 'the key' },
			body: { external_id: 'a' },
			status: 201,
			fault: null,
			time: '2100-01-01T00:00:00.000Z',
		});
		expect(lookedUp).toMatchObject({
			method: 'GET',
			query: { external_id: 'a+', x: ['1', '2'] },
			body: null,
			status: 404,
		});
	});

	it('never shows a key', async () => {
		await client.list();
		const headers = { Authorization: 'Bearer wrong-key' };
		await client.ada.get('/v2/end-users/', { headers });
		const log = await client.log();
		expect(log.map((request) => request.headers.authorization)).toEqual(['the key', 'another']);
		expect(log[1].keySha256).toBe(createHash('sha256').update('wrong-key').digest('hex'));
		expect(JSON.stringify(log)).not.toMatch(/wrong-key|sandbox-key/);
	});

	it('has refused and unreadable requests too', async () => {
		const json = { headers: { 'Content-Type': 'application/json' }, transformRequest: [] };
		await client.ada.post('/v2/end-users/', '{"a"', json);
		expect(await client.log()).toMatchObject([{ body: '{"a"', status: 400 }]);
	});

	it('can be narrowed and cleared', async () => {
		await client.create({});
		await client.list();
		await client.ada.get('/v2/variables/');
		expect(await client.log({ method: 'post' })).toHaveLength(1);
		expect(await client.log({ pathPrefix: '/api/v2/end-users' })).toHaveLength(2);
		expect(await client.log({ last: 1 })).toMatchObject([{ path: '/api/v2/variables/' }]);
		await client.control.delete('/requests');
		expect(await client.log()).toEqual([]);
	});
});

describe('store', () => {
	it('shows sensitive keys and values: it is the tests’ eyes', async () => {
		const fields = { token: 'secret' };
		const id = await client.made({
			external_id: 'CRM-1',
			profile: { sensitive_metadata: { fields } },
		});
		expect(await client.stored(id)).toMatchObject({
			external_id: 'CRM-1',
			sensitive: { token: { value: 'secret' } },
			attached: false,
		});
	});

	it('takes people in bulk: 50,000 in one request', async () => {
		const endUsers = Array.from({ length: 50_000 }, (_, n) => ({
			external_id: `crm-${n}`,
			profile: { first_name: 'Rosa', metadata: { n } },
		}));
		const { status, data } = await client.control.post<{ ids: string[] }>('/end-users', {
			endUsers,
		});
		expect([status, new Set(data.ids).size]).toEqual([200, 50_000]);
		const found = await client.lookUp('CRM-49999');
		expect(found.data).toMatchObject({
			end_user_id: data.ids.at(-1),
			profile: { metadata: { n: 49_999 } },
		});
		const page = await client.list({ cursor: data.ids[49_997] });
		expect(page.data.data).toHaveLength(2);
	});

	it('keeps seeded people from clean-up unless they are not attached', async () => {
		const { data } = await client.control.post<{ ids: string[] }>('/end-users', {
			endUsers: [{}, { attached: false }],
		});
		await client.advance(24 * hourMs);
		const statuses = await Promise.all(data.ids.map(async (id) => (await client.get(id)).status));
		expect(statuses).toEqual([200, 404]);
	});

	it('refuses an external ID that somebody has', async () => {
		await client.made({ external_id: 'a' });
		const { status, data } = await client.control.post<Refusal>('/end-users', {
			endUsers: [{ external_id: 'b' }, { external_id: 'A' }],
		});
		expect(status).toBe(400);
		expect(data.message).toBe('Somebody has the external ID A already.');
		expect((await client.lookUp('b')).status).toBe(404);
	});

	it('shows system properties that were seeded, which Ada’s API cannot write', async () => {
		const { data } = await client.control.post<{ ids: string[] }>('/end-users', {
			endUsers: [{ sunshine_user_id: 'sun-1' }],
		});
		const { data: person } = await client.get(data.ids[0]);
		expect(person.profile.system_properties).toEqual({ sunshine_user_id: 'sun-1' });
	});

	it('removes somebody', async () => {
		const id = await client.made({ external_id: 'a' });
		expect((await client.control.delete(`/end-users/${id}`)).status).toBe(200);
		expect((await client.get(id)).status).toBe(404);
		expect((await client.control.delete(`/end-users/${id}`)).status).toBe(404);
	});
});

describe('Variables and event types', () => {
	it('are one page without meta, each by its ID, 404 else (Ada OpenAPI, GET /v2/variables/)', async () => {
		const { data } = await client.ada.get<{ data: Array<{ id: string; name: string }> }>(
			'/v2/variables/',
		);
		expect(Object.keys(data)).toEqual(['data']);
		expect(data.data.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['tier', 'region', 'plan_type', 'crm_id']),
		);
		const one = await client.ada.get<object>(`/v2/variables/${data.data[0].id}`);
		expect(one.data).toEqual(data.data[0]);
		expect((await client.ada.get('/v2/variables/unknown')).status).toBe(404);
	});

	it('can be set', async () => {
		await client.control.put('/variables', { variables: [{ id: 'v1', name: 'colour' }] });
		const { data } = await client.ada.get<object>('/v2/variables/');
		expect(data).toEqual({ data: [{ id: 'v1', name: 'colour' }] });
	});

	it('event types have names and descriptions (Ada OpenAPI, GET /v2/webhooks/event-types/)', async () => {
		const { status, data } = await client.ada.get<{ data: Array<Record<string, string>> }>(
			'/v2/webhooks/event-types/',
		);
		expect(status).toBe(200);
		expect(Object.keys(data)).toEqual(['data']);
		expect(data.data.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['v1.end_user.created', 'v1.conversation.handoff.ended']),
		);
		expect(data.data.every(({ description }) => description.length > 0)).toBe(true);
	});
});

it('reset forgets people, faults, log, limits and the clock’s advance', async () => {
	await client.made({ external_id: 'a' });
	await client.advance(hourMs);
	await client.control.post('/faults', { kind: 'cut' });
	await client.control.patch('/limits', { all: 'published' });
	await client.control.put('/variables', { variables: [] });
	await client.control.post('/channels', { type: 'native', name: 'Social' });
	await client.control.post('/reset');

	const people = await client.control.get<{ endUsers: StoredEndUser[] }>('/end-users');
	const clock = await client.control.get<{ nowMs: number }>('/clock');
	const limits = await client.control.get<{ default: object }>('/limits');
	expect(people.data.endUsers).toEqual([]);
	expect(Math.abs(clock.data.nowMs - Date.now())).toBeLessThan(5_000);
	expect(limits.data.default).toEqual({ perSecond: null, perMinute: null, perDay: null });
	expect(await client.log()).toEqual([]);
	expect((await client.ada.get<{ data: object[] }>('/v2/variables/')).data.data).not.toEqual([]);
	const { data } = await client.control.get<{ channels: Array<{ name: string }> }>('/channels');
	expect(data.channels.map(({ name }) => name)).not.toContain('Social');
});
