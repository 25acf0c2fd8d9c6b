import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { jobOutputOption, outputOption } from '../../forms/outputOptions';

export type OperationName =
	'clearExternalId' | 'create' | 'createOrUpdate' | 'get' | 'getAll' | 'update';

export type JobOperationName = 'get' | 'request';

/** Shows a field for one operation of the resource End User only. */
export function shownFor(operation: OperationName): { displayOptions: IDisplayOptions } {
	return { displayOptions: { show: { resource: ['endUser'], operation: [operation] } } };
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

export const caseVariantsOption: INodeProperties = {
	displayName: 'Allow Case Variants',
	name: 'allowCaseVariants',
	type: 'boolean',
	default: false,
	description:
		'Whether to accept external IDs such as ABC-1 and abc-1 in one run. To Ada they are one person, so the second is refused otherwise.',
};

/** The options of an operation, in the order in which the editor lists them. */
export function optionsField(
	operation: OperationName,
	...others: INodeProperties[]
): INodeProperties {
	return { ...optionsOf([outputOption, ...others]), ...shownFor(operation) };
}

export function jobOptionsField(
	operation: JobOperationName,
	...others: INodeProperties[]
): INodeProperties {
	return { ...optionsOf([jobOutputOption, ...others]), ...shownForJob(operation) };
}

function optionsOf(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: options.sort((one, other) => one.displayName.localeCompare(other.displayName)),
	};
}
