import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { ProfileTextField } from '../ada/endUser';
import { refusedBeforeSending } from '../ada/failure';
import { checkedExternalId } from './externalId';
import { PROFILE_LABELS } from './profileFields';
import { isExpression, textOf } from './values';

export const emptyValuesOption: INodeProperties = {
	displayName: 'Empty Values',
	name: 'emptyValues',
	type: 'options',
	options: [
		{
			name: 'Clear',
			value: 'clear',
			description:
				'A field of the form whose value comes out empty is cleared in Ada: for sources that are the master',
		},
		{
			name: 'Leave Alone',
			value: 'keep',
			description: 'A field whose value comes out empty stays as it is in Ada',
		},
	],
	default: 'keep',
	description:
		'What an empty value means: undefined, null, empty text or only spaces, as databases and CSV files have them in every empty column. An empty external ID is never cleared by this.',
};

export const clearFieldsOption: INodeProperties = {
	displayName: 'Clear Fields',
	name: 'clearFields',
	type: 'multiOptions',
	options: Object.entries(PROFILE_LABELS)
		.map(([value, name]) => ({ name, value }))
		.sort((one, other) => one.name.localeCompare(other.name)),
	default: [],
	description: 'Profile fields that are to be empty in Ada',
};

export const removeMetadataOption: INodeProperties = {
	displayName: 'Metadata Keys to Remove',
	name: 'removeMetadata',
	type: 'string',
	default: '',
	placeholder: 'e.g. plan_type, region',
	description: 'Keys separated by commas, or a list by expression',
};

export const removeSensitiveOption: INodeProperties = {
	displayName: 'Sensitive Keys to Remove',
	name: 'removeSensitive',
	type: 'string',
	default: '',
	placeholder: 'e.g. auth_token',
	description: 'Keys of sensitive metadata separated by commas, or a list by expression',
};

export const setExternalIdOption: INodeProperties = {
	displayName: 'Set External ID',
	name: 'setExternalId',
	type: 'string',
	default: '',
	placeholder: 'e.g. crm-4711',
	description:
		'A new external ID for the person, in place of the one they may have. To give one free use the operation Clear External ID.',
};

export const readFirstOption: INodeProperties = {
	displayName: 'Read First',
	name: 'readFirst',
	type: 'boolean',
	default: true,
	description:
		'Whether to look the person up before writing, so that only what differs is sent. Off, with an Ada ID, saves a request, but then it is not checked whether anything differs, nor whether Ada kept the metadata that you did not name.',
};

export const dryRunOption: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to only say what would be created or changed, and write nothing. The output names the fields and keys, not their values.',
};

/** Reads Clear Fields: Ada's names of the fields. */
export function readClearFields(options: IDataObject): ProfileTextField[] {
	const chosen = Array.isArray(options.clearFields) ? options.clearFields : [];
	return Object.keys(PROFILE_LABELS)
		.filter(isField)
		.filter((field) => chosen.includes(field));
}

function isField(name: string): name is ProfileTextField {
	return name in PROFILE_LABELS;
}

/** Reads a list of keys, from text with commas or from a list. */
export function readKeys(node: INode, label: string, value: unknown): string[] {
	const listed: unknown[] = Array.isArray(value)
		? value
		: (textOf(node, label, value) ?? '').split(',');
	const keys = listed.flatMap((key) => textOf(node, label, key) ?? []);
	return [...new Set(keys)];
}

/** Reads Set External ID; blank means that it stays, but an expression must not come out empty. */
export function readSetExternalId(node: INode, options: IDataObject): string | undefined {
	const form = node.parameters.options;
	const written =
		typeof form === 'object' && form !== null && 'setExternalId' in form
			? form.setExternalId
			: undefined;
	const label = setExternalIdOption.displayName;
	if (!isExpression(written) && textOf(node, label, options.setExternalId) === undefined) {
		return undefined;
	}
	return checkedExternalId(node, label, options.setExternalId);
}

/** Refuses what is to be set and to be cleared at once; `named` is the field or key in words. */
export function refuseBoth(node: INode, named: string, option: string): never {
	throw refusedBeforeSending(
		node,
		`${named} has a value in the form, and '${option}' names it as well`,
		`Keep one of the two: take it out of '${option}', or remove its value from the form`,
	);
}
