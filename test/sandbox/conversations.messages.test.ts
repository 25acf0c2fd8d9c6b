import { Client, type ErrorAnswer } from './client';
import type { ConversationAnswer, History } from './conversing';
import { Conversing, human, nativeChat, nobody, silentAgent, text } from './conversing';

const file = {
	type: 'file',
	url: 'https://files.example/a.pdf',
	mime_type: 'application/pdf',
	filename: 'a.pdf',
};

let client: Client;
let talk: Conversing;
let conversation: ConversationAnswer;
let person: { role: string; id: string };

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
});
beforeEach(async () => {
	await client.control.post('/reset');
	await talk.agent(silentAgent);
	conversation = await talk.started();
	person = { role: 'end_user', id: conversation.end_user_id };
});
afterAll(() => client.sandbox.close());

describe('POST …/messages/ (Ada OpenAPI)', () => {
	it('answers 201 with the end user’s message, what is absent as null', async () => {
		const content = text('Where is my parcel?');
		const { status, data } = await talk.write(conversation.id, { author: person, content });
		expect(status).toBe(201);
		expect(data).toEqual({
			id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
			conversation_id: conversation.id,
			author: { ...person, avatar: null, display_name: null },
			content,
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}\+00:00$/) as string,
			updated_at: data.created_at,
		});
	});

	it('takes a human agent’s message, who has a name and no ID', async () => {
		const author = { ...human, id: 'agent-7', avatar: 'https://files.example/sam.png' };
		const { status, data } = await talk.write(conversation.id, { author, content: text('Hi') });
		expect(status).toBe(201);
		expect(data.author).toEqual({ ...author, id: null });
	});

	it('takes a file', async () => {
		const { status, data } = await talk.write(conversation.id, { author: human, content: file });
		expect([status, data.content]).toEqual([201, file]);
	});

	it.each([
		['no author', { author: undefined }, '$.author'],
		['the role of the AI Agent', { author: { role: 'ai_agent' } }, '$.author.role'],
		['no role', { author: { id: nobody } }, '$.author.role'],
		['an end user without ID', { author: { role: 'end_user' } }, '$.author.id'],
		['another end user', { author: { role: 'end_user', id: nobody } }, '$.author.id'],
		['a human without a name', { author: { role: 'human_agent' } }, '$.author.display_name'],
		['a nameless human', { author: { ...human, display_name: null } }, '$.author.display_name'],
		[
			'a human whose name is empty',
			{ author: { ...human, display_name: '' } },
			'$.author.display_name',
		],
		['no content', { content: undefined }, '$.content'],
		['an empty text', { content: text('') }, '$.content.body'],
		['a text without a body', { content: { type: 'text' } }, '$.content.body'],
		['a link', { content: { type: 'link', url: 'https://a.example' } }, '$.content.type'],
		['a presence', { content: { type: 'presence', body: 'x' } }, '$.content.type'],
		['a file without type', { content: { ...file, mime_type: undefined } }, '$.content.mime_type'],
		['a file without name', { content: { ...file, filename: undefined } }, '$.content.filename'],
		['a file that is no address', { content: { ...file, url: 'a.pdf' } }, '$.content.url'],
	])('answers 400 to %s', async (_label, more, parameter) => {
		const body = { author: human, content: text('Hi'), ...more };
		const path = `/v2/conversations/${conversation.id}/messages/`;
		const { status, data } = await client.ada.post<ErrorAnswer>(path, body);
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0].parameter).toBe(parameter);
		expect(await talk.texts(conversation.id)).toEqual([]);
	});

	it('answers 404 to an unknown conversation', async () => {
		const body = { author: human, content: text('Hi') };
		expect((await talk.write(nobody, body)).status).toBe(404);
	});

	it('answers 400 “Conversation is expired” after the end (seen by a third party)', async () => {
		await talk.end(conversation.id);
		const path = `/v2/conversations/${conversation.id}/messages/`;
		const body = { author: person, content: text('Hello?') };
		const { status, data } = await client.ada.post<ErrorAnswer>(path, body);
		expect([status, data.errors[0].message]).toEqual([400, 'Conversation is expired']);
	});

	it('writes a repeated message twice: there is no idempotency', async () => {
		await talk.say(conversation, 'Hello?');
		await talk.say(conversation, 'Hello?');
		expect(await talk.texts(conversation.id)).toEqual(['Hello?', 'Hello?']);
	});

	it('writes for no end user of a native channel (Ada docs, conversations overview)', async () => {
		const { data: native } = await client.control.post<ConversationAnswer>('/conversations', {
			channel_id: nativeChat,
			end_user_id: person.id,
		});
		expect((await talk.say(native, 'Hello?')).status).toBe(400);
		const body = { author: human, content: text('Hi') };
		expect((await talk.write(native.id, body)).status).toBe(201);
	});

	it.each([
		['the body', { colour: 'red' }],
		['the author', { author: { ...human, colour: 'red' } }],
		['the content', { content: { ...text('Hi'), colour: 'red' } }],
	])('ignores unknown keys of %s, or refuses them by the switch', async (_label, more) => {
		const body = { author: human, content: text('Hi'), ...more };
		const ignored = await talk.write(conversation.id, body);
		expect(ignored.status).toBe(201);
		expect(JSON.stringify(ignored.data)).not.toContain('colour');
		await client.turn({ unknownKeys: 'refused' });
		expect((await talk.write(conversation.id, body)).status).toBe(400);
	});
});

