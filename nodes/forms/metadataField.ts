import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { metadataGroups } from './metadataGroups';
import type { WantedMetadata } from './metadataRows';
import { readMetadata } from './metadataRows';

const LABEL = 'Metadata';

/** Ada's documented limit for the metadata of one end user (release note of 2026-05-19). */
const LARGEST = 10 * 1024;

export const metadataField: INodeProperties = {
	displayName: LABEL,
	name: 'metadata',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Metadata',
	default: {},
	description:
		'Facts that your Ada agent uses as metavariables. A key that is not named here stays as it is.',
	options: metadataGroups(
		{
			displayName: 'Key',
			name: 'key',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: 'One of the variables of your Ada agent, or a name of your own',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchVariables', searchable: true },
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. plan_type',
				},
			],
		},
		{ placeholder: 'e.g. gold' },
		'Keys and values, such as { "plan_type": "gold", "seats": 12 }',
	),
};

/** The metadata that the form asks for, checked; keys with null are to be removed. */
export function readMetadataField(
	node: INode,
	form: IDataObject,
	clearsEmpty: boolean,
): WantedMetadata {
	const wanted = readMetadata(node, LABEL, form, clearsEmpty);
	const kept = Object.fromEntries([...wanted].filter(([, value]) => value !== null));
	const bytes = Buffer.byteLength(JSON.stringify(kept));
	if (bytes > LARGEST) {
		throw refusedBeforeSending(
			node,
			`'${LABEL}' has ${Math.ceil(bytes / 1024)} KB, and Ada keeps at most 10 KB for one person`,
			'Send fewer or shorter values',
		);
	}
	return wanted;
}
