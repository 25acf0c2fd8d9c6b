import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { parameter } from './parameter';

/** The fields Return All and Limit, shown where `show` says. */
export function howManyFields(show: Record<string, string[]>): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions: { show },
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { ...show, returnAll: [false] } },
		},
	];
}

/** How many records of a list one item wants; `what` they are, in the plural. */
export function readHowMany(context: IExecuteFunctions, index: number, what: string): number {
	const returnAll = parameter(context, 'returnAll', index, false) === true;
	const limit = returnAll ? Infinity : Number(parameter(context, 'limit', index, 50));
	if (limit >= 1) return Math.floor(limit);
	throw refusedBeforeSending(
		context.getNode(),
		"'Limit' must be a number, 1 or more",
		`Enter how many ${what} to return at most, or switch on 'Return All'`,
	);
}
