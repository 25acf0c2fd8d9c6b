import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { inJson, metadataRow, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const create = (parameters: INodeParameters): INodeParameters => ({
	operation: 'create',
	externalId: 'crm-1',
	...parameters,
});

/** The fields Metadata and Sensitive Metadata obey the same rules for values. */
const fields = [
	{
		field: 'Metadata',
		row: (value: string, type: string) => ({
			metadata: { pairs: [metadataRow('key', value, type)] },
		}),
		json: (json: string) => ({ metadata: inJson(json) }),
		arrived: async () => (await ada.people())[0].profile.metadata.key,
	},
	{
		field: 'Sensitive Metadata',
		row: (value: string, type: string) => ({
			sensitiveMetadata: { pairs: [sensitiveRow('key', value, type)] },
		}),
		json: (json: string) => ({ sensitiveMetadata: inJson(json) }),
		arrived: async () => {
			const [{ sensitive }] = await ada.people();
			return 'key' in sensitive ? sensitive.key.value : undefined;
		},
	},
];

const rowsThatFit = [
	{ what: 'a text', type: 'string', value: 'gold', arrives: 'gold' },
	{ what: 'a text without the spaces around it', type: 'string', value: ' a b\n', arrives: 'a b' },
	{ what: 'a number as text', type: 'string', value: 1.5, arrives: '1.5' },
	{ what: 'a boolean as text', type: 'string', value: true, arrives: 'true' },
	{ what: 'a whole number', type: 'integer', value: 12, arrives: 12 },
	{ what: 'a whole number that came as text', type: 'integer', value: ' -12 ', arrives: -12 },
	{ what: 'zero', type: 'integer', value: 0, arrives: 0 },
	{ what: 'decimals that are all zero', type: 'integer', value: '12.00', arrives: 12 },
	{ what: 'the largest whole number', type: 'integer', value: 2 ** 53 - 1, arrives: 2 ** 53 - 1 },
	{ what: 'true', type: 'boolean', value: true, arrives: true },
	{ what: 'false', type: 'boolean', value: false, arrives: false },
	{ what: 'TRUE as a word', type: 'boolean', value: 'TRUE', arrives: true },
	{ what: 'no as a word', type: 'boolean', value: 'no', arrives: false },
	{ what: '1 as a boolean', type: 'boolean', value: 1, arrives: true },
	{ what: '0 as a boolean', type: 'boolean', value: 0, arrives: false },
	{ what: 'no key for null', type: 'string', value: null, arrives: undefined },
	{ what: 'no key for an empty text', type: 'integer', value: '', arrives: undefined },
	{ what: 'no key for spaces', type: 'boolean', value: '  ', arrives: undefined },
	{ what: 'no key for a missing column', type: 'string', value: undefined, arrives: undefined },
];

const rowsThatDoNot = [
	{ what: '1.5 as whole number', type: 'integer', value: 1.5, wayOut: 'Math.round' },
	{ what: '1e21 as whole number', type: 'integer', value: 1e21, wayOut: 'type Text' },
	{ what: 'an integer beyond 2^53', type: 'integer', value: '9007199254740993', wayOut: 'Text' },
	{ what: 'hexadecimal', type: 'integer', value: '0x10', wayOut: 'type Text' },
	{ what: 'a word as whole number', type: 'integer', value: 'twelve', wayOut: 'type Text' },
	{ what: 'true as whole number', type: 'integer', value: true, wayOut: 'type Text' },
	{ what: 'a word as boolean', type: 'boolean', value: 'perhaps', wayOut: 'true or false' },
	{ what: '2 as boolean', type: 'boolean', value: 2, wayOut: 'true or false' },
	{ what: 'constructor as boolean', type: 'boolean', value: 'constructor', wayOut: 'true or' },
	{ what: 'a list as text', type: 'string', value: ['a'], wayOut: 'single value' },
	{ what: 'an object as text', type: 'string', value: { a: 1 }, wayOut: 'single value' },
];

const jsonThatFits = [
	{ what: 'a text', json: '{"key": " gold "}', arrives: 'gold' },
	{ what: 'a whole number', json: '{"key": 12}', arrives: 12 },
	{ what: 'false', json: '{"key": false}', arrives: false },
	{ what: 'an object by expression', json: '={{ { key: $json.value } }}', arrives: 'gold' },
	{ what: 'text by expression', json: '={{ JSON.stringify({ key: 12 }) }}', arrives: 12 },
	{ what: 'no key for null on a new person', json: '{"key": null}', arrives: undefined },
	{ what: 'no key for an empty text', json: '{"key": ""}', arrives: undefined },
	{ what: 'no key for spaces', json: '{"key": "  "}', arrives: undefined },
	{ what: 'nothing for an empty object', json: '{}', arrives: undefined },
	{ what: 'nothing for no text at all', json: '', arrives: undefined },
	{ what: 'nothing for an expression of null', json: '={{ null }}', arrives: undefined },
];

const jsonThatDoesNot = [
	{ what: 'decimals', json: '{"key": 1.5}', rule: 'whole number', wayOut: 'String' },
	{ what: 'unsafe integers', json: '{"key": 9007199254740993}', rule: 'whole', wayOut: 'String' },
	{ what: 'lists', json: '{"key": ["a"]}', rule: 'a list', wayOut: 'join' },
	{ what: 'objects', json: '{"key": {"a": 1}}', rule: 'an object', wayOut: 'Send a text' },
	{ what: 'a list of objects', json: '[{"key": "a"}]', rule: 'not an object', wayOut: 'Write it' },
	{ what: 'a bare text', json: '"gold"', rule: 'not an object', wayOut: 'Write it like' },
	{ what: 'what is no JSON', json: '{key: gold}', rule: 'not an object', wayOut: 'Write it like' },
	{ what: 'a number by expression', json: '={{ 12 }}', rule: 'not an object', wayOut: 'Write it' },
];

describe.each(fields)('$field', ({ field, row, json: withJson, arrived }) => {
	test.each(rowsThatFit)('takes from a row $what', async ({ type, value, arrives }) => {
		const { error } = await runEndUser({
			credential: ada.credential,
			parameters: create(row('={{ $json.value }}', type)),
			items: [{ value }],
		});

		expect(error).toBeUndefined();
		expect(await arrived()).toBe(arrives);
	});

	test.each(rowsThatDoNot)('refuses in a row $what', async ({ type, value, wayOut }) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: create(row('={{ $json.value }}', type)),
			items: [{ value }],
			onError: 'continueRegularOutput',
		});

		const { message, whatToDo, outcome } = errorAt(result);
		expect(message).toContain(`'${field}`);
		expect(message).toContain('key');
		expect(whatToDo).toContain(wayOut);
		expect(outcome).toBe('refused');
		expect(await ada.calls()).toEqual([]);
	});

	test.each(jsonThatFits)('takes from JSON $what', async ({ json, arrives }) => {
		const { error } = await runEndUser({
			credential: ada.credential,
			parameters: create(withJson(json)),
			items: [{ value: 'gold' }],
		});

		expect(error).toBeUndefined();
		expect(await arrived()).toBe(arrives);
	});

	test.each(jsonThatDoesNot)('refuses in JSON $what', async ({ json, rule, wayOut }) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: create(withJson(json)),
			onError: 'continueRegularOutput',
		});

		const { message, whatToDo, outcome } = errorAt(result);
		expect(message).toContain(`'${field}'`);
		expect(message).toContain(rule);
		expect(whatToDo).toContain(wayOut);
		expect(outcome).toBe('refused');
		expect(await ada.calls()).toEqual([]);
	});
});

