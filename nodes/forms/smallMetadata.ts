import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { MetadataValue } from '../ada/endUser';
import { refusedBeforeSending } from '../ada/failure';
import { metadataGroups } from './metadataGroups';
import type { WantedMetadata } from './metadataRows';
import { readMetadata } from './metadataRows';

/**
 * Ada's documented limit for the metadata of one conversation and of one channel (Ada OpenAPI). An
 * end user's is larger, and knows no numbers with decimals.
 */
const LARGEST = 4 * 1024;

/** A field for the metadata of a conversation or a channel; `description` says who sees it. */
export function smallMetadataField(
	displayName: string,
	name: string,
	description: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Metadata',
		default: {},
		description,
		options: metadataGroups(
			{
				displayName: 'Key',
				name: 'key',
				type: 'string',
				default: '',
				placeholder: 'e.g. case_number',
			},
			{ placeholder: 'e.g. C-4711' },
			'Keys and values, such as { "case_number": "C-4711", "score": 4.5 }',
			'any',
		),
	};
}

/** The metadata that the form asks for, checked; keys with null are to be removed. */
export function readSmallMetadata(node: INode, label: string, form: IDataObject): WantedMetadata {
	const wanted = readMetadata(node, label, form, false, 'any');
	const bytes = Buffer.byteLength(JSON.stringify(keptOf(wanted)));
	if (bytes > LARGEST) {
		throw refusedBeforeSending(
			node,
			`'${label}' has ${Math.ceil(bytes / 1024)} KB, and Ada keeps at most 4 KB`,
			'Send fewer or shorter values',
		);
	}
	return wanted;
}

/** The same for something new, of which nothing can be removed; `undefined` if there is none. */
export function readNewMetadata(
	node: INode,
	label: string,
	form: IDataObject,
): Record<string, MetadataValue> | undefined {
	const kept = keptOf(readSmallMetadata(node, label, form));
	return Object.keys(kept).length > 0 ? kept : undefined;
}

function keptOf(wanted: WantedMetadata): Record<string, MetadataValue> {
	const kept = [...wanted].flatMap(([key, value]) =>
		value === null ? [] : [[key, value] as const],
	);
	return Object.fromEntries(kept);
}
