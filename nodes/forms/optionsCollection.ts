import type { INodeProperties } from 'n8n-workflow';

/** The collection Options of a form, in the order in which the editor lists them. */
export function optionsCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: options.sort((one, other) => one.displayName.localeCompare(other.displayName)),
	};
}