test('a key may be chosen from the list or typed, and rows and JSON add up', async () => {
	await runEndUser({
		credential: ada.credential,
		parameters: create({
			metadata: {
				pairs: [
					{ key: { __rl: true, mode: 'list', value: 'tier' }, type: 'string', value: 'gold' },
					metadataRow(' seats ', '12', 'integer'),
				],
				json: [{ json: '{"beta": true}' }, { json: '{"region": "eu"}' }],
			},
		}),
	});

	const [{ profile }] = await ada.people();
	expect(profile.metadata).toEqual({ tier: 'gold', seats: 12, beta: true, region: 'eu' });
});

test.each([
	{
		what: 'twice in rows',
		metadata: { pairs: [metadataRow('tier', 'a'), metadataRow('tier', 'b')] },
	},
	{
		what: 'in a row and in JSON',
		metadata: { pairs: [metadataRow('tier', 'a')], ...inJson('{"tier": "b"}') },
	},
	{
		what: 'in two JSON objects',
		metadata: { json: [{ json: '{"tier": "a"}' }, { json: '{"tier": null}' }] },
	},
])('refuses a key that is named $what', async ({ metadata }) => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: create({ metadata }),
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result).message).toBe('\'Metadata\' names the key "tier" twice');
	expect(errorAt(result).whatToDo).toContain('Keep one of the two');
	expect(await ada.calls()).toEqual([]);
});

