import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { start, UNKNOWN, within } from './conversationForms';
import type { RunOptions } from './engine';
import { runConversation } from './engine';
import { inJson } from './forms';
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
	parameters: INodeParameters,
	items: IDataObject[],
	options: Partial<RunOptions> = {},
) {
	return await runConversation({
		credential: ada.credential,
		parameters,
		items,
		onError: 'continueRegularOutput',
		...options,
	});
}

/** The ID of a new conversation. */
async function conversation(metadata: object = {}): Promise<string> {
	await runConversation({
		credential: ada.credential,
		parameters: start({
			person: 'anonymous',
			conversationMetadata: inJson(JSON.stringify(metadata)),
		}),
	});
	await ada.forgetRequests();
	return (await ada.conversations()).slice(-1)[0].id;
}

const operations = ['end', 'endHandoff', 'get', 'update'] as const;
const change = { conversationMetadata: inJson('{ "case": "C-9" }') };

describe.each(operations)('%s', (operation) => {
	const parameters = within(operation, operation === 'update' ? change : {});

	test.each(['notFound', 'badRequest'] as const)(
		'sends a conversation that Ada does not have to the output Not Found, if chosen (%s)',
		async (malformedId) => {
			await ada.switch({ malformedId });
			const items = [{ id: UNKNOWN }, { id: 'nothing' }];

			const { json, error } = await run({ ...parameters, whenNotFound: 'output' }, items);

			expect(error).toBeUndefined();
			expect(json).toEqual([[], items]);
		},
	);

	test('says in words that Ada does not have a conversation', async () => {
		const result = await run({ ...parameters, whenNotFound: 'error' }, [{ id: UNKNOWN }]);

		expect(errorAt(result)).toMatchObject({
			message: `Ada has no conversation "${UNKNOWN}"`,
			outcome: 'notFound',
		});
	});

	test('skips a conversation that Ada does not have, if chosen', async () => {
		const { json } = await run({ ...parameters, whenNotFound: 'skip' }, [{ id: UNKNOWN }]);

		expect(json[0]).toEqual([]);
	});

	test.each(['', 'a/b', '..', 'email'])('refuses the ID "%s" before sending', async (id) => {
		const result = await run(parameters, [{ id }]);

		expect(errorAt(result).outcome).toBe('refused');
		expect(await ada.calls()).toEqual([]);
	});

	test('does again what got no answer, to the same effect', async () => {
		const id = await conversation();
		await ada.startHandoff(id, 'helpdesk');
		await ada.fault({ kind: 'lostAnswer' });

		const { json } = await run(parameters, [{ id }]);

		const outcomes = { end: 'ended', endHandoff: 'ended', get: 'found', update: 'updated' };
		expect(json[0]).toEqual([expect.objectContaining({ outcome: outcomes[operation] })]);
	});

	test('has both outputs in the form, and only with that choice', async () => {
		const id = await conversation();
		await ada.startHandoff(id, 'helpdesk');

		const { outputs } = await run({ ...parameters, whenNotFound: 'output' }, [{ id }]);
		expect(outputs.map(({ length }) => length)).toEqual([1, 0]);
	});
});

describe('get', () => {
	test('gives the conversation as Ada has it', async () => {
		const id = await conversation({ case: 'C-9', score: 4.5 });

		const { json } = await run(within('get'), [{ id }]);

		expect(json[0]).toEqual([
			expect.objectContaining({
				id,
				status: 'active',
				metadata: { case: 'C-9', score: 4.5 },
				outcome: 'found',
			}),
		]);
		expect(await ada.calls()).toEqual([`GET /api/v2/conversations/${id}/`]);
	});

	test('says that a conversation has ended', async () => {
		const id = await conversation();
		await ada.expireConversation(id);

		const { json } = await run(within('get'), [{ id }]);

		expect(json[0][0].status).toBe('ended');
	});
});

