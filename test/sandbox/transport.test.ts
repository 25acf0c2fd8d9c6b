import axios from 'axios';

import { Client, type ErrorAnswer } from './client';

let client: Client;

beforeAll(async () => {
	client = await Client.start({ apiKeys: ['first-key', 'second-key'] });
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

describe('authentication (Ada docs, authentication)', () => {
	it.each([
		['no header', undefined],
		['an unknown key', 'Bearer unknown'],
		['a known key without Bearer', 'first-key'],
		['a known key with another scheme', 'Basic first-key'],
		['an empty key', 'Bearer '],
	])('answers 401 in the envelope to %s', async (_label, authorization) => {
		const { status, data } = await axios.get<ErrorAnswer>(
			`${client.sandbox.url}/api/v2/end-users/`,
			{ headers: { Authorization: authorization }, validateStatus: () => true },
		);
		expect(status).toBe(401);
		expect(data).toEqual({
			errors: [{ type: 'unauthorized', message: 'Unauthorized', details: null }],
		});
	});

	it.each(['first-key', 'second-key'])('accepts each of several keys: %s', async (key) => {
		const { status } = await client.ada.get('/v2/end-users/', {
			headers: { Authorization: `Bearer ${key}` },
		});
		expect(status).toBe(200);
	});
});

describe('paths (Ada OpenAPI)', () => {
	it.each([
		['an unknown path', 'get', '/v2/nothing'],
		['DELETE of an end user', 'delete', '/v2/end-users/000000000000000000000000'],
		['PUT of an end user', 'put', '/v2/end-users/000000000000000000000000'],
		['PATCH of the list', 'patch', '/v2/end-users/'],
		['POST of variables', 'post', '/v2/variables/'],
		['a path outside /v2', 'get', '/end-users/'],
	])('answers 404 in the envelope to %s', async (_label, method, url) => {
		const { status, data } = await client.ada.request<ErrorAnswer>({ method, url });
		expect(status).toBe(404);
		expect(data.errors[0]).toMatchObject({ type: 'not_found', details: null });
	});

	it('says where the APIs are to a path outside them', async () => {
		const baseURL = client.sandbox.url;
		const { status, data } = await client.ada.get<ErrorAnswer>('/v2/end-users/', { baseURL });
		expect(status).toBe(404);
		expect(data.errors[0].message).toContain('/api/v2/');
	});

	it('answers 400 in the envelope to a path that cannot be decoded', async () => {
		const { status, data } = await client.ada.get<ErrorAnswer>('/v2/end-users/%zz');
		expect([status, data.errors[0].type]).toEqual([400, 'bad_request']);
	});

	it('answers JSON as application/json, errors too', async () => {
		const found = await client.list();
		const missing = await client.ada.get('/v2/nothing');
		expect(found.headers['content-type']).toMatch(/^application\/json/);
		expect(missing.headers['content-type']).toMatch(/^application\/json/);
	});
});

describe('request bodies', () => {
	const json = { headers: { 'Content-Type': 'application/json' }, transformRequest: [] };

	it('answers 413 to more than 10 MB (Ada docs, limits)', async () => {
		const { status, data } = await client.refusal({
			profile: { first_name: 'x'.repeat(10 * 1024 * 1024) },
		});
		expect(status).toBe(413);
		expect(data.errors[0].type).toBe('content_too_large');
	});

	it('takes a body just under 10 MB', async () => {
		const { status } = await client.create({ profile: { first_name: 'x'.repeat(10_485_000) } });
		expect(status).toBe(201);
	});

	it.each([
		['malformed JSON', '{"profile":'],
		['an empty body', ''],
		['a list', '[]'],
		['a text', '"profile"'],
		['null', 'null'],
	])('answers 400 to %s', async (_label, body) => {
		const { status } = await client.ada.post('/v2/end-users/', body, json);
		expect(status).toBe(400);
	});

	it('answers 400 to other content than JSON (not documented; sandbox’s choice)', async () => {
		const { status } = await client.ada.post('/v2/end-users/', '{}', {
			headers: { 'Content-Type': 'text/plain' },
		});
		expect(status).toBe(400);
	});
});

describe('validation errors (release note 2026-06-26)', () => {
	it('list every finding as JSON path, location and message', async () => {
		const { status, data } = await client.refusal({
			external_id: 5,
			profile: { email: true, sensitive_metadata: { fields: { 'a b': 'x', ok: 1.5 } } },
		});
		expect(status).toBe(400);
		expect(data.errors).toHaveLength(1);
		expect(data.errors[0].type).toBe('validation_error');
		const found = data.errors[0].details?.map(({ parameter, location }) => [parameter, location]);
		expect(found).toEqual([
			['$.external_id', 'body'],
			['$.profile.email', 'body'],
			['$.profile.sensitive_metadata.fields["a b"]', 'body'],
			['$.profile.sensitive_metadata.fields.ok', 'body'],
		]);
	});

	it('say query where the query is wrong', async () => {
		const { data } = await client.ada.get<ErrorAnswer>('/v2/end-users/?limit=0');
		expect(data.errors[0].details).toEqual([
			{ parameter: '$.limit', location: 'query', message: 'Must be 1 to 100.' },
		]);
	});

	it('do not turn one type into another: 1 is no name, "true" stays text', async () => {
		const { status } = await client.refusal({ profile: { first_name: 1 } });
		const { data } = await client.create({ profile: { metadata: { beta: 'true', n: 1 } } });
		expect(status).toBe(400);
		expect(data.profile.metadata).toEqual({ beta: 'true', n: 1 });
	});
});