test('refuses a row with a value but without a key, and overlooks a row without both', async () => {
	const rows = [metadataRow('', ''), metadataRow(' ', '={{ $json.value }}')];
	const result = await runEndUser({
		credential: ada.credential,
		parameters: create({ metadata: { pairs: rows } }),
		items: [{ value: 'gold' }, { value: '' }],
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result).message).toContain("'Metadata' has a row with a value but without a key");
	expect(errorAt(result).whatToDo).toContain('remove the row');
	expect(result.json[0][1]).toMatchObject({ outcome: 'created' });
});

describe('the 10 KB of metadata', () => {
	/** JSON of exactly so many bytes: `{"key":"…"}`. */
	const metadataOf = (bytes: number, letter = 'x') => {
		const length = (bytes - '{"key":""}'.length) / Buffer.byteLength(letter);
		return { key: letter.repeat(length) };
	};

	test.each([
		{ what: 'exactly 10 KB', value: metadataOf(10_240) },
		{ what: 'exactly 10 KB of two-byte letters', value: metadataOf(10_240, 'é') },
	])('are sent: $what', async ({ value }) => {
		const { json } = await runEndUser({
			credential: ada.credential,
			parameters: create({ metadata: inJson('={{ $json.value }}') }),
			items: [{ value }],
		});

		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
	});

	test.each([
		{ what: 'one byte more', value: metadataOf(10_241) },
		{ what: 'one two-byte letter more', value: metadataOf(10_242, 'é') },
	])('are all: $what is refused', async ({ value }) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: create({ metadata: inJson('={{ $json.value }}') }),
			items: [{ value }],
			onError: 'continueRegularOutput',
		});

		const { message, whatToDo } = errorAt(result);
		expect(message).toBe("'Metadata' has 11 KB, and Ada keeps at most 10 KB for one person");
		expect(whatToDo).toBe('Send fewer or shorter values');
		expect(await ada.calls()).toEqual([]);
	});

	test('that only the whole person exceeds are refused in Ada’s words', async () => {
		await ada.seed({ external_id: 'crm-1', profile: { metadata: { old: 'x'.repeat(6_000) } } });

		const result = await runEndUser({
			credential: ada.credential,
			parameters: {
				operation: 'update',
				endUser: { __rl: true, mode: 'externalId', value: 'crm-1' },
				metadata: { pairs: [metadataRow('new', 'y'.repeat(6_000))] },
			},
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: 400 });
		expect(errorAt(result).whatToDo).toContain('Metadata exceeds the maximum size of 10 KB.');
	});
});

describe('Sensitive Metadata', () => {
	const pairs = (count: number) =>
		Array.from({ length: count }, (_, index) => sensitiveRow(`key_${index}`, `value-${index}`));

	test('goes out with 20 pairs, and the output counts them', async () => {
		const { json } = await runEndUser({
			credential: ada.credential,
			parameters: create({ sensitiveMetadata: { pairs: pairs(20) } }),
		});

		expect(json[0]).toEqual([
			expect.objectContaining({ outcome: 'created', sensitiveFieldsSent: 20 }),
		]);
		const [{ sensitive }] = await ada.people();
		expect(Object.keys(sensitive)).toHaveLength(20);
	});

	test('is refused with 21 pairs, those of the JSON included', async () => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: create({ sensitiveMetadata: { pairs: pairs(20), ...inJson('{"pin": 1234}') } }),
			onError: 'continueRegularOutput',
		});

		const { message, whatToDo } = errorAt(result);
		expect(message).toBe("'Sensitive Metadata' has 21 keys, and Ada takes at most 20 at a time");
		expect(whatToDo).toContain('second node');
		expect(await ada.calls()).toEqual([]);
	});

	test.each(['a key', 'a.key', 'schlüssel', 'key!', '$key', 'a/b'])(
		'is refused with the key %s',
		async (key) => {
			const result = await runEndUser({
				credential: ada.credential,
				parameters: create({ sensitiveMetadata: inJson('={{ { [$json.key]: "hidden-1" } }}') }),
				items: [{ key }],
				onError: 'continueRegularOutput',
			});

			const { message, whatToDo } = errorAt(result);
			expect(message).toContain(`'Sensitive Metadata' key "${key}"`);
			expect(whatToDo).toContain('letters, digits, hyphens and underscores');
			expect(await ada.calls()).toEqual([]);
		},
	);

	test('is refused where Metadata names the same key', async () => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: create({
				metadata: { pairs: [metadataRow('token', 'a')] },
				sensitiveMetadata: { pairs: [sensitiveRow('token', 'b')] },
			}),
			onError: 'continueRegularOutput',
		});

		const { message, whatToDo } = errorAt(result);
		expect(message).toBe("The key \"token\" stands in both 'Metadata' and 'Sensitive Metadata'");
		expect(whatToDo).toContain('remove it from the other');
		expect(await ada.calls()).toEqual([]);
	});
});