describe('update', () => {
	test('sets and removes what is named, and leaves the rest', async () => {
		const id = await conversation({ case: 'C-1', obsolete: true, kept: 1 });

		const { json } = await run(
			within('update', {
				conversationMetadata: {
					pairs: [{ key: 'case', type: 'string', value: 'C-9' }],
					json: [{ json: '{ "gone": null, "score": 4.5 }' }],
				},
				options: { removeMetadata: 'obsolete' },
			}),
			[{ id }],
		);

		expect(json[0]).toEqual([
			expect.objectContaining({
				metadata: { case: 'C-9', score: 4.5, kept: 1 },
				outcome: 'updated',
			}),
		]);
		const [{ body }] = await ada.requests();
		expect(body).toEqual({ metadata: { case: 'C-9', gone: null, score: 4.5, obsolete: null } });
	});

	test('changes nothing where all values come out empty', async () => {
		const id = await conversation({ case: 'C-1' });

		const { json } = await run(
			within('update', {
				conversationMetadata: {
					pairs: [{ key: 'case', type: 'string', value: '={{ $json.no }}' }],
				},
			}),
			[{ id }],
		);

		expect(json[0]).toEqual([
			expect.objectContaining({ metadata: { case: 'C-1' }, outcome: 'unchanged' }),
		]);
		expect(await ada.calls()).toEqual([`GET /api/v2/conversations/${id}/`]);
	});

	test('refuses a key that is set and removed at once', async () => {
		const result = await run(within('update', { ...change, options: { removeMetadata: 'case' } }), [
			{ id: UNKNOWN },
		]);

		expect(errorAt(result).message).toContain('The key "case" has a value in the form');
		expect(await ada.calls()).toEqual([]);
	});

	test('says so where the metadata becomes larger than Ada keeps', async () => {
		const id = await conversation({ notes: 'x'.repeat(3000) });

		const result = await run(
			within('update', { conversationMetadata: inJson(`{ "more": "${'x'.repeat(2000)}" }`) }),
			[{ id }],
		);

		expect(errorAt(result)).toMatchObject({
			message: 'Ada refused to update the conversation',
			outcome: 'refused',
			httpStatus: 400,
		});
		expect(errorAt(result).whatToDo).toContain('4 KB');
	});
});

describe('end', () => {
	test('ends a conversation without a body', async () => {
		const id = await conversation();

		const { json } = await run(within('end'), [{ id }]);

		expect(json[0]).toEqual([
			{ conversation_id: id, message: 'Conversation ended successfully.', outcome: 'ended' },
		]);
		expect((await ada.requests()).map(({ method, path, body }) => [method, path, body])).toEqual([
			['POST', `/api/v2/conversations/${id}/end/`, null],
		]);
		expect((await ada.conversations())[0].status).toBe('ended');
	});

	test('leaves one that had ended as it is (refused)', async () => {
		const id = await conversation();
		await ada.expireConversation(id);

		const { json } = await run(within('end'), [{ id }]);

		expect(json[0]).toEqual([{ conversation_id: id, outcome: 'unchanged' }]);
		expect((await ada.conversations())[0].ended_by).toEqual({ id: null, role: 'system' });
	});

	test('leaves one that had ended as it is (repeated)', async () => {
		await ada.switch({ endTwice: 'repeated' });
		const id = await conversation();
		await ada.expireConversation(id);

		const { json } = await run(within('end'), [{ id }]);

		expect(json[0]).toEqual([expect.objectContaining({ conversation_id: id, outcome: 'ended' })]);
	});

	test('passes on what Ada refuses for another reason', async () => {
		const id = await conversation();
		await ada.fault({ kind: 'status', status: 400 });

		const result = await run(within('end'), [{ id }]);

		expect(errorAt(result)).toMatchObject({
			message: 'Ada refused to end the conversation',
			outcome: 'refused',
		});
	});
});

describe('endHandoff', () => {
	test('gives the conversation back to the AI Agent', async () => {
		const id = await conversation();
		await ada.startHandoff(id, 'helpdesk');

		const { json } = await run(within('endHandoff'), [{ id }]);

		expect(json[0]).toEqual([
			{ conversation_id: id, message: 'Handoff ended successfully.', outcome: 'ended' },
		]);
		expect((await ada.conversations())[0]).toMatchObject({
			status: 'active',
			handoff_integration: null,
		});
	});

	test('is refused in words where there is no handoff', async () => {
		const id = await conversation();

		const result = await run(within('endHandoff'), [{ id }]);

		expect(errorAt(result)).toMatchObject({
			message: 'The conversation is not in a handoff',
			outcome: 'refused',
			httpStatus: 422,
		});
		expect(errorAt(result).whatToDo).toContain('There is nothing to end');
	});
});
