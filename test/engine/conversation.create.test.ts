import type { INodeParameters } from 'n8n-workflow';

import { channel, MOBILE_APP, NATIVE_CHAT, start, UNKNOWN, WEB_PORTAL } from './conversationForms';
import type { RunOptions } from './engine';
import { runConversation } from './engine';
import { byAdaId, byExternalId, inJson, metadataRow, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.agent({ greeting: false });
});
afterAll(() => ada.close());

async function run(more: INodeParameters, options: Partial<RunOptions> = {}) {
	return await runConversation({
		credential: ada.credential,
		parameters: start(more),
		onError: 'continueRegularOutput',
		...options,
	});
}

const anonymous = { person: 'anonymous' };

/** Method, path and body of what has arrived. */
async function sent() {
	return (await ada.requests()).map(({ method, path, body }) => ({ method, path, body }));
}

test('starts a conversation with a person by external ID, and gives what Ada answers', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1' });

	const { json, error } = await run({ endUser: byExternalId('CRM-1') });

	expect(error).toBeUndefined();
	const [conversation] = await ada.conversations();
	expect(conversation).toMatchObject({ channel_id: WEB_PORTAL, end_user_id: id });
	expect(json).toEqual([
		[
			{
				id: conversation.id,
				channel_id: WEB_PORTAL,
				end_user_id: id,
				status: 'active',
				created_at: conversation.created_at,
				updated_at: conversation.updated_at,
				metadata: {},
				outcome: 'created',
			},
		],
	]);
	expect(await ada.calls()).toEqual([
		'GET /api/v2/end-users/?external_id=CRM-1',
		'POST /api/v2/conversations/',
	]);
});

test('looks nobody up who is named by Ada ID', async () => {
	const [id] = await ada.seed({});

	const { json } = await run({ endUser: byAdaId(id), channel: channel(MOBILE_APP) });

	expect(json[0]).toEqual([
		expect.objectContaining({ channel_id: MOBILE_APP, end_user_id: id, outcome: 'created' }),
	]);
	expect(await sent()).toEqual([
		{
			method: 'POST',
			path: '/api/v2/conversations/',
			body: { channel_id: MOBILE_APP, end_user_id: id },
		},
	]);
});

test('looks a person up once in a run, whatever the case of the external ID', async () => {
	await ada.seed({ external_id: 'crm-1' }, { external_id: 'crm-2' });

	const { json } = await run(
		{ endUser: byExternalId(), options: { allowCaseVariants: true } },
		{ items: ['crm-1', 'crm-2', 'CRM-1', 'crm-1'].map((id) => ({ id })) },
	);

	expect(json[0].map(({ outcome }) => outcome)).toEqual(Array(4).fill('created'));
	const lookUps = (await ada.calls()).filter((call) => call.startsWith('GET'));
	expect(lookUps).toHaveLength(2);
});

test('refuses the second of two external IDs that differ in case only', async () => {
	await ada.seed({ external_id: 'crm-1' });

	const result = await run(
		{ endUser: byExternalId() },
		{ items: [{ id: 'crm-1' }, { id: 'CRM-1' }] },
	);

	expect(errorAt(result, 1).message).toContain('in case only');
	expect(await ada.conversations()).toHaveLength(1);
});

test('lets Ada make an end user of whom it knows nothing', async () => {
	const { json } = await run(anonymous);

	const [person] = await ada.people();
	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: person.end_user_id, outcome: 'created' }),
	]);
	expect(await sent()).toEqual([
		{ method: 'POST', path: '/api/v2/conversations/', body: { channel_id: WEB_PORTAL } },
	]);
});

describe('metadata', () => {
	test('is sent from rows and JSON, with whole numbers, decimals, booleans and text', async () => {
		await run({
			...anonymous,
			conversationMetadata: {
				pairs: [
					{ key: 'case', type: 'string', value: 'C-9' },
					{ key: 'score', type: 'number', value: '4.5' },
					{ key: 'seats', type: 'number', value: '={{ 12 }}' },
					{ key: 'vip', type: 'boolean', value: 'yes' },
					{ key: 'empty', type: 'string', value: '' },
				],
				json: [{ json: '{ "ratio": 0.25, "gone": null }' }],
			},
		});

		const [{ metadata }] = await ada.conversations();
		expect(metadata).toEqual({ case: 'C-9', score: 4.5, seats: 12, vip: true, ratio: 0.25 });
	});

	test.each([
		{
			what: 'a list',
			json: '{ "tags": ["a"] }',
			message: `'Conversation Metadata' key "tags" holds a list, which Ada does not keep`,
			advice: 'Send a text, a number, true or false.',
		},
		{
			what: 'more than 4 KB',
			json: JSON.stringify({ notes: 'x'.repeat(4096) }),
			message: "'Conversation Metadata' has 5 KB, and Ada keeps at most 4 KB",
			advice: 'Send fewer or shorter values',
		},
	])('refuses $what before anything is sent', async ({ json, message, advice }) => {
		const result = await run({ ...anonymous, conversationMetadata: inJson(json) });

		expect(errorAt(result).message).toBe(message);
		expect(errorAt(result).whatToDo).toContain(advice);
		expect(await ada.calls()).toEqual([]);
	});

	test('takes exactly 4 KB', async () => {
		const notes = 'x'.repeat(4096 - '{"notes":""}'.length);

		const { json } = await run({
			...anonymous,
			conversationMetadata: inJson(JSON.stringify({ notes })),
		});

		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
	});

	test('refuses a row of the type Number that holds none', async () => {
		const result = await run({
			...anonymous,
			conversationMetadata: { pairs: [{ key: 'score', type: 'number', value: 'many' }] },
		});

		expect(errorAt(result).message).toBe(`'Conversation Metadata' key "score" is not a number`);
	});
});

