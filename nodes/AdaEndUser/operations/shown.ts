import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { outputOption } from '../../forms/outputOptions';

export type OperationName =
	'clearExternalId' | 'create' | 'createOrUpdate' | 'get' | 'getAll' | 'update';

/** Shows a field for one operation of the resource End User only. */
export function shownFor(operation: OperationName): { displayOptions: IDisplayOptions } {
	return { displayOptions: { show: { resource: ['endUser'], operation: [operation] } } };
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
	const options = [outputOption, ...others];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: options.sort((one, other) => one.displayName.localeCompare(other.displayName)),
		...shownFor(operation),
	};
}
