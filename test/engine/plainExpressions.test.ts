import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { metadataRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
afterAll(() => ada.close());

const columns = fc.constantFrom(
	'name',
	'First Name',
	'size_2',
	'undefined',
	'toString',
	'größe',
	'',
);
const value = fc.oneof(
	fc.constantFrom(
		'Ana',
		' Zoë 🙂 ',
		'',
		'0',
		'={{ 1 + 1 }}',
		'{{ $json.name }}',
		'null',
		'[object Object]',
	),
	fc.constantFrom(0, -1, 12, 2.5, Number.NaN, true, false, null, undefined),
	fc.constantFrom([], ['a'], {}, { a: 1 }, new Date('2026-11-24T10:00:00Z')),
);
const item: fc.Arbitrary<IDataObject> = fc.dictionary(columns, value, { noNullPrototype: true });

/** One of the two ways in which a column is named, and what stands around it. */
interface Naming {
	isBracketed: boolean;
	quote: string;
	space: string;
	after: string;
}

const naming: fc.Arbitrary<Naming> = fc.record({
	isBracketed: fc.boolean(),
	quote: fc.constantFrom('"', "'"),
	space: fc.constantFrom('', ' ', '\n '),
	after: fc.constantFrom('', '', '', ' ', 'x', '{{ $json.name }}', '.length', ' ?? "none"'),
});

function named(column: string, { isBracketed, quote, space, after }: Naming): string {
	const isWord = /^[A-Za-z_]\w*$/.test(column);
	const path = isBracketed || !isWord ? `$json[${quote}${column}${quote}]` : `$json.${column}`;
	return after.startsWith('.') || after.startsWith(' ?')
		? `={{${space}${path}${after}${space}}}`
		: `={{${space}${path}${space}}}${after}`;
}

/** The same, in words that only n8n itself works out. */
function wrapped(expression: string): string {
	return expression.replace(/\{\{(\s*)/, '{{$1"" ? "" : ');
}

const form = fc.record({
	items: fc.array(item, { minLength: 1, maxLength: 3 }),
	fields: fc.array(fc.tuple(columns, naming), { minLength: 4, maxLength: 4 }),
	metadataInJson: fc.boolean(),
});

async function outcome(
	expressions: string[],
	items: IDataObject[],
	inJson: boolean,
): Promise<INodeExecutionData[][]> {
	const [externalId, firstName, email, tier] = expressions;
	const parameters: INodeParameters = {
		operation: 'create',
		externalId,
		profile: { firstName, lastName: 'Haddad', email },
		metadata: inJson ? { json: [{ json: tier }] } : { pairs: [metadataRow('tier', tier)] },
		options: { dryRun: true },
	};
	const run = await runEndUser({
		parameters,
		items,
		credential: ada.credential,
		onError: 'continueRegularOutput',
	});
	return run.outputs;
}

test('a column without a name stands in for no expression', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			externalId: '=crm-{{ $json.id }}',
			profile: { firstName: '={{ $json.name.trim() }}', lastName: "={{ $json[''] }}" },
		},
		items: [{ '': '0', id: '4711', name: ' Ana ' }],
	});

	expect(json[0]).toMatchObject([
		{ external_id: 'crm-4711', profile: { first_name: 'Ana', last_name: '0' } },
	]);
});

test('an expression that only names a column gives what n8n makes of it', async () => {
	await fc.assert(
		fc.asyncProperty(form, async ({ items, fields, metadataInJson }) => {
			const plain = fields.map(([column, how]) => named(column, how));
			const byColumns = await outcome(plain, items, metadataInJson);
			const byN8n = await outcome(plain.map(wrapped), items, metadataInJson);
			expect(byColumns).toEqual(byN8n);
		}),
		{ numRuns: 150 },
	);
});
