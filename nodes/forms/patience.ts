import type { IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import type { Patience } from '../ada/retry';
import { USUAL_PATIENCE } from '../ada/retry';

const MOST_TRIES = 20;
const LONGEST_WAIT = 3600;

const mostTriesOption: INodeProperties = {
	displayName: 'Most Tries',
	name: 'mostTries',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_TRIES },
	default: 6,
	description:
		'How often a request is sent at most when the connection breaks or Ada has a fault (5xx). What Ada would then have twice, such as a message, is never sent again.',
};

const longestWaitOption: INodeProperties = {
	displayName: 'Longest Wait for Ada (Seconds)',
	name: 'longestWait',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: LONGEST_WAIT },
	default: 120,
	description:
		'How long it is tried again when Ada says that its rate limit is used up. After that the run ends: the limit for the whole day may be used up. Below 90 a limit for a minute may end it.',
};

/** The options of every operation that say how long it is tried. */
export const patienceOptions: INodeProperties[] = [mostTriesOption, longestWaitOption];

/** Reads them, for the run as a whole; an empty value leaves the usual one. */
export function readPatience(context: IExecuteFunctions): Patience {
	const node = context.getNode();
	const number = (
		{ displayName, name }: INodeProperties,
		usual: number,
		from: number,
		to: number,
	) => {
		const value: unknown = context.getNodeParameter(`options.${name}`, 0, usual);
		return (value ?? '') === '' ? usual : checkedNumber(node, displayName, value, from, to);
	};
	return {
		mostTries: number(mostTriesOption, USUAL_PATIENCE.mostTries, 1, MOST_TRIES),
		longestWait: number(longestWaitOption, USUAL_PATIENCE.longestWait, 0, LONGEST_WAIT),
	};
}

function checkedNumber(
	node: INode,
	label: string,
	value: unknown,
	from: number,
	to: number,
): number {
	const number = Number(value);
	if (Number.isInteger(number) && number >= from && number <= to) return number;
	throw refusedBeforeSending(
		node,
		`'${label}' must be a whole number from ${from} to ${to}`,
		'Correct it under Options, or remove the option',
	);
}
