import type { INodeParameters } from 'n8n-workflow';

import type { SwitchValues } from '../../sandbox/switches';
import { send, start, UNKNOWN } from './conversationForms';
import { runConversation } from './engine';
import { errorAt } from './itemError';
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

async function run(more: INodeParameters = {}) {
	return await runConversation({
		credential: ada.credential,
		parameters: { resource: 'message', operation: 'getAll', ...more },
		onError: 'continueRegularOutput',
	});
}

/** The ID of a conversation with so many messages. */
async function conversation(messages: number): Promise<string> {
	const { credential } = ada;
	await runConversation({ credential, parameters: start({ person: 'anonymous' }) });
	const [{ id }] = await ada.conversations();
	const items = Array.from({ length: messages }, (_, index) => ({ text: `${index}` }));
	await runConversation({ credential, parameters: send({ conversationId: id }), items });
	await ada.forgetRequests();
	return id;
}

test('gives each message as Ada has it, and its conversation', async () => {
	const id = await conversation(2);
	await ada.agent({ csat: true });

	const { json } = await run({ conversationId: id });

	const [{ messages, end_user_id: person }] = await ada.conversations();
	expect(json[0]).toEqual(
		messages.map((message, index) => ({
			...message,
			author: { id: person, role: 'end_user', avatar: null, display_name: null },
			content: { type: 'text', body: `${index}` },
			conversation_id: id,
			outcome: 'found',
		})),
	);
});

test.each<SwitchValues>([
	{},
	{ listCursor: 'inclusive' },
	{ lastPage: 'absent' },
	{ lastPage: 'empty' },
	{ nextPageLimit: 'dropped' },
])('gives all messages, none twice, with %j', async (switches) => {
	const id = await conversation(230);
	await ada.switch(switches);

	const { json } = await run({ conversationId: id, returnAll: true });

	const texts = json[0].map(({ content }) => content);
	expect(texts).toEqual(
		Array.from({ length: 230 }, (_, index) => ({ type: 'text', body: `${index}` })),
	);
});

test.each([
	{ limit: 3, calls: ['limit=3'] },
	{ limit: 120, calls: ['limit=100', 'limit=100'] },
])('gives $limit messages at most, and asks for no more', async ({ limit, calls }) => {
	const id = await conversation(130);

	const { json } = await run({ conversationId: id, limit });

	expect(json[0]).toHaveLength(limit);
	const asked = await ada.calls();
	expect(asked).toHaveLength(calls.length);
	asked.forEach((call, index) => {
		expect(call).toContain(calls[index]);
	});
});

test('gives nothing for a conversation without messages', async () => {
	expect((await run({ conversationId: await conversation(0) })).json[0]).toEqual([]);
});

test('sends a conversation that Ada does not have to the output Not Found, if chosen', async () => {
	const { json } = await run({ conversationId: UNKNOWN, whenNotFound: 'output' });

	expect(json).toEqual([[], [{}]]);
});

test('refuses a limit of 0', async () => {
	const result = await run({ conversationId: UNKNOWN, limit: 0 });

	expect(errorAt(result)).toMatchObject({
		message: "'Limit' must be a number, 1 or more",
		whatToDo: "Enter how many messages to return at most, or switch on 'Return All'",
	});
	expect(await ada.calls()).toEqual([]);
});
