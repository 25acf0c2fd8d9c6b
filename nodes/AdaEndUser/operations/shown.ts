import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { outputOption } from '../../forms/outputOptions';

export type OperationName = 'create' | 'get' | 'update';

/** Shows a field for one operation of the resource End User only. */
export function shownFor(operation: OperationName): { displayOptions: IDisplayOptions } {
	return { displayOptions: { show: { resource: ['endUser'], operation: [operation] } } };
}

/** The options that every operation has. */
export function optionsField(operation: OperationName): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Allow IDs That Differ in Case Only',
				name: 'allowCaseVariants',
				type: 'boolean',
				default: false,
				description:
					'Whether to accept external IDs such as ABC-1 and abc-1 in one run. To Ada they are one person, so the second is refused otherwise.',
			},
			outputOption,
		],
		...shownFor(operation),
	};
}
