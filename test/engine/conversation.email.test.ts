import type { INodeParameters } from 'n8n-workflow';

import { runConversation } from './engine';
import { inJson } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const email = {
	resource: 'conversation',
	operation: 'createEmail',
	emailName: 'Noor Haddad',
	replyTo: 'noor@example.org',
	subject: 'Your order',
};

async function run(more: INodeParameters = {}) {
	return await runConversation({
		credential: ada.credential,
		parameters: { ...email, ...more },
		onError: 'continueRegularOutput',
	});
}

test('sends all that the form names, and gives the conversation', async () => {
	const { json, error } = await run({
		text: 'Your order is on its way.',
		emailMetadata: inJson('{ "order_id": "A-1", "total": 12.5 }'),
		options: { cc: 'sam@example.com, kim@example.com', replyAs: 'support@sandbox.ada.support' },
	});

	expect(error).toBeUndefined();
	const [{ id }] = await ada.conversations();
	expect(json).toEqual([[{ conversation_id: id, outcome: 'created' }]]);
	expect((await ada.requests()).map(({ method, path, body }) => [method, path, body])).toEqual([
		[
			'POST',
			'/api/v2/conversations/email/',
			{
				name: 'Noor Haddad',
				subject: 'Your order',
				reply_to: 'noor@example.org',
				reply_as: 'support@sandbox.ada.support',
				text: 'Your order is on its way.',
				cc: ['sam@example.com', 'kim@example.com'],
				metadata: { order_id: 'A-1', total: 12.5 },
			},
		],
	]);
});

test('leaves out what the form does not name', async () => {
	await run();

	const [{ body }] = await ada.requests();
	expect(body).toEqual({
		name: 'Noor Haddad',
		subject: 'Your order',
		reply_to: 'noor@example.org',
	});
});

test.each([
	{ more: { emailName: '={{ $json.no }}' }, message: "'Name' is empty" },
	{ more: { subject: '={{ $json.no }}' }, message: "'Subject' is empty" },
	{ more: { replyTo: '={{ $json.no }}' }, message: "'Reply To' is empty" },
	{ more: { replyTo: 'Noor <n@example.org>' }, message: "'Reply To' is not an email address" },
	{ more: { options: { cc: 'sam' } }, message: `'CC' is not an email address: "sam"` },
	{ more: { options: { replyAs: 'me' } }, message: `'Reply As' is not an email address: "me"` },
	{
		more: { options: { replyAs: 'Noor@Example.org' } },
		message: `'Reply As' and 'Reply To' are the same address: "noor@example.org"`,
	},
	{
		more: { text: 'é'.repeat(5121) },
		message: "'Text' has 11 KB, and Ada takes at most 10 KB",
	},
	{
		more: { emailMetadata: inJson(`{ "a": "${'x'.repeat(5000)}" }`) },
		message: "'Email Metadata' has 5 KB, and Ada keeps at most 4 KB",
	},
])('$message: refused before anything is sent', async ({ more, message }) => {
	const result = await run(more);

	expect(errorAt(result).message).toContain(message);
	expect(errorAt(result).outcome).toBe('refused');
	expect(await ada.calls()).toEqual([]);
});

test('takes 10 KB of text', async () => {
	const { json } = await run({ text: 'é'.repeat(5120) });

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
});

test('says in words that Ada does not write from an address', async () => {
	const result = await run({ options: { replyAs: 'me@elsewhere.example' } });

	expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: 400 });
	expect(errorAt(result).whatToDo).toContain('reply_as: Not an address of this agent');
});

test('says in words that the answers would go in a circle, where Ada knows better', async () => {
	const result = await run({ replyTo: 'support@sandbox.ada.support' });

	expect(errorAt(result)).toMatchObject({
		message: "Ada does not write from 'Reply As' to 'Reply To'",
		httpStatus: 422,
	});
});

test('does not know whether it was sent where the answer got lost, and sends it once', async () => {
	await ada.fault({ kind: 'lostAnswer' });

	const result = await run();

	expect(errorAt(result)).toMatchObject({
		message: 'It is not known whether Ada managed to start the email conversation',
		outcome: 'unknown',
	});
	expect(await ada.conversations()).toHaveLength(1);
});

test('does not know what became of it where the answer names no conversation', async () => {
	await ada.fault({ kind: 'status', status: 200, body: '{}' });

	const result = await run();

	expect(errorAt(result)).toMatchObject({ outcome: 'unknown' });
	expect(errorAt(result).whatToDo).toContain('Look at the agent');
});