describe('a person made in the same step', () => {
	const written = {
		person: 'written',
		externalId: '={{ $json.id }}',
		profile: { firstName: 'Noor', language: { __rl: true, mode: 'code', value: 'fr-CA' } },
		metadata: { pairs: [metadataRow('tier', 'gold')] },
		sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
	};

	test('is created before the conversation starts, with all that the form names', async () => {
		const { json, everything } = await run(written, { items: [{ id: 'crm-1' }] });

		const [person] = await ada.people();
		expect(person).toMatchObject({
			external_id: 'crm-1',
			profile: { first_name: 'Noor', language: 'fr-CA', metadata: { tier: 'gold' } },
			sensitive: { pin: { value: '0042' } },
		});
		expect(json[0]).toEqual([
			expect.objectContaining({
				end_user_id: person.end_user_id,
				outcome: 'created',
				endUserOutcome: 'created',
				sensitiveFieldsSent: 1,
			}),
		]);
		expect(await ada.calls()).toEqual([
			'GET /api/v2/end-users/?external_id=crm-1',
			'POST /api/v2/end-users/',
			'POST /api/v2/conversations/',
		]);
		expect(JSON.stringify(everything)).not.toContain('0042');
	});

	test('is updated where Ada knows them, and only in what differs', async () => {
		const [id] = await ada.seed({
			external_id: 'crm-1',
			profile: { first_name: 'Nora', language: 'fr-CA', metadata: { tier: 'gold', seats: 1 } },
		});

		const { json } = await run({ ...written, sensitiveMetadata: {} }, { items: [{ id: 'crm-1' }] });

		expect(json[0]).toEqual([
			expect.objectContaining({ end_user_id: id, outcome: 'created', endUserOutcome: 'updated' }),
		]);
		const patch = (await sent()).find(({ method }) => method === 'PATCH');
		expect(patch?.body).toEqual({ profile: { first_name: 'Noor' } });
	});

	test('is somebody new each time without an external ID', async () => {
		await run({ ...written, externalId: '' }, { items: [{}, {}] });

		expect(await ada.people()).toHaveLength(2);
		expect(await ada.conversations()).toHaveLength(2);
	});

	test('is refused where the external ID comes out empty', async () => {
		const result = await run(written, { items: [{}] });

		expect(errorAt(result).message).toBe("'External ID' is empty");
		expect(await ada.calls()).toEqual([]);
	});

	test('takes the fields from the columns by their names', async () => {
		await ada.variables('plan_type');

		await run(
			{
				person: 'written',
				externalId: '={{ $json.id }}',
				fieldsFrom: 'columns',
				columns: { mappingMode: 'autoMapInputData', value: null },
			},
			{ items: [{ id: 'crm-1', 'First Name': 'Noor', 'plan type': 'gold' }] },
		);

		const [{ profile }] = await ada.people();
		expect(profile).toMatchObject({ first_name: 'Noor', metadata: { plan_type: 'gold' } });
	});

	test('is named where the conversation could not be started afterwards', async () => {
		const result = await run({ ...written, externalId: '', channel: channel(UNKNOWN) });

		const [{ end_user_id: id }] = await ada.people();
		expect(errorAt(result).message).toBe(`Ada has no custom channel "${UNKNOWN}"`);
		expect(errorAt(result).whatToDo).toContain(
			`The end user ${id} was created for it, and Ada deletes them after 24 hours`,
		);
	});

	test('is not known by a sensitive value in anything that comes out', async () => {
		await ada.fault({ kind: 'echo', pathPrefix: '/api/v2/end-users/', method: 'POST' });

		const { everything } = await run({ ...written, externalId: '' });

		expect(JSON.stringify(everything)).not.toContain('0042');
	});
});

