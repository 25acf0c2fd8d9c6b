import type { INodeParameters } from 'n8n-workflow';

import type { Fate, Fates, SeenRequest } from './fates';
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
import { byAdaId, byExternalId } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	// So that what is sent as an Ada ID counts as sent, and nobody has it.
	await ada.switch({ malformedId: 'notFound' });
	await ada.seed({
		external_id: 'p',
		profile: { first_name: 'Old', language: 'fr-CA', metadata: { a: 'x', b: 'x', 12: 'x' } },
	});
});
afterAll(() => ada.close());

const operations: Record<string, INodeParameters> = {
	create: { operation: 'create', externalId: 'new' },
	update: { operation: 'update', endUser: byExternalId('p') },
	createOrUpdate: { operation: 'createOrUpdate', externalId: 'p' },
};

/** A field of the form, the operations that have it, and what becomes of each value in it. */
interface Kind {
	operations: Record<string, INodeParameters>;
	/** `more` are options beside the field, for kinds that are options themselves. */
	form: (expression: string, more?: INodeParameters) => INodeParameters;
	read: (request: SeenRequest) => unknown;
	fates: Fates;
	/** With the option Empty Values: Clear; the same as without where left out. */
	ofEmptyCleared?: Fate;
}

const only = (...names: string[]): Record<string, INodeParameters> =>
	Object.fromEntries(names.map((name) => [name, operations[name]]));

const identifier = (label: string): Fates => textFates(label, refused(`'${label}' is empty`));

const noLanguage = (text: string): Fate => refused(`'Language' is not a language code: "${text}"`);

const DATE = '2026-11-23T10:00:00.000Z';

const noAdaId = (text: string): Fate =>
	refused(`'Ada ID' has a character that no ID of Ada has: "${text}"`);

const removed = sent(null);

const kinds: Record<string, Kind> = {
	'External ID': {
		operations: only('create', 'createOrUpdate'),
		form: (externalId) => ({ externalId }),
		read: ({ body }) => at(body, 'external_id'),
		fates: identifier('External ID'),
	},
	'End User by External ID': {
		operations: { get: {}, update: {}, clearExternalId: {} },
		form: (value) => ({ endUser: byExternalId(value), whenNotFound: 'skip' }),
		read: ({ query }) => at(query, 'external_id'),
		fates: identifier('External ID'),
	},
	'End User by Ada ID': {
		operations: { get: {}, update: {}, clearExternalId: {} },
		form: (value) => ({ endUser: byAdaId(value), whenNotFound: 'skip' }),
		read: ({ path }) => path.split('/').at(-1),
		fates: {
			...identifier('Ada ID'),
			'a number with decimals': noAdaId('1.5'),
			'a date as text': noAdaId(DATE),
			'a DateTime': noAdaId(DATE),
			'a Date of a database': noAdaId(DATE),
			'accents and an emoji': noAdaId('Zoë 🦊'),
		},
	},
	'First Name': {
		operations,
		form: (firstName) => ({ profile: { firstName } }),
		read: ({ body }) => at(body, 'profile', 'first_name'),
		fates: textFates('First Name'),
		ofEmptyCleared: removed,
	},
	Language: {
		operations,
		form: (value) => ({ profile: { language: { __rl: true, mode: 'code', value } } }),
		read: ({ body }) => at(body, 'profile', 'language'),
		fates: {
			...textFates('Language'),
			'the number 0': noLanguage('0'),
			'the number 12': noLanguage('12'),
			'the text 12': noLanguage('12'),
			'a number with decimals': noLanguage('1.5'),
			true: noLanguage('true'),
			'a date as text': noLanguage(DATE),
			'a DateTime': noLanguage(DATE),
			'a Date of a database': noLanguage(DATE),
			'accents and an emoji': noLanguage('Zoë 🦊'),
		},
		ofEmptyCleared: removed,
	},
	'a column mapped by hand': {
		operations,
		form: (first_name) => ({
			fieldsFrom: 'columns',
			columns: { mappingMode: 'defineBelow', value: { first_name } },
		}),
		read: ({ body }) => at(body, 'profile', 'first_name'),
		fates: textFates('First Name'),
		ofEmptyCleared: removed,
	},
	'Set External ID': {
		operations: only('update'),
		form: (setExternalId, more) => ({ options: { setExternalId, ...more } }),
		read: ({ body }) => at(body, 'external_id'),
		fates: identifier('Set External ID'),
	},
	'Metadata Keys to Remove': {
		operations: only('update', 'createOrUpdate'),
		form: (removeMetadata, more) => ({ options: { removeMetadata, ...more } }),
		read: ({ body }) => at(body, 'profile', 'metadata'),
		fates: {
			...textFates('Metadata Keys to Remove'),
			...keysThatNobodyHas(),
			'the number 12': sent({ 12: null }),
			'the text 12': sent({ 12: null }),
			'a list': sent({ a: null, b: null }),
		},
	},
	'Sensitive Keys to Remove': {
		operations: only('update', 'createOrUpdate'),
		form: (removeSensitive, more) => ({ options: { removeSensitive, ...more } }),
		read: ({ body }) => at(body, 'profile', 'sensitive_metadata', 'fields'),
		fates: {
			...textFates('Sensitive Keys to Remove'),
			'the number 0': sent({ 0: null }),
			'the number 12': sent({ 12: null }),
			'the text 12': sent({ 12: null }),
			'a number with decimals': noSensitiveKey('1.5'),
			true: sent({ true: null }),
			'a date as text': noSensitiveKey(DATE),
			'a DateTime': noSensitiveKey(DATE),
			'a Date of a database': noSensitiveKey(DATE),
			'a list': sent({ a: null, b: null }),
			'accents and an emoji': noSensitiveKey('Zoë 🦊'),
		},
	},
};

function noSensitiveKey(key: string): Fate {
	return refused(`'Sensitive Keys to Remove' key "${key}" has a character that Ada does not take`);
}

/** To remove a key that the person does not have is to change nothing. */
function keysThatNobodyHas(): Partial<Fates> {
	const { true: yes, ...others } = all(LEFT_ALONE);
	return {
		'the number 0': others['the number 0'],
		'a number with decimals': others['a number with decimals'],
		true: yes,
		'a date as text': others['a date as text'],
		'a DateTime': others['a DateTime'],
		'a Date of a database': others['a Date of a database'],
		'accents and an emoji': others['accents and an emoji'],
	};
}

describe.each(Object.keys(kinds))('%s', (name) => {
	const { form, read, fates, ofEmptyCleared } = kinds[name];
	const inOperations = Object.entries(kinds[name].operations);

	describe.each(inOperations)('%s', (operation, parameters) => {
		test.each(VALUE_NAMES)('%s', async (value) => {
			const filled = { operation, ...parameters, ...form(`={{ ${expressionOf(value)} }}`) };

			expect(await fateOf(ada, filled, itemWith(value), read)).toEqual(fates[value]);
		});

		if (operation === 'get' || operation === 'create') return;

		test.each(EMPTY)('%s, with Empty Values: Clear', async (value) => {
			const fields = form(`={{ ${expressionOf(value)} }}`, { emptyValues: 'clear' });
			const filled = { operation, options: { emptyValues: 'clear' }, ...parameters, ...fields };

			const fate = await fateOf(ada, filled, itemWith(value), read);
			expect(fate).toEqual(ofEmptyCleared ?? fates[value]);
		});
	});
});
