import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const operations: Record<string, INodeParameters> = {
	get: { operation: 'get', endUser: byExternalId(), whenNotFound: 'error' },
	create: { operation: 'create', externalId: '={{ $json.id }}' },
	update: { operation: 'update', endUser: byExternalId() },
};

const sent = [
	{ what: 'of 36 characters', id: 'x'.repeat(36) },
	{ what: 'of 36 emoji, which are 72 UTF-16 units', id: '🦊'.repeat(36) },
	{ what: 'that is a UUID', id: '7f3a9c51-e2b4-4d6f-8a90-1b2c3d4e5f60' },
	{ what: 'with signs that a URL gives a meaning', id: '+1 415/555&0100?#%' },
	{ what: 'with spaces around it, without them', id: '  crm-1\t\n', arrives: 'crm-1' },
	{ what: 'that is a number, as text', id: 4711, arrives: '4711' },
	{ what: 'that is 0, as text', id: 0, arrives: '0' },
	{ what: 'that holds one of Node.js’ error codes', id: 'superperm-EPERM' },
];

const refused = [
	{ what: 'of 37 characters', id: 'x'.repeat(37), rule: 'at most 36', wayOut: 'UUID' },
	{ what: 'of 37 emoji', id: '🦊'.repeat(37), rule: '37 characters', wayOut: 'UUID' },
	{ what: 'with <', id: 'a<b', rule: '< or >', wayOut: 'Remove the angle brackets' },
	{ what: 'with >', id: 'a>b', rule: '< or >', wayOut: 'Remove the angle brackets' },
	{ what: 'that is an object', id: { a: 1 }, rule: 'an object', wayOut: 'JSON.stringify' },
	{ what: 'that is a list', id: ['a'], rule: 'a list', wayOut: 'Drag a single value' },
	{ what: 'that the item does not have', id: undefined, rule: 'empty', wayOut: 'column' },
	{ what: 'that is null', id: null, rule: 'empty', wayOut: 'column' },
	{ what: 'that is an empty text', id: '', rule: 'empty', wayOut: 'filter out items' },
	{ what: 'of nothing but spaces', id: ' \t\n', rule: 'empty', wayOut: 'filter out items' },
];

describe.each(Object.keys(operations))('the operation %s', (operation) => {
	test.each(sent)('sends an external ID $what', async ({ id, arrives = id }) => {
		await ada.seed({ external_id: String(arrives) });
		await ada.forgetRequests();

		const { json, error } = await runEndUser({
			credential: ada.credential,
			parameters: operations[operation],
			items: [{ id }],
		});

		expect(error).toBeUndefined();
		expect(json[0]).toEqual([expect.objectContaining({ external_id: arrives })]);
		const [{ query, body }] = await ada.requests();
		if (operation === 'create') expect(body).toMatchObject({ external_id: arrives });
		else expect(query).toEqual({ external_id: arrives });
	});

	test.each(refused)(
		'refuses an external ID $what, and sends nothing',
		async ({ id, rule, wayOut }) => {
			const result = await runEndUser({
				credential: ada.credential,
				parameters: operations[operation],
				items: [{ id }],
				onError: 'continueRegularOutput',
			});

			const { message, whatToDo, outcome } = errorAt(result);
			expect(message).toContain("'External ID'");
			expect(message).toContain(rule);
			expect(whatToDo).toContain(wayOut);
			expect(outcome).toBe('refused');
			expect(await ada.calls()).toEqual([]);
		},
	);
});

test('a second spelling of an ID is refused, after the first went through', async () => {
	const [id] = await ada.seed({ external_id: 'ABC-1' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: operations.get,
		items: [{ id: 'ABC-1' }, { id: 'abc-1' }, { id: 'ABC-1' }, { id: 'Abc-1' }],
		onError: 'continueRegularOutput',
	});

	expect(result.json[0][0]).toMatchObject({ end_user_id: id, outcome: 'found' });
	const { message, whatToDo, outcome } = errorAt(result, 1);
	expect(message).toContain('"abc-1" differs from "ABC-1"');
	expect(whatToDo).toContain("'Allow Case Variants'");
	expect(outcome).toBe('refused');
	expect(result.json[0][2]).toMatchObject({ end_user_id: id, outcome: 'found' });
	expect(errorAt(result, 3).message).toContain('"Abc-1" differs from "ABC-1"');
	expect(await ada.calls()).toHaveLength(2);
});

test.each(['create', 'update'])('%s refuses a second spelling, too', async (operation) => {
	await ada.seed({ external_id: 'ABC-1' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: operations[operation],
		items: [{ id: 'ABC-1' }, { id: 'abc-1' }],
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result, 1).message).toContain('differs from "ABC-1"');
	expect(await ada.calls()).toHaveLength(1);
});

test('the option lets spellings differ, and each item keeps its own', async () => {
	await ada.seed({ external_id: 'ABC-1' });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { ...operations.get, options: { allowCaseVariants: true } },
		items: [{ id: 'ABC-1' }, { id: 'abc-1' }],
	});

	expect(json[0].map(({ external_id }) => external_id)).toEqual(['ABC-1', 'abc-1']);
});

test('two runs may spell an ID differently', async () => {
	await ada.seed({ external_id: 'ABC-1' });

	for (const id of ['ABC-1', 'abc-1']) {
		const { json } = await runEndUser({
			credential: ada.credential,
			parameters: operations.get,
			items: [{ id }],
		});
		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	}
});
