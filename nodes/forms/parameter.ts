import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isExpression } from './values';

/** An expression that only names a column, as dragging it from the input panel writes it. */
const COLUMN = /^=\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(["'])([^"'\\]+)\2\])\s*\}\}$/;

/** The types of the values that an expression gives as they are. */
const PLAIN = new Set(['string', 'number', 'boolean']);

/**
 * What a parameter of the form comes to for one item: the same as n8n's `getNodeParameter`, sooner.
 * n8n 2 takes about a millisecond for each expression, most of what a node costs; where all of a
 * parameter's expressions only name a column with a text, a number, true, false or null, the value
 * is taken from the item. All else is left to n8n.
 * Throws what n8n throws about an expression that does not work.
 */
export function parameter(
	context: IExecuteFunctions,
	name: string,
	index: number,
	fallback?: boolean | number | string | object,
): unknown {
	const written: unknown = context.getNodeParameter(name, index, fallback, {
		rawExpressions: true,
	});
	const value = fromColumns(written, context.getInputData()[index].json);
	return value === undefined ? context.getNodeParameter(name, index, fallback) : value;
}

/** The value of what is written in the form, or undefined if n8n must work it out. */
function fromColumns(written: unknown, columns: IDataObject): unknown {
	if (typeof written === 'string' && isExpression(written)) {
		const [, afterDot, , inBrackets] = COLUMN.exec(written) ?? [];
		const name = afterDot ?? inBrackets;
		if (name === undefined) return undefined;
		const value = columns[name];
		return value === null || PLAIN.has(typeof value) ? value : undefined;
	}
	if (typeof written !== 'object' || written === null) return written;
	const entries = Object.entries(written).map(([key, inner]) => [key, fromColumns(inner, columns)]);
	if (entries.some(([, value]) => value === undefined)) return undefined;
	return Array.isArray(written) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
