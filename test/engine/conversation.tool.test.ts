import type { INodeParameters } from 'n8n-workflow';

import { send, start, UNKNOWN, within } from './conversationForms';
import { runConversation } from './engine';
import { byExternalId, sensitiveRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.agent({ greeting: false, replies: 0 });
});
afterAll(() => ada.close());

async function asTool(parameters: INodeParameters, maxTries?: number) {
	return await runConversation({
		credential: ada.credential,
		parameters,
		items: [{ id: UNKNOWN }],
		asTool: true,
		maxTries,
	});
}

async function conversation(): Promise<string> {
	await asTool(start({ person: 'anonymous' }));
	return (await ada.conversations()).slice(-1)[0].id;
}

test('a conversation is started and written to', async () => {
	const id = await conversation();

	const { json, error } = await asTool(send({ conversationId: id, text: 'Hello' }));

	expect(error).toBeUndefined();
	expect(json).toEqual([[expect.objectContaining({ conversation_id: id, outcome: 'sent' })]]);
});

test.each([
	{
		what: 'a person',
		parameters: start({ endUser: byExternalId('nobody') }),
		says: 'Nobody in Ada',
	},
	{
		what: 'a conversation',
		parameters: within('get', { conversationId: UNKNOWN }),
		says: 'Ada has no conversation',
	},
	{
		what: 'one to end',
		parameters: within('end', { conversationId: UNKNOWN }),
		says: 'Ada has no conversation',
	},
	{
		what: 'one to write to',
		parameters: send({ conversationId: UNKNOWN, text: 'Hello' }),
		says: 'Ada has no conversation',
	},
])('$what that is not found is an ordinary item in words', async ({ parameters, says }) => {
	for (const whenNotFound of ['output', 'error', 'skip']) {
		const { json, error } = await asTool({ ...parameters, whenNotFound });
		expect(error).toBeUndefined();
		expect(json).toEqual([
			[
				{
					outcome: 'notFound',
					message: expect.stringContaining(says) as unknown,
					whatToDo: expect.any(String) as unknown,
				},
			],
		]);
	}
});

test('a message that may have arrived is told as such, with what to check', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'lostAnswer', method: 'POST' });

	const { json, error } = await asTool(send({ conversationId: id, text: 'Hello' }), 3);

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([
		{
			outcome: 'unknown',
			message: 'It is not known whether Ada managed to send the message',
			whatToDo: expect.stringContaining('Look at the messages of the conversation') as unknown,
		},
	]);
	expect((await ada.conversations())[0].messages).toHaveLength(1);
});

test('sensitive metadata is not sent, since it would pass through the model', async () => {
	await asTool(
		start({
			person: 'written',
			externalId: 'crm-1',
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
		}),
	);

	const [{ sensitive }] = await ada.people();
	expect(sensitive).toEqual({});
});

test.each([
	['Conversation ID', within('end')],
	['Conversation ID', send({ text: 'Hello' })],
	['End User', send({ conversationId: UNKNOWN, options: { endUser: byExternalId() } })],
	['End User', start({ endUser: byExternalId() })],
	['External ID', start({ person: 'written', externalId: '={{ $json.id }}' })],
	[
		'Reply To',
		{
			operation: 'createEmail',
			emailName: 'Noor',
			replyTo: '={{ $json.id }}',
			subject: 'Hello',
		},
	],
])('%s is not read from the item, which the model can change', async (label, parameters) => {
	const { json, error } = await asTool(parameters);

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([
		expect.objectContaining({
			outcome: 'refused',
			message: `'${label}' is read from $json, which the model of an AI Agent can change`,
		}),
	]);
	expect(await ada.requests()).toEqual([]);
});
