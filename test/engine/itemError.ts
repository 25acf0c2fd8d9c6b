import type { IDataObject } from 'n8n-workflow';

import type { RunResult } from './engine';

/** What the error of one item says, where the node's On Error lets the run go on. */
export interface ItemError extends IDataObject {
	message: string;
	whatToDo: string;
	outcome: string;
}

function isItemError(value: unknown): value is ItemError {
	const named = (key: string) =>
		typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === 'string';
	return named('message') && named('whatToDo') && named('outcome');
}

/** The error of the item at this place of an output; fails the test where there is none. */
export function errorAt({ json }: RunResult, index = 0, output = 0): ItemError {
	const { error } = json[output][index];
	if (isItemError(error)) return error;
	throw new Error(`This item has no error: ${JSON.stringify(json)}`);
}
