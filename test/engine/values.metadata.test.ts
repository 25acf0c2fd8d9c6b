import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Fate, Fates, ValueName } from './fates';
import {
	EMPTY,
	LEFT_ALONE,
	VALUE_NAMES,
	all,
	at,
	expressionOf,
	fateOf,
	itemWith,
	refused,
	sent,
	textFates,
} from './fates';
import { runEndUser } from './engine';
import { byExternalId, inJson, metadataRow, sensitiveRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start({ variables: [{ id: '1', name: 'key' }] });
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({
		external_id: 'p',
		profile: { email: 'old@example.org', metadata: { key: 'old', a: 'old', other: 'kept' } },
	});
});
afterAll(() => ada.close());

const operations: Record<string, INodeParameters> = {
	create: { operation: 'create', externalId: 'new' },
	update: { operation: 'update', endUser: byExternalId('p') },
	createOrUpdate: { operation: 'createOrUpdate', externalId: 'p' },
};

/** A way to give metadata, and what becomes of each value in it. */
interface Kind {
	/** `expression` is without its braces. */
	form: (expression: string) => INodeParameters;
	/** The column of the input item that holds the value. */
	column?: string;
	read: (body: unknown) => unknown;
	fates: Fates;
	/** With the option Empty Values: Clear. */
	ofEmptyCleared: Fate;
	/** Whether the value is a part of one expression: n8n gives nothing for the whole, no key at all. */
	isPart?: boolean;
}

const removed = sent(null);

const plain = (body: unknown): unknown => at(body, 'profile', 'metadata');
const sensitive = (body: unknown): unknown => at(body, 'profile', 'sensitive_metadata', 'fields');
const key = (body: unknown): unknown => at(body, 'key');

const DATE = '2026-11-23T10:00:00.000Z';

/** The values that a text takes, but not a row of another type. */
const texts = [
	'the number 12',
	'the text 12',
	'a number with decimals',
	'true',
	'a date as text',
	'a DateTime',
	'a Date of a database',
	'accents and an emoji',
] as const satisfies ValueName[];

const allTexts = (fate: Fate): Partial<Fates> =>
	Object.fromEntries(texts.map((name) => [name, fate]));

/** The fates of a row of Whole Number. */
function wholeNumbers(label: string): Fates {
	return {
		...textFates(`${label}: key`),
		...allTexts(refused(`'${label}' key "key" is not a whole number`)),
		'the number 0': sent(0),
		'the number 12': sent(12),
		'the text 12': sent(12),
	};
}

/** The fates of a row of Boolean. */
function booleans(label: string): Fates {
	return {
		...textFates(`${label}: key`),
		...allTexts(refused(`'${label}' key "key" is neither true nor false`)),
		'the number 0': sent(false),
		true: sent(true),
	};
}

/** The fates of a value under a key: in JSON, or in a column. */
function valuesOfKey(label: string, ofNull: Fate): Fates {
	const noWhole = refused(`'${label}' key "key" is not a whole number`);
	return {
		...textFates(`${label}: key`),
		null: ofNull,
		'the number 0': sent(0),
		'the number 12': sent(12),
		'a number with decimals': noWhole,
		'a calculation with a missing number': noWhole,
		true: sent(true),
		'an object': refused(`'${label}' key "key" holds an object, which Ada does not keep`),
		'a list': refused(`'${label}' key "key" holds a list, which Ada does not keep`),
	};
}

/** The fates of what stands in place of the JSON. */
function jsons(label: string): Fates {
	const empty = all(LEFT_ALONE);
	return {
		...all(
			refused(`The JSON in '${label}' is not an object, that is keys and values in curly braces`),
		),
		...Object.fromEntries(EMPTY.map((name) => [name, empty[name]])),
		'an object': sent({ a: 1 }),
	};
}

const mapped = (value: INodeParameters): INodeParameters => ({
	fieldsFrom: 'columns',
	columns: { mappingMode: 'defineBelow', value },
});

const byName: INodeParameters = {
	fieldsFrom: 'columns',
	columns: { mappingMode: 'autoMapInputData', value: null },
};

/** An item's column holds a value, and no expression: what only an expression gives is not there. */
function inColumn(fates: Fates): Fates {
	return {
		...fates,
		'a calculation with a missing number': LEFT_ALONE,
		'a DateTime': LEFT_ALONE,
		'a date that does not exist': LEFT_ALONE,
		'an object within a text': fates['an object'],
	};
}

