import { Client, dayMs, type ErrorAnswer } from './client';
import { Conversing, text } from './conversing';

const email = { name: 'Rosa Lima', subject: 'Your order', reply_to: 'rosa@example.org' };

let client: Client;
let talk: Conversing;

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

const send = (body: object) =>
	client.ada.post<{ conversation_id: string } & ErrorAnswer>('/v2/conversations/email/', body);

describe('POST /v2/conversations/email/ (Ada OpenAPI)', () => {
	it('answers 200 with the ID alone of a conversation on native Email', async () => {
		const metadata = { order_id: 'A-1', n: 1.5 };
		const { status, data } = await send({ ...email, text: 'It is on its way.', metadata });
		expect(status).toBe(200);
		expect(data).toEqual({ conversation_id: expect.stringMatching(/^[0-9a-f]{24}$/) as string });
		const { data: conversation } = await talk.get(data.conversation_id);
		expect(conversation).toMatchObject({ channel_id: '66a4c1d2e3f4a5b6c7d8e912', metadata });
		await client.advance(2 * dayMs);
		const person = await client.get(conversation.end_user_id);
		expect(person.data.profile).toMatchObject({
			display_name: 'Rosa Lima',
			email: 'rosa@example.org',
		});
	});

	it('tells of person, conversation and message, without a greeting', async () => {
		await talk.agent({ delayMs: 0 });
		await send({ ...email, text: 'It is on its way.' });
		expect(await talk.eventTypes()).toEqual([
			'v1.end_user.created',
			'v1.conversation.created',
			'v1.conversation.message',
		]);
		const [message] = (await talk.events()).slice(-1);
		expect(message.data).toMatchObject({
			author: { role: 'ai_agent' },
			channel: { type: 'native', modality: 'email' },
			content: text('It is on its way.'),
		});
	});

	it('needs no text', async () => {
		const { data } = await send(email);
		expect(await talk.texts(data.conversation_id)).toEqual([]);
	});

	it.each([
		['the default sender', { reply_as: 'support@sandbox.ada.support' }],
		['a sender of the own domain', { reply_as: 'Orders@help.sandbox.example' }],
		['copies', { cc: ['ana@example.org'] }],
		['10 KB of text', { text: 'é'.repeat(5_120) }],
	])('takes %s', async (_label, more) => {
		expect((await send({ ...email, ...more })).status).toBe(200);
	});

	it.each([
		['no name', { name: undefined }, '$.name'],
		['no subject', { subject: undefined }, '$.subject'],
		['no reply_to', { reply_to: undefined }, '$.reply_to'],
		['a reply_to that is no address', { reply_to: 'rosa' }, '$.reply_to'],
		['a sender of another domain', { reply_as: 'a@other.example' }, '$.reply_as'],
		['more than 10 KB of text', { text: 'x'.repeat(10_241) }, '$.text'],
		['copies that are no list', { cc: 'ana@example.org' }, '$.cc'],
		['more than 4 KB of metadata', { metadata: { a: 'x'.repeat(4_096) } }, '$.metadata'],
	])('answers 400 to %s', async (_label, more, parameter) => {
		const { status, data } = await send({ ...email, ...more });
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0].parameter).toBe(parameter);
		expect(await talk.all()).toEqual([]);
	});

	it.each([
		['the same address', { reply_as: 'rosa@example.org' }],
		['the same address in another case', { reply_as: 'Rosa@Example.org' }],
		['the default sender', { reply_to: 'support@sandbox.ada.support' }],
	])('answers 422 to a forwarding loop: %s', async (_label, more) => {
		const { status, data } = await send({ ...email, ...more });
		expect([status, data.errors[0].type]).toEqual([422, 'unprocessable_content']);
	});
});
