import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fileIn } from './binaryFiles';
import { channel, send, start, UNKNOWN } from './conversationForms';
import type { RunOptions } from './engine';
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

/** Runs the node with Retry On Fail: all items once more, up to three tries. */
async function run(
	parameters: INodeParameters,
	items: IDataObject[],
	options: Partial<RunOptions> = {},
) {
	return await runConversation({
		credential: ada.credential,
		parameters,
		items,
		maxTries: 3,
		...options,
	});
}

async function conversation(): Promise<string> {
	const { credential } = ada;
	await runConversation({ credential, parameters: start({ person: 'anonymous' }) });
	await ada.forgetRequests();
	return (await ada.conversations()).slice(-1)[0].id;
}

async function texts(): Promise<unknown[][]> {
	return (await ada.conversations()).map(({ messages }) =>
		messages.map(({ content }) => content.body ?? content.filename),
	);
}

const messages = (id: string, ...written: string[]) =>
	written.map((text) => ({ conversation_id: id, text }));

const posts = { method: 'POST' };

test('what an earlier try has sent is not sent again, and has the same answer', async () => {
	const id = await conversation();
	// The third item is refused by the first try, and taken by the second.
	await ada.fault({ kind: 'status', status: 400, ...posts, skip: 2 });

	const { json, error } = await run(send(), messages(id, 'a', 'b', 'c', 'd'));

	expect(error).toBeUndefined();
	expect(await texts()).toEqual([['a', 'b', 'c', 'd']]);
	const [{ messages: kept }] = await ada.conversations();
	expect(json[0].map((item) => [item.id, item.outcome])).toEqual(
		kept.map(({ message_id }) => [message_id, 'sent']),
	);
});

test('what may have arrived is not sent again, and each try says so', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'lostAnswer', ...posts, skip: 1 });

	const { error } = await run(send(), messages(id, 'a', 'b', 'c'));

	expect(error?.message).toBe('It is not known whether Ada managed to send the message [Item 1]');
	expect(error?.description).toContain('Look at the messages of the conversation');
	expect(error?.description).toContain(
		'Running all items again would send 1 message a second time',
	);
	expect(await texts()).toEqual([['a', 'b']]);
	expect((await ada.calls()).filter((call) => call.startsWith('POST'))).toHaveLength(2);
});

test('with On Error: Continue, what failed is tried again, and nothing else', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'status', status: 400, ...posts });
	await ada.fault({ kind: 'lostAnswer', ...posts });

	const result = await run(send(), messages(id, 'a', 'b', 'c'), {
		onError: 'continueRegularOutput',
	});

	expect(await texts()).toEqual([['b', 'c', 'a']]);
	expect(result.json[0].map(({ outcome }) => outcome)).toEqual(['sent', undefined, 'sent']);
	expect(errorAt(result, 1).outcome).toBe('unknown');
});

test('what an earlier try has sent counts as sent, where a later one is refused the key', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'status', status: 400, ...posts });
	await ada.fault({ kind: 'status', status: 401, ...posts, skip: 2, times: 2 });

	const result = await run(send(), messages(id, 'a', 'b', 'c'), {
		onError: 'continueRegularOutput',
	});

	expect(await texts()).toEqual([['b', 'c']]);
	expect(errorAt(result, 0)).toMatchObject({ httpStatus: 401 });
	expect(result.json[0].slice(1).map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
});

test('a text that comes out differently each time is sent once all the same', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'status', status: 400, ...posts, skip: 1 });

	await run(send({ text: '={{ $json.text + Math.random() }}' }), messages(id, 'a', 'b'));

	expect((await texts())[0].map((text) => String(text)[0])).toEqual(['a', 'b']);
});

test('the same texts in another execution are sent', async () => {
	const id = await conversation();
	for (let execution = 0; execution < 2; execution++) {
		await ada.fault({ kind: 'status', status: 400, ...posts, skip: 1, times: 3 });
		await run(send(), messages(id, 'a', 'b'));
		await ada.noFaults();
	}

	expect(await texts()).toEqual([['a', 'a']]);
});

test('in a loop the same item is sent in each round, and by its tries once', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'status', status: 400, ...posts, skip: 1 });

	await run(send(), messages(id, 'a', 'b'), { rounds: 3 });

	expect(await texts()).toEqual([['a', 'b', 'a', 'b', 'a', 'b']]);
});

test('without Retry On Fail the same items of an execution are not held back', async () => {
	const id = await conversation();

	await run(send(), messages(id, 'a', 'a'), { maxTries: undefined });

	expect(await texts()).toEqual([['a', 'a']]);
});

test('conversations are not started a second time', async () => {
	const items = [{ channel: channel().value }, { channel: UNKNOWN }];

	const { error } = await run(
		start({ person: 'anonymous', channel: channel('={{ $json.channel }}') }),
		items,
	);

	expect(error?.message).toContain(`Ada has no custom channel "${UNKNOWN}"`);
	expect(await ada.conversations()).toHaveLength(1);
	expect((await ada.calls()).filter((call) => call.includes('conversations'))).toHaveLength(4);
});

test('a conversation that may have been started is not started again', async () => {
	await ada.fault({ kind: 'lostAnswer', ...posts });

	const { error } = await run(start({ person: 'anonymous' }), [{}]);

	expect(error?.message).toBe(
		'It is not known whether Ada managed to start the conversation [Item 0]',
	);
	expect(await ada.conversations()).toHaveLength(1);
});

test('a person made for a conversation is not made again, where that could not be started', async () => {
	await ada.fault({
		kind: 'status',
		status: 404,
		...posts,
		pathPrefix: '/api/v2/conversations/',
		times: 2,
	});

	const { json } = await run(start({ person: 'written', profile: { firstName: 'Noor' } }), [{}]);

	expect(json[0]).toEqual([
		expect.objectContaining({ outcome: 'created', endUserOutcome: 'created' }),
	]);
	expect(await ada.people()).toHaveLength(1);
});

