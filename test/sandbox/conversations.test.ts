import { Client, dayMs, type ErrorAnswer } from './client';
import { Conversing, mobileApp, nativeChat, nobody, silentAgent, webPortal } from './conversing';

let client: Client;
let talk: Conversing;

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
});
beforeEach(async () => {
	await client.control.post('/reset');
	await talk.agent(silentAgent);
});
afterAll(() => client.sandbox.close());

describe('POST /v2/conversations/ (Ada OpenAPI)', () => {
	it('answers 201 with the conversation of a known end user', async () => {
		const person = await client.made();
		const { status, data } = await talk.start({
			end_user_id: person,
			metadata: { locale: 'fr-CA', n: 1.5, vip: true },
		});
		expect(status).toBe(201);
		expect(data).toEqual({
			id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
			channel_id: webPortal,
			end_user_id: person,
			status: 'active',
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}\+00:00$/) as string,
			updated_at: data.created_at,
			metadata: { locale: 'fr-CA', n: 1.5, vip: true },
		});
	});

	it('makes an end user where none is named', async () => {
		const { end_user_id: id } = await talk.started();
		const { status, data } = await client.get(id);
		expect(status).toBe(200);
		expect(data).toMatchObject({ external_id: null, profile: { language: null } });
	});

	it.each([
		['no channel', { channel_id: undefined }, '$.channel_id'],
		['a channel that is no text', { channel_id: 5 }, '$.channel_id'],
		['an end user that is null', { end_user_id: null }, '$.end_user_id'],
		['a list in the metadata', { metadata: { a: [] } }, '$.metadata.a'],
		['null in the metadata', { metadata: { a: null } }, '$.metadata.a'],
		['more than 4 KB of metadata', { metadata: { a: 'x'.repeat(4_096) } }, '$.metadata'],
	])('answers 400 to %s', async (_label, more, parameter) => {
		const body = { channel_id: webPortal, ...more };
		const { status, data } = await client.ada.post<ErrorAnswer>('/v2/conversations/', body);
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0]).toMatchObject({ parameter, location: 'body' });
		expect(await talk.all()).toEqual([]);
	});

	it.each([
		['an unknown channel', { channel_id: nobody }, 404],
		['an unknown end user', { end_user_id: nobody }, 404],
		['a native channel', { channel_id: nativeChat }, 400],
	])('refuses %s, and makes nobody', async (_label, body, refused) => {
		expect((await talk.start(body)).status).toBe(refused);
		expect((await client.list()).data.data).toEqual([]);
		expect(await talk.eventTypes()).toEqual([]);
	});

	it('allows several conversations of one end user', async () => {
		const person = await client.made();
		const first = await talk.started({ end_user_id: person });
		const second = await talk.started({ end_user_id: person });
		const other = await talk.started({ end_user_id: person, channel_id: mobileApp });
		expect(new Set([first.id, second.id, other.id]).size).toBe(3);
	});

	it('keeps the end user from the clean-up after 24 hours (Ada docs, Create End User)', async () => {
		const [with_, without] = [await client.made(), await client.made()];
		const { id } = await talk.started({ end_user_id: with_ });
		const { end_user_id: madeByAda } = await talk.started();
		await talk.end(id);
		await client.advance(2 * dayMs);
		const people = [with_, madeByAda, without];
		const answers = await Promise.all(people.map((person) => client.get(person)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
	});

	it('answers 404 to an end user who was cleaned up', async () => {
		const person = await client.made();
		await client.advance(dayMs);
		expect((await talk.start({ end_user_id: person })).status).toBe(404);
	});

	it('takes no unknown keys under the switch unknownKeys', async () => {
		expect((await talk.start({ colour: 'red' })).status).toBe(201);
		await client.turn({ unknownKeys: 'refused' });
		expect((await talk.start({ colour: 'red' })).status).toBe(400);
	});
});

describe('GET /v2/conversations/{conversation_id}/ (Ada OpenAPI)', () => {
	it('answers what POST answered', async () => {
		const made = await talk.started({ metadata: { a: 1 } });
		const { status, data } = await talk.get(made.id);
		expect([status, data]).toEqual([200, made]);
	});

	it.each([
		[nobody, 404],
		['xyz', 400],
	])('answers to %s with %i', async (id, refused) => {
		expect((await talk.get(id)).status).toBe(refused);
	});

	it('is no list of conversations, and deletes none: there are no such calls', async () => {
		const { id } = await talk.started();
		const answers = [
			await client.ada.get('/v2/conversations/'),
			await client.ada.delete(`/v2/conversations/${id}/`),
		];
		expect(answers.map(({ status }) => status)).toEqual([404, 404]);
	});
});

