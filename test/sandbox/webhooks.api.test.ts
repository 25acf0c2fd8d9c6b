import { Client, type ErrorAnswer } from './client';
import { someUrl, WebhookCalls, type WebhookAnswer, type WebhookList } from './webhookCalls';

const unknown = 'ep_000000000000000000000000000';

/** Without the transformation, axios makes JSON of an empty text. */
const emptyJson = { headers: { 'Content-Type': 'application/json' }, transformRequest: [] };

let client: Client;
let webhooks: WebhookCalls;

beforeAll(async () => {
	client = await Client.start();
	webhooks = new WebhookCalls(client);
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

async function parametersRefused(body: object): Promise<unknown> {
	const { status, data } = await webhooks.refusal(body);
	return [status, data.errors[0].details?.map(({ parameter }) => parameter)];
}

describe('POST /v2/webhooks/ (Ada OpenAPI)', () => {
	it('answers 201 with the whole object, without its secret', async () => {
		const { status, data } = await webhooks.create({
			url: someUrl,
			description: 'cdp',
			event_filters: ['v1.end_user.created'],
			enabled: false,
		});
		expect(status).toBe(201);
		expect(data).toEqual({
			id: expect.stringMatching(/^ep_[0-9A-Za-z]{27}$/) as string,
			url: someUrl,
			description: 'cdp',
			event_filters: ['v1.end_user.created'],
			enabled: false,
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}\+00:00$/) as string,
			updated_at: data.created_at,
		});
	});

	it('needs a URL only: no description, all events, enabled', async () => {
		const { data } = await webhooks.create({ url: someUrl });
		expect(data).toMatchObject({ description: '', event_filters: [], enabled: true });
	});

	it.each([
		['no URL', {}, '$.url'],
		['a text that is no URL', { url: 'n8n' }, '$.url'],
		['a URL that is neither http nor https', { url: 'ftp://a.example' }, '$.url'],
		['a number for a description', { url: someUrl, description: 1 }, '$.description'],
		['a text for events', { url: someUrl, event_filters: 'v1.a' }, '$.event_filters'],
		['null for events', { url: someUrl, event_filters: null }, '$.event_filters'],
		['an event that is no text', { url: someUrl, event_filters: [1] }, '$.event_filters[0]'],
		['a text for enabled', { url: someUrl, enabled: 'true' }, '$.enabled'],
	])('refuses %s with 400', async (_label, body, parameter) => {
		expect(await parametersRefused(body)).toEqual([400, [parameter]]);
	});

	it('takes the same URL twice (inferred), and 50 endpoints in all (sandbox’s choice)', async () => {
		for (let made = 0; made < 50; made += 1) await webhooks.made();
		expect((await webhooks.create({ url: someUrl })).status).toBe(400);
		await webhooks.remove((await webhooks.list()).data.data[0].id);
		expect((await webhooks.create({ url: someUrl })).status).toBe(201);
	});
});

describe('GET /v2/webhooks/{id}', () => {
	it('answers what was created', async () => {
		const { data } = await webhooks.create({ url: someUrl, description: 'n8n' });
		expect(await webhooks.get(data.id)).toMatchObject({ status: 200, data });
	});
});