test('a person who may have been made is not made again', async () => {
	await ada.fault({ kind: 'lostAnswer', ...posts });

	const { error } = await run(start({ person: 'written', profile: { firstName: 'Noor' } }), [{}]);

	expect(error?.message).toContain('It is not known whether Ada managed to create the end user');
	expect(await ada.people()).toHaveLength(1);
	expect(await ada.conversations()).toHaveLength(0);
});

test('the conversation that follows an ended one is started once', async () => {
	const id = await conversation();
	await ada.expireConversation(id);
	// POST of the new conversation passes, then that of the first message is refused.
	await ada.fault({ kind: 'status', status: 400, ...posts, skip: 1 });

	const { error } = await run(send({ ifEnded: 'startNew' }), messages(id, 'a', 'b'));

	expect(error).toBeUndefined();
	expect(await texts()).toEqual([[], ['a', 'b']]);
});

test('emails are not sent a second time', async () => {
	const { error } = await run(
		{
			resource: 'conversation',
			operation: 'createEmail',
			emailName: 'Noor',
			subject: 'Hi',
			replyTo: '={{ $json.email }}',
		},
		[{ email: 'noor@example.org' }, { email: 'nobody' }],
	);

	expect(error?.description).toContain('would start 1 conversation a second time');
	expect(await ada.conversations()).toHaveLength(1);
});

test('a file that was uploaded is not uploaded again for its message', async () => {
	const id = await conversation();
	await ada.startHandoff(id, 'helpdesk');
	await ada.fault({ kind: 'status', status: 400, ...posts, skip: 1 });

	await run(send({ contentType: 'file', author: 'humanAgent', authorName: 'Sam' }), [], {
		inputs: [
			{
				json: { conversation_id: id },
				binary: { data: await fileIn('memory', Buffer.from('x'), 'a.pdf') },
			},
		],
	});

	expect(await texts()).toEqual([['a.pdf']]);
	const uploads = (await ada.calls()).filter((call) => call.includes('attachments'));
	expect(uploads).toHaveLength(1);
});

test('reading is done again by each try', async () => {
	const id = await conversation();
	await ada.fault({ kind: 'status', status: 400, method: 'GET', skip: 1 });

	const { json } = await run(
		{ resource: 'message', operation: 'getAll', conversationId: id, returnAll: true },
		[{}, {}],
	);

	expect(json[0]).toEqual([]);
	expect(await ada.calls()).toHaveLength(4);
});

describe('500 messages in 50 conversations', () => {
	async function items(): Promise<IDataObject[]> {
		await runConversation({
			credential: ada.credential,
			parameters: start({ person: 'anonymous' }),
			items: Array.from({ length: 50 }, () => ({})),
		});
		const ids = (await ada.conversations()).map(({ id }) => id);
		return Array.from({ length: 500 }, (_, index) => ({
			conversation_id: ids[(index * 7) % 50],
			text: `${index}`,
		}));
	}

	/** The numbers of the messages that arrived, by conversation. */
	async function arrived(): Promise<number[][]> {
		return (await texts()).map((history) => history.map(Number));
	}

	const ascending = (numbers: number[]) => [...numbers].sort((one, other) => one - other);

	test('go out in order and none twice, over several tries', async () => {
		await ada.fault({ kind: 'status', status: 429, ...posts, skip: 20 });
		// Refused at first: both end a try in the middle, and the next one goes on from there.
		await ada.fault({ kind: 'status', status: 400, ...posts, skip: 150 + 50 });
		await ada.fault({ kind: 'status', status: 400, ...posts, skip: 300 + 50 });

		const { json, error } = await run(send(), await items());

		expect(error).toBeUndefined();
		expect(json[0].map(({ outcome }) => outcome)).toEqual(Array(500).fill('sent'));
		const histories = await arrived();
		expect(histories).toEqual(histories.map(ascending));
		expect(ascending(histories.flat())).toEqual(Array.from({ length: 500 }, (_, index) => index));
		const statuses = (await ada.requests()).map(({ status }) => status);
		expect(statuses.filter((status) => status === 400)).toHaveLength(2);
	});

	test('arrive in order and none twice where connections break, and the others are unknown', async () => {
		const all = await items();
		// Never to be sent, so that n8n runs all items again, twice.
		all[0].text = '';
		await ada.fault({ kind: 'lostAnswer', ...posts, share: 0.03, seed: 3 });
		await ada.fault({ kind: 'cut', ...posts, share: 0.03, seed: 5 });
		await ada.fault({ kind: 'status', status: 503, ...posts, share: 0.03, seed: 7 });

		const result = await run(send(), all, { onError: 'continueRegularOutput' });

		const histories = await arrived();
		expect(histories).toEqual(histories.map(ascending));
		expect(new Set(histories.flat()).size).toBe(histories.flat().length);
		const outcomes = result.json[0].map((item, index) =>
			'error' in item ? errorAt(result, index).outcome : item.outcome,
		);
		const numbered = (wanted: string) =>
			outcomes.flatMap((outcome, index) => (outcome === wanted ? [index] : []));
		expect(numbered('refused')).toEqual([0]);
		expect(numbered('unknown').length).toBeGreaterThan(20);
		expect(numbered('sent').length + numbered('unknown').length).toBe(499);
		expect(histories.flat()).toEqual(expect.arrayContaining(numbered('sent')));
		const calls = (await ada.calls()).filter((call) => call.endsWith('/messages/'));
		expect(calls).toHaveLength(499);
	});
});