describe('PATCH /v2/conversations/{conversation_id}/ (Ada OpenAPI)', () => {
	it('adds metadata, and removes by null', async () => {
		const { id, created_at: createdAt } = await talk.started({ metadata: { a: 1, b: 'x' } });
		await client.advance(60_000);
		const { status, data } = await talk.update(id, { metadata: { b: null, c: true, d: 0.5 } });
		expect(status).toBe(200);
		expect(data).toMatchObject({ metadata: { a: 1, c: true, d: 0.5 }, created_at: createdAt });
		expect(data.metadata).not.toHaveProperty('b');
		const moved = Date.parse(data.updated_at) - Date.parse(createdAt);
		expect(moved).toBeGreaterThanOrEqual(60_000);
		expect((await talk.get(id)).data).toEqual(data);
	});

	it.each([{}, { metadata: null }, { metadata: { a: {} } }])('refuses %j', async (body) => {
		const { id } = await talk.started();
		expect((await talk.update(id, body)).status).toBe(400);
	});

	it('measures 4 KB after adding', async () => {
		const { id } = await talk.started({ metadata: { a: 'x'.repeat(3_000) } });
		expect((await talk.update(id, { metadata: { b: 'x'.repeat(2_000) } })).status).toBe(400);
		const { status } = await talk.update(id, { metadata: { a: null, b: 'x'.repeat(2_000) } });
		expect(status).toBe(200);
	});

	it('answers 404 to an unknown conversation', async () => {
		expect((await talk.update(nobody, { metadata: {} })).status).toBe(404);
	});
});

describe('POST …/end/ (Ada OpenAPI)', () => {
	it('ends the conversation, with Ada’s words', async () => {
		const { id } = await talk.started();
		const { status, data } = await talk.end(id);
		expect(status).toBe(200);
		expect(data).toEqual({ message: 'Conversation ended successfully.' });
		expect((await talk.get(id)).data.status).toBe('ended');
	});

	it.each([
		['no body at all', undefined, {}],
		['an empty body that is called JSON', '', { 'Content-Type': 'application/json' }],
		['an empty object', {}, {}],
	])('needs no body: %s', async (_label, body, headers) => {
		const { id } = await talk.started();
		const path = `/v2/conversations/${id}/end/`;
		expect((await client.ada.post(path, body, { headers })).status).toBe(200);
	});

	it('refuses malformed JSON', async () => {
		const { id } = await talk.started();
		const headers = { 'Content-Type': 'application/json' };
		const path = `/v2/conversations/${id}/end/`;
		const options = { headers, transformRequest: [] };
		expect((await client.ada.post(path, '{"a"', options)).status).toBe(400);
		expect((await talk.get(id)).data.status).toBe('active');
	});

	it('answers 404 to an unknown conversation, and 400 to one that has ended', async () => {
		const { id } = await talk.started();
		await talk.end(id);
		expect([(await talk.end(nobody)).status, (await talk.end(id)).status]).toEqual([404, 400]);
	});
});

describe('POST …/end-handoff/ (Ada OpenAPI)', () => {
	it('ends the handoff and not the conversation, with Ada’s words', async () => {
		const { id } = await talk.handedOff();
		const { status, data } = await talk.endHandoff(id);
		expect(status).toBe(200);
		expect(data).toEqual({ message: 'Handoff ended successfully.' });
		expect(await talk.all()).toMatchObject([{ status: 'active', handoff_integration: null }]);
	});

	it('answers 422 outside a handoff, and 404 to an unknown conversation', async () => {
		const { id } = await talk.started();
		const before = await talk.endHandoff(id);
		await talk.handOff(id, { integration: 'helpdesk' });
		await talk.endHandoff(id);
		const again = await talk.endHandoff(id);
		const unknown = await talk.endHandoff(nobody);
		expect([before, again, unknown].map(({ status }) => status)).toEqual([422, 422, 404]);
	});

	it('answers 422 when the conversation ended during the handoff', async () => {
		const { id } = await talk.handedOff();
		await talk.end(id);
		expect((await talk.endHandoff(id)).status).toBe(422);
	});
});

describe('rate limits (release note 2026-03-03)', () => {
	beforeEach(async () => {
		await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00Z', frozen: true });
	});

	it('are of one family for creating, reading and ending', async () => {
		const only = (perSecond: number) => ({ perSecond, perMinute: null, perDay: null });
		await client.control.patch('/limits', { conversations: only(3), default: only(4) });
		const { id } = await talk.started();
		const inFamily = [await talk.get(id), await talk.end(id), await talk.get(id)];
		expect(inFamily.map(({ status }) => status)).toEqual([200, 200, 429]);
		const others = [
			await talk.update(id, { metadata: {} }),
			await talk.history(id),
			await talk.endHandoff(id),
			await client.ada.post('/v2/conversations/email/', {}),
			await client.ada.get('/v2/channels/'),
		];
		expect(others.map(({ status }) => status)).toEqual([200, 200, 422, 400, 429]);
	});

	it('are 30 a second when published', async () => {
		const { id } = await talk.started();
		await client.control.patch('/limits', { all: 'published' });
		await client.advance(1_000);
		const answers = await Promise.all(Array.from({ length: 35 }, () => talk.get(id)));
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(30);
	});
});