const kinds: Record<string, Kind> = {
	'Metadata, a row of Text': {
		form: (value) => ({ metadata: { pairs: [metadataRow('key', `={{ ${value} }}`)] } }),
		read: (body) => key(plain(body)),
		fates: textFates('Metadata: key'),
		ofEmptyCleared: removed,
	},
	'Metadata, a row of Whole Number': {
		form: (value) => ({ metadata: { pairs: [metadataRow('key', `={{ ${value} }}`, 'integer')] } }),
		read: (body) => key(plain(body)),
		fates: wholeNumbers('Metadata'),
		ofEmptyCleared: removed,
	},
	'Metadata, a row of Boolean': {
		form: (value) => ({ metadata: { pairs: [metadataRow('key', `={{ ${value} }}`, 'boolean')] } }),
		read: (body) => key(plain(body)),
		fates: booleans('Metadata'),
		ofEmptyCleared: removed,
	},
	'Metadata, all of the JSON': {
		form: (value) => ({ metadata: inJson(`={{ ${value} }}`) }),
		read: plain,
		fates: jsons('Metadata'),
		ofEmptyCleared: LEFT_ALONE,
	},
	'Metadata, a value in the JSON': {
		form: (value) => ({ metadata: inJson(`={{ { key: ${value} } }}`) }),
		read: (body) => key(plain(body)),
		fates: valuesOfKey('Metadata', removed),
		ofEmptyCleared: removed,
		isPart: true,
	},
	'Sensitive Metadata, a row of Text': {
		form: (value) => ({ sensitiveMetadata: { pairs: [sensitiveRow('key', `={{ ${value} }}`)] } }),
		read: (body) => key(sensitive(body)),
		fates: textFates('Sensitive Metadata: key'),
		ofEmptyCleared: removed,
	},
	'Sensitive Metadata, a row of Whole Number': {
		form: (value) => ({
			sensitiveMetadata: { pairs: [sensitiveRow('key', `={{ ${value} }}`, 'integer')] },
		}),
		read: (body) => key(sensitive(body)),
		fates: wholeNumbers('Sensitive Metadata'),
		ofEmptyCleared: removed,
	},
	'Sensitive Metadata, all of the JSON': {
		form: (value) => ({ sensitiveMetadata: inJson(`={{ ${value} }}`) }),
		read: sensitive,
		fates: jsons('Sensitive Metadata'),
		ofEmptyCleared: LEFT_ALONE,
	},
	'Sensitive Metadata, a value in the JSON': {
		form: (value) => ({ sensitiveMetadata: inJson(`={{ { key: ${value} } }}`) }),
		read: (body) => key(sensitive(body)),
		fates: valuesOfKey('Sensitive Metadata', removed),
		ofEmptyCleared: removed,
		isPart: true,
	},
	'a column mapped by hand to metadata': {
		form: (value) => mapped({ 'metadata.key': `={{ ${value} }}` }),
		read: (body) => key(plain(body)),
		fates: valuesOfKey('Metadata', LEFT_ALONE),
		ofEmptyCleared: removed,
	},
	'a column mapped by name to metadata': {
		form: () => byName,
		column: 'Key',
		read: (body) => key(plain(body)),
		fates: inColumn(valuesOfKey('Metadata', LEFT_ALONE)),
		ofEmptyCleared: removed,
	},
	'a column mapped by name to a profile field': {
		form: () => byName,
		column: 'E-Mail',
		read: (body) => at(body, 'profile', 'email'),
		fates: inColumn(textFates('Email')),
		ofEmptyCleared: removed,
	},
};

/** A new person has nothing to remove. */
const onCreate = (fate: Fate): Fate =>
	typeof fate === 'object' && 'sent' in fate && fate.sent === null ? LEFT_ALONE : fate;

describe.each(Object.keys(kinds))('%s', (name) => {
	const { form, column, read, fates, ofEmptyCleared, isPart } = kinds[name];
	const fate = async (parameters: INodeParameters, item: IDataObject) =>
		await fateOf(ada, parameters, item, ({ body }) => read(body));

	describe.each(Object.keys(operations))('%s', (operation) => {
		test.each(VALUE_NAMES)('%s', async (value) => {
			const filled = { ...operations[operation], ...form(expressionOf(value)) };
			const expected = fates[value];

			expect(await fate(filled, itemWith(value, column))).toEqual(
				operation === 'create' ? onCreate(expected) : expected,
			);
		});
	});

	describe.each(['update', 'createOrUpdate'])('%s with Empty Values: Clear', (operation) => {
		test.each(EMPTY)('%s', async (value) => {
			const options = { emptyValues: 'clear' };
			const filled = { ...operations[operation], ...form(expressionOf(value)), options };
			// A column that the item does not have is not empty, it is not named.
			const isNamed = column
				? Object.keys(itemWith(value)).length > 0
				: !isPart || value !== 'an expression with missing parts';

			expect(await fate(filled, itemWith(value, column))).toEqual(
				isNamed ? ofEmptyCleared : LEFT_ALONE,
			);
		});
	});
});

describe.each(['keep', 'clear'])('with Empty Values: %s', (emptyValues) => {
	test('what was left blank in the mapping is not touched, although the editor keeps it as null', async () => {
		const blank = mapped({ email: null, first_name: '', 'metadata.key': null, language: null });
		const filled = { ...operations.update, ...blank, options: { emptyValues } };

		expect(await fateOf(ada, filled, {}, ({ body }) => body ?? undefined)).toBe(LEFT_ALONE);
	});

	test('a person who is created gets nothing for what is empty', async () => {
		const filled = {
			operation: 'createOrUpdate',
			externalId: 'new',
			profile: { firstName: '={{ $json.value }}' },
			metadata: { pairs: [metadataRow('key', '={{ $json.value }}')] },
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '={{ $json.value }}')] },
			options: { emptyValues },
		};

		const body = sent({ external_id: 'new', profile: {} });
		expect(
			await fateOf(ada, filled, { value: '' }, (request) => request.body ?? undefined),
		).toEqual(body);
	});
});

test('a date that is sent as sensitive does not come out with the input item', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			...operations.create,
			sensitiveMetadata: { pairs: [sensitiveRow('born', '={{ $json.born }}')] },
			options: { output: 'inputAndAnswer' },
		},
		items: [{ born: new Date(DATE), since: new Date(0) }],
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ born: '[hidden]', since: new Date(0), sensitiveFieldsSent: 1 }),
	]);
});

test('a date keeps the hour and the zone that it was given in', async () => {
	const expression = 'DateTime.fromISO("2026-11-23T10:00:00+05:30", { setZone: true })';
	const filled = { ...operations.createOrUpdate, externalId: `={{ ${expression} }}` };

	expect(await fateOf(ada, filled, {}, ({ body }) => at(body, 'external_id'))).toEqual(
		sent(DATE.replace('Z', '+05:30')),
	);
});
