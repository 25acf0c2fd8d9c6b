import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../../forms/optionsCollection';
import { answerOutputOption, outputOption } from '../../forms/outputOptions';
import { patienceOptions } from '../../forms/patience';

export type OperationName =
	'clearExternalId' | 'create' | 'createOrUpdate' | 'get' | 'getAll' | 'update';

export type JobOperationName = 'get' | 'request';

/** One operation of the resource End User. */
export function shownWhere(operation: OperationName): Record<string, string[]> {
	return { resource: ['endUser'], operation: [operation] };
}

/** Shows a field for one operation of the resource End User only. */
export function shownFor(operation: OperationName): { displayOptions: IDisplayOptions } {
	return { displayOptions: { show: shownWhere(operation) } };
}

/** The same for the resource Erasure Job, which is no tool for an AI Agent. */
export function shownForJob(
	operation: JobOperationName,
	{ show = {} }: IDisplayOptions = {},
): { displayOptions: IDisplayOptions } {
	return {
		displayOptions: {
			show: { resource: ['erasureJob'], operation: [operation], ...show },
			hide: { '@tool': [true] },
		},
	};
}

/** The options of an operation, in the order in which the editor lists them. */
export function optionsField(
	operation: OperationName,
	...others: INodeProperties[]
): INodeProperties {
	return {
		...optionsCollection([outputOption, ...patienceOptions, ...others]),
		...shownFor(operation),
	};
}

export function jobOptionsField(
	operation: JobOperationName,
	...others: INodeProperties[]
): INodeProperties {
	const options = [answerOutputOption('The job'), ...patienceOptions, ...others];
	return { ...optionsCollection(options), ...shownForJob(operation) };
}
