import type { IDataObject, INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';

/**
 * The text of a form's value, trimmed; `undefined` where there is nothing: undefined, null, empty
 * text and only spaces, since databases and CSV files deliver those for every empty column.
 * Numbers and booleans become text. `label` is the field's name in the form.
 */
export function textOf(node: INode, label: string, value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'object') {
		throw refusedBeforeSending(
			node,
			`'${label}' holds ${Array.isArray(value) ? 'a list' : 'an object'} where text is needed`,
			'Drag a single value into the field, such as {{ $json.name }}, or turn the whole into text with {{ JSON.stringify($json.name) }}',
		);
	}
	const text = String(value).trim();
	return text === '' ? undefined : text;
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
