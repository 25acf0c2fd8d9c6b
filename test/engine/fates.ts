import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { ReceivedRequest } from '../../sandbox/requestLog';
import { runEndUser } from './engine';
import { errorAt } from './itemError';
import type { LocalAda } from './localAda';

/** What becomes of one value in one field of the form. */
export type Fate = 'left alone' | { sent: unknown } | { refused: string };

export const LEFT_ALONE = 'left alone';

export const sent = (value: unknown): Fate => ({ sent: value });

export const refused = (message: string): Fate => ({ refused: message });

/** A value as the input item holds it under `value`, and the expression that reads it. */
interface Value {
	inItem?: unknown;
	/** Without its braces; `$json.value` if left out. */
	expression?: string;
}

const DATE = '2026-11-23T10:00:00.000Z';

/** Values as databases, files, forms and expressions deliver them. */
export const VALUES = {
	'a missing key': {},
	null: { inItem: null },
	'an empty text': { inItem: '' },
	'only spaces': { inItem: ' \t ' },
	'an expression with missing parts': { expression: '$json.a.b.c' },
	'the number 0': { inItem: 0 },
	'the number 12': { inItem: 12 },
	'the text 12': { inItem: ' 12 ' },
	'a number with decimals': { inItem: 1.5 },
	'a calculation with a missing number': { expression: '$json.price * 2' },
	true: { inItem: true },
	'a date as text': { inItem: DATE },
	'a DateTime': { expression: `DateTime.fromISO("${DATE}", { zone: "utc" })` },
	'a Date of a database': { inItem: new Date(DATE) },
	'a date that does not exist': { expression: 'DateTime.fromISO("soon")' },
	'an object': { inItem: { a: 1 } },
	'an object within a text': { inItem: { a: 1 }, expression: '"crm-" + $json.value' },
	'a list': { inItem: ['a', 'b'] },
	'accents and an emoji': { inItem: 'Zoë 🦊' },
} satisfies Record<string, Value>;

export type ValueName = keyof typeof VALUES;

/** What becomes of every value. */
export type Fates = Record<ValueName, Fate>;

/** Databases and files have these in every empty column. */
export const EMPTY = [
	'a missing key',
	'null',
	'an empty text',
	'only spaces',
	'an expression with missing parts',
] as const;

const isName = (name: string): name is ValueName => name in VALUES;

export const VALUE_NAMES = Object.keys(VALUES).filter(isName);

const valueOf = (name: ValueName): Value => VALUES[name];

/** The value's expression, without `={{` and `}}`. */
export const expressionOf = (name: ValueName): string => valueOf(name).expression ?? '$json.value';

/** The input item that holds the value under this column, or nothing. */
export function itemWith(name: ValueName, column = 'value'): IDataObject {
	const { inItem } = valueOf(name);
	const item: IDataObject = {};
	if (inItem === null || typeof inItem === 'object') item[column] = inItem;
	if (typeof inItem === 'string' || typeof inItem === 'number') item[column] = inItem;
	if (typeof inItem === 'boolean') item[column] = inItem;
	return item;
}

/** All values one and the same. */
export function all(fate: Fate): Fates {
	return {
		'a missing key': fate,
		null: fate,
		'an empty text': fate,
		'only spaces': fate,
		'an expression with missing parts': fate,
		'the number 0': fate,
		'the number 12': fate,
		'the text 12': fate,
		'a number with decimals': fate,
		'a calculation with a missing number': fate,
		true: fate,
		'a date as text': fate,
		'a DateTime': fate,
		'a Date of a database': fate,
		'a date that does not exist': fate,
		'an object': fate,
		'an object within a text': fate,
		'a list': fate,
		'accents and an emoji': fate,
	};
}

/** The fates in a field for one text; `label` is how refusals name the field. */
export function textFates(label: string, ofEmpty: Fate = LEFT_ALONE): Fates {
	return {
		...all(ofEmpty),
		'the number 0': sent('0'),
		'the number 12': sent('12'),
		'the text 12': sent('12'),
		'a number with decimals': sent('1.5'),
		'a calculation with a missing number': refused(
			`'${label}' holds the result of a calculation that does not come to a number`,
		),
		true: sent('true'),
		'a date as text': sent(DATE),
		'a DateTime': sent(DATE),
		'a Date of a database': sent(DATE),
		'a date that does not exist': refused(`'${label}' holds a date that does not exist`),
		'an object': refused(`'${label}' holds an object where text is needed`),
		'an object within a text': refused(`'${label}' holds an object where text is needed`),
		'a list': refused(`'${label}' holds a list where text is needed`),
		'accents and an emoji': sent('Zoë 🦊'),
	};
}

/** What lies at a path of keys, if anything. */
export function at(value: unknown, ...path: string[]): unknown {
	return path.reduce<unknown>(
		(held, key) => (typeof held === 'object' && held !== null ? Reflect.get(held, key) : undefined),
		value,
	);
}

/** A request as the reader of a kind sees it. */
export type SeenRequest = Pick<ReceivedRequest, 'path' | 'query' | 'body'>;

/** Runs the node with this form on one item, and tells what became of the value in it. */
export async function fateOf(
	ada: LocalAda,
	parameters: INodeParameters,
	item: IDataObject,
	read: (request: SeenRequest) => unknown,
): Promise<Fate> {
	await ada.forgetRequests();
	const result = await runEndUser({
		credential: ada.credential,
		parameters,
		items: [item],
		onError: 'continueRegularOutput',
	});
	const requests = await ada.requests();
	const aboutPeople = requests.filter(({ path }) => path.includes('/end-users/'));
	const first = result.json[0].at(0);
	if (first && 'error' in first) {
		const { message, whatToDo, outcome } = errorAt(result);
		// Refused before anything is sent, and never without a way out.
		expect({ outcome, requests: aboutPeople }).toEqual({ outcome: 'refused', requests: [] });
		expect(whatToDo).not.toBe('');
		return refused(message);
	}
	const values = aboutPeople.map(read).filter((value) => value !== undefined);
	return values.length === 0 ? LEFT_ALONE : sent(values[0]);
}