describe('nobody of the ID', () => {
	test.each([
		{ endUser: byExternalId('nobody'), message: 'Nobody in Ada has the external ID "nobody"' },
		{ endUser: byAdaId(UNKNOWN), message: `Nobody in Ada has the Ada ID "${UNKNOWN}"` },
	])('is an error by default: $message', async ({ endUser, message }) => {
		const result = await run({ endUser });

		expect(errorAt(result)).toMatchObject({ message, outcome: 'notFound' });
		expect(await ada.conversations()).toEqual([]);
	});

	test.each([byExternalId('nobody'), byAdaId(UNKNOWN)])(
		'goes to the output Not Found if that is chosen (%j)',
		async (endUser) => {
			for (const unknownReference of ['notFound', 'badRequest'] as const) {
				await ada.switch({ unknownReference });
				const { json } = await run({ endUser, whenNotFound: 'output' }, { items: [{ row: 7 }] });
				expect(json).toEqual([[], [{ row: 7 }]]);
			}
		},
	);

	test('is skipped if that is chosen', async () => {
		const { json } = await run({ endUser: byAdaId(UNKNOWN), whenNotFound: 'skip' });

		expect(json[0]).toEqual([]);
	});

	test('is told as such where Ada removed the person since they were looked up', async () => {
		const [id] = await ada.seed({});
		await ada.remove(id);

		expect(errorAt(await run({ endUser: byAdaId(id) })).outcome).toBe('notFound');
	});
});

describe.each(['notFound', 'badRequest'] as const)('an unknown channel (%s)', (answer) => {
	test('is refused in words', async () => {
		await ada.switch({ unknownReference: answer });
		const [id] = await ada.seed({});

		const result = await run({ endUser: byAdaId(id), channel: channel(UNKNOWN) });

		const { message, whatToDo, outcome } = errorAt(result);
		expect(outcome).toBe('refused');
		expect(message).toBe(
			answer === 'notFound'
				? `Ada has no custom channel "${UNKNOWN}"`
				: 'Ada refused to start the conversation',
		);
		expect(whatToDo).toContain('Channel not found.');
	});
});

test("a channel of Ada's own is refused in words", async () => {
	const result = await run({ ...anonymous, channel: channel(NATIVE_CHAT) });

	expect(errorAt(result).message).toBe('Ada refused to start the conversation');
	expect(errorAt(result).whatToDo).toContain('custom channels only');
});

test('a second active conversation is refused in words, where Ada does not allow it', async () => {
	await ada.switch({ secondConversation: 'conflict' });
	const [id] = await ada.seed({});
	await run({ endUser: byAdaId(id) });

	const result = await run({ endUser: byAdaId(id) });

	expect(errorAt(result)).toMatchObject({
		message: 'The end user has an active conversation on this channel already',
		outcome: 'refused',
		httpStatus: 409,
	});
});

test.each([
	{ more: { channel: channel('={{ $json.channel }}') }, message: "'Channel' is empty" },
	{ more: { endUser: byExternalId() }, message: "'External ID' is empty" },
	{ more: { endUser: byAdaId('../../v2') }, message: "'Ada ID' has a character" },
])('$message is refused before anything is sent', async ({ more, message }) => {
	const result = await run({ endUser: byAdaId(UNKNOWN), ...more });

	expect(errorAt(result).message).toContain(message);
	expect(await ada.calls()).toEqual([]);
});

test.each([
	{ kind: 'lostAnswer' as const, conversations: 1 },
	{ kind: 'cut' as const, conversations: 0 },
	{ kind: 'status' as const, status: 503, conversations: 0 },
	{ kind: 'html' as const, status: 200, conversations: 0 },
])(
	'it is unknown whether a conversation was started after %j, and none is started twice',
	async ({ conversations, ...fault }) => {
		await ada.fault({ ...fault, method: 'POST' });

		const result = await run(anonymous);

		expect(errorAt(result).outcome).toBe('unknown');
		expect(errorAt(result).whatToDo).toContain(
			"Look at the agent's conversations in the Ada dashboard before running this item again",
		);
		expect(await ada.conversations()).toHaveLength(conversations);
	},
);

test('429 is waited for', async () => {
	await ada.fault({ kind: 'status', status: 429, method: 'POST' });

	const { json } = await run(anonymous);

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
});

test('an answer that is no conversation is unknown', async () => {
	await ada.fault({ kind: 'status', status: 201, body: '{}', method: 'POST' });

	const result = await run(anonymous);

	expect(errorAt(result)).toMatchObject({
		message: "Ada's answer is not a conversation",
		outcome: 'unknown',
	});
});

test('the input item can come out beside the answer', async () => {
	const { json } = await run(
		{ ...anonymous, options: { output: 'inputAndAnswer' } },
		{ items: [{ row: 7 }] },
	);

	expect(json[0]).toEqual([
		{ row: 7, ada: expect.objectContaining({ status: 'active' }) as unknown, outcome: 'created' },
	]);
});

test('the run says how many conversations running all items again would start anew', async () => {
	const { error } = await run(
		{ person: 'known', endUser: byExternalId() },
		{ items: [{ id: 'a<b' }], onError: 'stopWorkflow' },
	);
	expect(error?.message).toContain('[Item 0]');

	await ada.seed({ external_id: 'crm-1' });
	const stopped = await run(
		{ endUser: byExternalId() },
		{ items: [{ id: 'crm-1' }, { id: '' }], onError: 'stopWorkflow' },
	);
	expect(stopped.error?.description).toContain(
		'1 of 2 items done (1 created); nothing more was sent. Running all items again would start 1 conversation a second time',
	);
});
