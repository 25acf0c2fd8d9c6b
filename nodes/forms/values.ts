import type { IDataObject, INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';

/** What JavaScript and n8n make of a date that does not exist. */
const NO_DATES = ['Invalid Date', 'Invalid DateTime'];

/** What JavaScript makes of an object within a text: `=crm-{{ $json.customer }}`. */
const OBJECT_IN_TEXT = '[object Object]';

/**
 * The text of a form's value, trimmed; `undefined` where there is nothing: undefined, null, empty
 * text and only spaces, since databases and CSV files deliver those for every empty column.
 * Numbers and booleans become text, dates ISO text. `label` is the field's name in the form.
 */
export function textOf(node: INode, label: string, value: unknown): string | undefined {
	const single = withDateAsText(value);
	if (single === undefined || single === null) return undefined;
	const text = String(single).trim();
	if (typeof single === 'object' || text.includes(OBJECT_IN_TEXT)) {
		throw refusedBeforeSending(
			node,
			`'${label}' holds ${Array.isArray(single) ? 'a list' : 'an object'} where text is needed`,
			'Drag a single value into the field, such as {{ $json.name }}, or turn the whole into text with {{ JSON.stringify($json.name) }}',
		);
	}
	// {{ $json.price * 2 }} is no number where the item has no price.
	if (typeof single === 'number' && !Number.isFinite(single)) {
		throw refusedBeforeSending(
			node,
			`'${label}' holds the result of a calculation that does not come to a number`,
			'A value that the expression calculates with is missing or is no number. Check the columns that it names, or filter out items without them',
		);
	}
	if (NO_DATES.includes(text)) {
		throw refusedBeforeSending(
			node,
			`'${label}' holds a date that does not exist`,
			'Check the column that the expression names, and the format in which it reads the date',
		);
	}
	return text === '' ? undefined : text;
}

/**
 * A date as ISO text, everything else as it is. Database nodes give Date objects, {{ $now }} gives a
 * DateTime, and n8n makes text of the latter only where it lies within a collection (n8n-core 2.41,
 * cleanupParameterData).
 */
export function withDateAsText(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (!('toJSON' in value) || typeof value.toJSON !== 'function') return value;
	const text: unknown = value.toJSON();
	return text ?? NO_DATES[0];
}

/** A collection of the form; the editor keeps one that was never opened as an empty value. */
export function objectOf(value: unknown): IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The value of a resource locator, of which n8n keeps `{ __rl, mode, value }`; others as they are. */
export function chosenValue(value: unknown): unknown {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? value.value
		: value;
}

/** Whether a parameter is filled by an expression, so that an empty value is missing data. */
export function isExpression(parameter: unknown): boolean {
	return typeof parameter === 'string' && parameter.startsWith('=');
}