describe('GET …/messages/ (Ada OpenAPI)', () => {
	it('lists messages, oldest first, as Ada’s logs', async () => {
		const { data: asked } = await talk.say(conversation, 'Hello?');
		const author = { ...human, avatar: null };
		const { data: answered } = await talk.write(conversation.id, { author, content: file });
		const { status, data } = await talk.history(conversation.id);
		expect(status).toBe(200);
		expect(data).toEqual({
			data: [
				{
					type: 'message_logs',
					message_id: asked.id,
					created_at: asked.created_at,
					author: { ...person, avatar: null, display_name: null },
					content: text('Hello?'),
				},
				{
					type: 'message_logs',
					message_id: answered.id,
					created_at: answered.created_at,
					author: { ...author, id: null },
					content: file,
				},
			],
			meta: { next_page_url: null },
		});
	});

	it('leaves out what has no value, by the switch noValue', async () => {
		await client.turn({ noValue: 'absent' });
		await talk.say(conversation, 'Hello?');
		const { data } = await talk.history(conversation.id);
		expect(data.data[0].author).toEqual(person);
	});

	it.each([1, 2, 3, 7, 8, 100])(
		'gives each message once, followed by next_page_url at limit %i',
		async (limit) => {
			const said = ['0', '1', '2', '3', '4', '5', '6'];
			for (const word of said) await talk.say(conversation, word);
			const seen: unknown[] = [];
			let page = await talk.history(conversation.id, { limit });
			for (;;) {
				seen.push(...page.data.data.map(({ content }) => content.body));
				expect(page.data.data.length).toBeLessThanOrEqual(limit);
				expect(page.data.data).not.toEqual([]);
				const next = page.data.meta.next_page_url;
				if (!next) break;
				page = await client.ada.get<History>(next);
			}
			expect(seen).toEqual(said);
		},
	);

	it('gives at most 100 without a limit', async () => {
		for (let said = 0; said < 101; said += 1) await talk.say(conversation, `${said}`);
		const { data } = await talk.history(conversation.id);
		expect(data.data).toHaveLength(100);
		const next = await client.ada.get<History>(data.meta.next_page_url ?? '');
		expect(next.data.data.map(({ content }) => content.body)).toEqual(['100']);
	});

	it.each([{ limit: 0 }, { limit: 101 }, { limit: 'x' }, { cursor: nobody }])(
		'answers 400 to %j',
		async (params) => {
			expect((await talk.history(conversation.id, params)).status).toBe(400);
		},
	);

	it('answers 404 to an unknown conversation, and serves one that has ended', async () => {
		await talk.say(conversation, 'Bye');
		await talk.end(conversation.id);
		expect((await talk.history(nobody)).status).toBe(404);
		expect(await talk.texts(conversation.id)).toEqual(['Bye']);
	});
});
