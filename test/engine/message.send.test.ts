import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { send, start, UNKNOWN, WEB_PORTAL } from './conversationForms';
import type { RunOptions } from './engine';
import { runConversation } from './engine';
import { byAdaId, byExternalId } from './forms';
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

async function run(
	items: IDataObject[],
	more: INodeParameters = {},
	options: Partial<RunOptions> = {},
) {
	return await runConversation({
		credential: ada.credential,
		parameters: send(more),
		items,
		onError: 'continueRegularOutput',
		...options,
	});
}

/** The IDs of a new conversation and of its person. */
async function conversation(): Promise<{ id: string; person: string }> {
	await runConversation({
		credential: ada.credential,
		parameters: start({ person: 'anonymous' }),
	});
	const { id, end_user_id: person } = (await ada.conversations()).slice(-1)[0];
	await ada.forgetRequests();
	return { id, person };
}

/** What was written in each conversation, by whom. */
async function written() {
	return (await ada.conversations()).map(({ messages }) =>
		messages.map(({ author, content }) => `${author.role}: ${content.body ?? ''}`),
	);
}

const human = { author: 'humanAgent', authorName: 'Sam' };

test("writes as the conversation's person, and gives what Ada answers", async () => {
	const { id, person } = await conversation();

	const { json, error } = await run([{ conversation_id: id, text: '  Where is\nmy parcel? ' }]);

	expect(error).toBeUndefined();
	const [{ messages }] = await ada.conversations();
	expect(messages).toHaveLength(1);
	expect(json).toEqual([
		[
			{
				id: messages[0].message_id,
				conversation_id: id,
				author: { id: person, role: 'end_user', display_name: null, avatar: null },
				content: { type: 'text', body: 'Where is\nmy parcel?' },
				created_at: expect.any(String) as unknown,
				updated_at: expect.any(String) as unknown,
				outcome: 'sent',
			},
		],
	]);
	expect((await ada.requests()).map(({ method, path, body }) => [method, path, body])).toEqual([
		['GET', `/api/v2/conversations/${id}/`, null],
		[
			'POST',
			`/api/v2/conversations/${id}/messages/`,
			{
				author: { role: 'end_user', id: person },
				content: { type: 'text', body: 'Where is\nmy parcel?' },
			},
		],
	]);
});

test('asks once in a run whose conversation it is', async () => {
	const { id } = await conversation();

	await run(['a', 'b', 'c'].map((text) => ({ conversation_id: id, text })));

	expect(await written()).toEqual([['end_user: a', 'end_user: b', 'end_user: c']]);
	expect((await ada.calls()).filter((call) => call.startsWith('GET'))).toHaveLength(1);
});

test('sends the name and the picture of the author', async () => {
	const { id } = await conversation();
	const avatar = 'https://cdn.example.org/n.png';

	await run([{ conversation_id: id, text: 'Hi' }], { options: { avatar, displayName: 'Noor H.' } });

	const [{ messages }] = await ada.conversations();
	expect(messages[0].author).toMatchObject({ display_name: 'Noor H.', avatar });
});