describe('GET /v2/webhooks/', () => {
	async function pages(limit: number): Promise<string[][]> {
		const seen: string[][] = [];
		let page = await webhooks.list({ limit });
		for (;;) {
			seen.push(page.data.data.map(({ id }) => id));
			const next = page.data.meta.next_page_url;
			if (!next) return seen;
			page = await client.ada.get<WebhookList>(next);
		}
	}

	it('answers all of them with meta, oldest first', async () => {
		const ids = [await webhooks.made(), await webhooks.made()];
		const { status, data } = await webhooks.list();
		expect(status).toBe(200);
		expect(data.data.map(({ id }) => id)).toEqual(ids);
		expect(data.meta).toEqual({ next_page_url: null });
		expect(data.data[0]).toEqual((await webhooks.get(ids[0])).data);
	});

	it.each(['exclusive', 'inclusive'])('pages with an %s cursor, nobody twice', async (cursor) => {
		await client.turn({ listCursor: cursor });
		const ids = [];
		for (let made = 0; made < 5; made += 1) ids.push(await webhooks.made());
		expect(await pages(2)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
	});

	it('has no page after one that is just full', async () => {
		const ids = [await webhooks.made(), await webhooks.made()];
		expect(await pages(2)).toEqual([ids]);
	});

	it('goes on where it was when the endpoint that the cursor names is gone', async () => {
		const ids = [await webhooks.made(), await webhooks.made(), await webhooks.made()];
		const { data } = await webhooks.list({ limit: 2 });
		await webhooks.remove(ids[1]);
		const rest = await client.ada.get<WebhookList>(data.meta.next_page_url ?? '');
		expect(rest.data.data.map(({ id }) => id)).toEqual([ids[2]]);
	});

	it.each([
		['limit', '0'],
		['limit', '251'],
		['limit', 'many'],
		['cursor', 'ep_1'],
	])('refuses %s=%s with 400 (sandbox’s choice)', async (name, value) => {
		const { status, data } = await client.ada.get<ErrorAnswer>('/v2/webhooks/', {
			params: { [name]: value },
		});
		expect(status).toBe(400);
		expect(data.errors[0].details).toMatchObject([{ parameter: `$.${name}`, location: 'query' }]);
	});
});

describe('PATCH /v2/webhooks/{id} (Ada OpenAPI)', () => {
	it.each([
		{ url: 'https://other.example/hook' },
		{ description: 'new' },
		{ event_filters: ['v1.conversation.ended', 'v1.conversation.message'] },
		{ enabled: false },
	])('changes only what is given: %j', async (body) => {
		const { data: before } = await webhooks.create({ url: someUrl, description: 'old' });
		await client.advance(1_000);
		const { status, data } = await webhooks.update(before.id, body);
		expect(status).toBe(200);
		expect(data).toEqual({ ...before, ...body, updated_at: data.updated_at });
		expect(Date.parse(data.updated_at)).toBeGreaterThanOrEqual(
			Date.parse(before.updated_at) + 1_000,
		);
		expect((await webhooks.get(before.id)).data).toEqual(data);
	});

	it.each(['', null])('clears the description with %j (sandbox’s choice)', async (description) => {
		const id = await webhooks.made({ description: 'old' });
		expect((await webhooks.update(id, { description })).data.description).toBe('');
	});

	it('leaves everything as it is when nothing changes (sandbox’s choice)', async () => {
		const { data } = await webhooks.create({ url: someUrl });
		await client.advance(1_000);
		expect((await webhooks.update(data.id, {})).data).toEqual(data);
		expect((await webhooks.update(data.id, { url: someUrl })).data).toEqual(data);
	});

	it('refuses what POST refuses, and changes nothing then', async () => {
		const { data } = await webhooks.create({ url: someUrl });
		const body = { description: 'new', event_filters: ['v1.nothing'], url: 'x' };
		expect((await webhooks.update(data.id, body)).status).toBe(400);
		expect((await webhooks.update(data.id, { enabled: null })).status).toBe(400);
		expect((await webhooks.get(data.id)).data).toEqual(data);
	});
});

describe('DELETE /v2/webhooks/{id} (Ada OpenAPI)', () => {
	it('answers 204 without a body; then there is none', async () => {
		const id = await webhooks.made();
		expect(await webhooks.remove(id)).toMatchObject({ status: 204, data: '' });
		expect((await webhooks.get(id)).status).toBe(404);
		expect((await webhooks.list()).data.data).toEqual([]);
	});

	it('takes a request that says application/json and has no body', async () => {
		const id = await webhooks.made();
		const { status } = await client.ada.delete(`/v2/webhooks/${id}`, {
			...emptyJson,
			data: '',
		});
		expect(status).toBe(204);
	});
});

describe('signing secrets (Ada OpenAPI; Svix)', () => {
	it('are whsec_ and base64 of 24 bytes, another one for each endpoint', async () => {
		const first = await webhooks.made();
		const [one, other] = [
			await webhooks.secret(first),
			await webhooks.secret(await webhooks.made()),
		];
		expect(one).toMatch(/^whsec_[0-9A-Za-z+/]{32}$/);
		expect(other).not.toBe(one);
		expect(await webhooks.secret(first)).toBe(one);
	});

	it.each([
		['no body', undefined],
		['an empty object', {}],
	])('are made anew on rotation with %s, which does not show them', async (_label, body) => {
		const id = await webhooks.made();
		const before = await webhooks.secret(id);
		const { status, data } = await webhooks.rotate(id, body);
		expect([status, data]).toEqual([200, {}]);
		expect(await webhooks.secret(id)).toMatch(/^whsec_[0-9A-Za-z+/]{32}$/);
		expect(await webhooks.secret(id)).not.toBe(before);
	});

	it('are made anew by a request that says application/json and has no body', async () => {
		const id = await webhooks.made();
		const { status } = await client.ada.post(`/v2/webhooks/${id}/secret/rotate/`, '', emptyJson);
		expect(status).toBe(200);
	});

	it.each([24, 75])('can be brought along: base64 of %i bytes', async (length) => {
		const id = await webhooks.made();
		const key = Buffer.alloc(length, 7).toString('base64');
		expect((await webhooks.rotate(id, { key })).status).toBe(200);
		expect(await webhooks.secret(id)).toBe(`whsec_${key}`);
		await webhooks.rotate(id, { key: `whsec_${key}` });
		expect(await webhooks.secret(id)).toBe(`whsec_${key}`);
	});

	it.each([
		['23 bytes', Buffer.alloc(23).toString('base64')],
		['76 bytes', Buffer.alloc(76).toString('base64')],
		['no base64', '!'.repeat(32)],
		['nothing', ''],
		['a number', 5],
		['null', null],
	])('are refused with 400: %s (sandbox’s choice)', async (_label, key) => {
		const id = await webhooks.made();
		const before = await webhooks.secret(id);
		const { status, data } = await webhooks.rotate(id, { key });
		expect(status).toBe(400);
		expect(data.errors[0].details).toMatchObject([{ parameter: '$.key', location: 'body' }]);
		expect(await webhooks.secret(id)).toBe(before);
	});
});

describe('every endpoint of the API', () => {
	const calls = [
		['get', '/v2/webhooks/'],
		['post', '/v2/webhooks/'],
		['get', '/v2/webhooks/event-types/'],
		['get', `/v2/webhooks/${unknown}`],
		['patch', `/v2/webhooks/${unknown}`],
		['delete', `/v2/webhooks/${unknown}`],
		['get', `/v2/webhooks/${unknown}/secret/`],
		['post', `/v2/webhooks/${unknown}/secret/rotate/`],
	] as const;

	it.each(calls)('%s %s answers 401 to another key', async (method, url) => {
		const headers = { Authorization: 'Bearer another' };
		expect((await client.ada.request({ method, url, headers })).status).toBe(401);
	});

	it.each(calls)('%s %s draws on the default rate limit', async (method, url) => {
		await client.control.post('/clock', { frozen: true });
		await client.control.patch('/limits', {
			default: { perSecond: 1, perMinute: null, perDay: null },
		});
		await client.list();
		expect((await client.ada.request({ method, url })).status).toBe(429);
	});

	it.each(calls)('%s %s has this form of the slash', async (method, url) => {
		await client.turn({ slashMismatch: 'notFound' });
		const id = await webhooks.made();
		const path = url.replace(unknown, id);
		const wrong = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
		const data = method === 'post' || method === 'patch' ? { url: someUrl } : undefined;
		expect((await client.ada.request({ method, url: wrong, data })).status).toBe(404);
		expect((await client.ada.request({ method, url: path, data })).status).toBeLessThan(300);
	});

	it.each(calls.slice(3))('%s %s answers 404 to an unknown ID', async (method, url) => {
		const data = method === 'get' || method === 'delete' ? undefined : {};
		const answer = await client.ada.request<ErrorAnswer>({ method, url, data });
		expect([answer.status, answer.data.errors[0].type]).toEqual([404, 'not_found']);
	});
});

it('reset forgets the endpoints', async () => {
	await webhooks.made();
	await client.control.post('/reset');
	expect((await webhooks.list()).data.data).toEqual([]);
});

it('answers 429 to the eleventh request in a second, whichever of them (Ada docs, limits)', async () => {
	const id = await webhooks.made();
	await client.control.post('/clock', { frozen: true });
	await client.advance(1_000);
	await client.control.patch('/limits', { all: 'published' });
	const statuses = [];
	for (let sent = 0; sent < 11; sent += 1) {
		const { status } = await client.ada.get<WebhookAnswer>(
			sent % 2 === 0 ? `/v2/webhooks/${id}` : '/v2/webhooks/',
		);
		statuses.push(status);
	}
	expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
});