describe('an author that is named', () => {
	test('by external ID is looked up, and the conversation is not', async () => {
		const [person] = await ada.seed({ external_id: 'crm-1' });
		await runConversation({
			credential: ada.credential,
			parameters: start({ endUser: byAdaId(person) }),
		});
		const [{ id }] = await ada.conversations();
		await ada.forgetRequests();
		const items = [
			{ conversation_id: id, text: 'a' },
			{ conversation_id: id, text: 'b' },
		];

		const { json } = await run(items, { options: { endUser: byExternalId('crm-1') } });

		expect(json[0].map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
		expect(await ada.calls()).toEqual([
			'GET /api/v2/end-users/?external_id=crm-1',
			`POST /api/v2/conversations/${id}/messages/`,
			`POST /api/v2/conversations/${id}/messages/`,
		]);
	});

	test('by Ada ID costs no look-up at all', async () => {
		const { id, person } = await conversation();

		await run([{ conversation_id: id, text: 'Hi' }], { options: { endUser: byAdaId(person) } });

		expect(await ada.calls()).toEqual([`POST /api/v2/conversations/${id}/messages/`]);
	});

	test('and unknown is not found', async () => {
		const { id } = await conversation();
		const options = { endUser: byExternalId('nobody') };

		const { json } = await run([{ conversation_id: id, text: 'Hi' }], {
			options,
			whenNotFound: 'output',
		});

		expect(json).toEqual([[], [{ conversation_id: id, text: 'Hi' }]]);
		expect(await written()).toEqual([[]]);
	});

	test.each(['badRequest', 'notFound'] as const)(
		'and of another conversation is refused in words (%s)',
		async (foreignAuthor) => {
			await ada.switch({ foreignAuthor });
			const { id } = await conversation();
			const other = await conversation();

			const result = await run([{ conversation_id: id, text: 'Hi' }], {
				options: { endUser: byAdaId(other.person) },
			});

			const { message, whatToDo, outcome } = errorAt(result);
			expect(outcome).toBe('refused');
			expect(message).toBe(
				foreignAuthor === 'notFound'
					? `The end user ${other.person} is not the person of this conversation`
					: 'Ada refused to send the message',
			);
			expect(whatToDo).toContain('Not the end user of this conversation.');
			expect(await written()).toEqual([[], []]);
		},
	);
});

describe('a human agent', () => {
	test('writes under a name, and the conversation is not looked at', async () => {
		const { id } = await conversation();
		await ada.startHandoff(id, 'helpdesk');

		const { json } = await run([{ conversation_id: id, text: 'Sam here.' }], human);

		expect(json[0]).toEqual([
			expect.objectContaining({
				author: expect.objectContaining({ role: 'human_agent', display_name: 'Sam' }) as unknown,
				outcome: 'sent',
			}),
		]);
		expect(await ada.calls()).toEqual([`POST /api/v2/conversations/${id}/messages/`]);
	});

	test('without a name is refused before anything is sent', async () => {
		const result = await run([{ conversation_id: UNKNOWN, text: 'Hi' }], {
			...human,
			authorName: '={{ $json.name }}',
		});

		expect(errorAt(result).message).toBe("'Display Name' is empty");
		expect(await ada.calls()).toEqual([]);
	});

	test.each(['badRequest', 'unprocessable'] as const)(
		'is refused in words outside of a handoff, where Ada wants one (%s)',
		async (humanWithoutHandoff) => {
			await ada.switch({ humanWithoutHandoff });
			const { id } = await conversation();

			const result = await run([{ conversation_id: id, text: 'Hi' }], human);

			expect(errorAt(result).outcome).toBe('refused');
			expect(errorAt(result).whatToDo).toContain('not in an active handoff');
		},
	);
});

test.each([
	{ what: 'missing', item: {} },
	{ what: 'null', item: { text: null } },
	{ what: 'only spaces', item: { text: ' \n ' } },
])('a text that is $what is refused before anything is sent', async ({ item }) => {
	const result = await run([{ conversation_id: UNKNOWN, ...item }]);

	expect(errorAt(result).message).toBe("'Text' is empty");
	expect(await ada.calls()).toEqual([]);
});

test.each([
	{ id: '', message: "'Conversation ID' is empty" },
	{ id: 'a/b', message: `'Conversation ID' is not an ID of Ada: "a/b"` },
	{ id: '..', message: `'Conversation ID' is not an ID of Ada: ".."` },
	{ id: 'email', message: `'Conversation ID' is not an ID of Ada: "email"` },
])('refuses the conversation ID "$id" before anything is sent', async ({ id, message }) => {
	const result = await run([{ conversation_id: id, text: 'Hi' }]);

	expect(errorAt(result)).toMatchObject({ message, outcome: 'refused' });
	expect(await ada.calls()).toEqual([]);
});

describe.each([
	['the person', {}],
	['a human agent', human],
])('a conversation that Ada does not have, written to as %s', (_who, more) => {
	test.each(['notFound', 'badRequest'] as const)('is not found (%s)', async (malformedId) => {
		await ada.switch({ malformedId });
		for (const id of [UNKNOWN, 'nothing']) {
			const result = await run([{ conversation_id: id, text: 'Hi' }], more);
			expect(errorAt(result)).toMatchObject({
				message: `Ada has no conversation "${id}"`,
				outcome: 'notFound',
			});
		}
	});

	test('goes to the output Not Found if that is chosen', async () => {
		const item = { conversation_id: UNKNOWN, text: 'Hi' };

		const { json } = await run([item], { ...more, whenNotFound: 'output' });

		expect(json).toEqual([[], [item]]);
	});
});

describe('a conversation that has ended', () => {
	const startNew = { ifEnded: 'startNew' };

	test.each(['expired', 'unprocessable'] as const)(
		'is an error by default, with the way out (%s)',
		async (messageAfterEnd) => {
			await ada.switch({ messageAfterEnd });
			const { id, person } = await conversation();
			await ada.expireConversation(id);
			const as = { options: { endUser: byAdaId(person) } };
			for (const more of [{}, as, human]) {
				const result = await run([{ conversation_id: id, text: 'Hi' }], more);
				expect(errorAt(result)).toMatchObject({
					message: `The conversation ${id} has ended`,
					outcome: 'refused',
				});
				expect(errorAt(result).whatToDo).toContain('Choose Start a New One');
			}
			expect(await written()).toEqual([[]]);
		},
	);

	test.each(['expired', 'unprocessable'] as const)(
		'is followed by a new one, which later messages of the run go to as well (%s)',
		async (messageAfterEnd) => {
			await ada.switch({ messageAfterEnd });
			const { id, person } = await conversation();
			await ada.expireConversation(id);
			const as = { options: { endUser: byAdaId(person) } };
			for (const more of [{}, as]) {
				const items = ['a', 'b', 'c'].map((text) => ({ conversation_id: id, text }));
				await ada.forgetRequests();
				const { json } = await run(items, { ...startNew, ...more });
				// Only the first message finds out that the conversation has ended.
				const toEnded = (await ada.calls()).filter((call) => call.includes(id));
				expect(toEnded.length).toBeLessThanOrEqual(2);
				const [next] = (await ada.conversations()).slice(-1);
				expect(next).toMatchObject({ channel_id: WEB_PORTAL, end_user_id: person });
				for (const item of json[0]) {
					expect(item).toMatchObject({
						conversation_id: next.id,
						newConversation: true,
						previousConversationId: id,
						outcome: 'sent',
					});
				}
			}
			const texts = ['end_user: a', 'end_user: b', 'end_user: c'];
			expect(await written()).toEqual([[], texts, texts]);
		},
	);

	test('that ends during the run is followed by a new one as well', async () => {
		const { id } = await conversation();
		await ada.fault({ kind: 'delay', ms: 300, method: 'POST', skip: 1 });

		const { json } = await run(
			['a', 'b'].map((text) => ({ conversation_id: id, text })),
			startNew,
			{
				whileRunning: () => {
					setTimeout(() => void ada.expireConversation(id), 150);
				},
			},
		);

		expect(json[0].map(({ newConversation }) => newConversation)).toEqual([undefined, true]);
		expect(await written()).toEqual([['end_user: a'], ['end_user: b']]);
	});

	test('goes the way of When Not Found where Ada no longer has its person', async () => {
		const { id, person } = await conversation();
		await ada.expireConversation(id);
		await ada.remove(person);

		const result = await run([{ conversation_id: id, text: 'Hi' }], startNew);

		expect(errorAt(result)).toMatchObject({
			message: 'The conversation has ended, and Ada no longer has its person',
			outcome: 'notFound',
		});
		const items = ['a', 'b'].map((text) => ({ conversation_id: id, text }));
		const { json } = await run(items, { ...startNew, whenNotFound: 'output' });
		expect(json).toEqual([[], items]);
	});

	test('is followed by a new one that is named where the message did not get there', async () => {
		const { id } = await conversation();
		await ada.expireConversation(id);
		await ada.fault({ kind: 'status', status: 500, method: 'POST', skip: 1 });

		const result = await run([{ conversation_id: id, text: 'Hi' }], startNew);

		const [next] = (await ada.conversations()).slice(-1);
		expect(next.id).not.toBe(id);
		expect(errorAt(result).outcome).toBe('unknown');
		expect(errorAt(result).whatToDo).toContain(
			`The conversation ${next.id} was started for it: from now on send to that one`,
		);
	});

	test('is followed by one new one only, if it is not known whether that was started', async () => {
		const { id } = await conversation();
		await ada.expireConversation(id);
		await ada.fault({ kind: 'lostAnswer', method: 'POST' });

		const result = await run(
			['a', 'b'].map((text) => ({ conversation_id: id, text })),
			startNew,
		);

		expect([errorAt(result, 0).outcome, errorAt(result, 1).outcome]).toEqual([
			'unknown',
			'unknown',
		]);
		expect(await ada.conversations()).toHaveLength(2);
	});
});

test.each([
	{ kind: 'lostAnswer' as const, messages: 1 },
	{ kind: 'cut' as const, messages: 0 },
	{ kind: 'status' as const, status: 500, messages: 0 },
	{ kind: 'html' as const, status: 200, messages: 0 },
	{ kind: 'status' as const, status: 201, body: '{}', messages: 0 },
])(
	'it is unknown whether a message arrived after %j, and none is sent twice',
	async ({ messages, ...fault }) => {
		const { id } = await conversation();
		await ada.fault({ ...fault, method: 'POST' });

		const result = await run([{ conversation_id: id, text: 'Hi' }]);

		expect(errorAt(result).outcome).toBe('unknown');
		expect(errorAt(result).whatToDo).toContain(
			'Look at the messages of the conversation (operation Get Many) before running this item again',
		);
		expect((await written())[0]).toHaveLength(messages);
	},
);

test('429 is waited for, and the message sent once', async () => {
	const { id } = await conversation();
	await ada.fault({ kind: 'status', status: 429, method: 'POST' });

	const { json } = await run([{ conversation_id: id, text: 'Hi' }]);

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'sent' })]);
	expect(await written()).toEqual([['end_user: Hi']]);
});

test('an answer that does not say whose conversation it is sends nothing', async () => {
	const { id } = await conversation();
	await ada.fault({ kind: 'status', status: 200, body: `{ "id": "${id}" }` });

	const result = await run([{ conversation_id: id, text: 'Hi' }]);

	expect(errorAt(result)).toMatchObject({
		message: "Ada's answer does not say whose conversation it is",
		outcome: 'failed',
	});
	expect(await written()).toEqual([[]]);
});

test('an answer about another conversation sends nothing', async () => {
	const { id } = await conversation();
	await ada.fault({ kind: 'status', status: 200, body: '{ "id": "x", "end_user_id": "y" }' });

	const result = await run([{ conversation_id: id, text: 'Hi' }]);

	expect(errorAt(result).message).toContain('another conversation than the one asked for');
	expect(await written()).toEqual([[]]);
});
