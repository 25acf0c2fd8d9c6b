import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { METADATA_TYPES } from './metadataField';
import type { WantedMetadata } from './metadataRows';
import { readMetadata } from './metadataRows';

const LABEL = 'Sensitive Metadata';

/** Ada's limit of pairs in one request (Ada OpenAPI, sensitive_metadata.fields). */
const MOST_PAIRS = 20;

/** Hidden where the node is an AI Agent's tool: the values would pass through the model. */
const notForTools = { hide: { '@tool': [true] } };

export const sensitiveMetadataFields: INodeProperties[] = [
	{
		displayName: LABEL,
		name: 'sensitiveMetadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Sensitive Metadata',
		default: {},
		description:
			'Tokens and personal data for the Actions of your Ada agent. Ada encrypts them, shows them to nobody, keeps them from the language model, and deletes them after 24 hours.',
		displayOptions: notForTools,
		options: [
			{
				displayName: 'Key and Value',
				name: 'pairs',
				values: [
					{
						displayName: 'Key',
						name: 'key',
						type: 'string',
						default: '',
						placeholder: 'e.g. auth_token',
						description: 'Letters, digits, hyphens and underscores',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: METADATA_TYPES,
						default: 'string',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						typeOptions: { password: true },
						default: '',
						description: 'If this comes out empty, the key stays as it is',
					},
				],
			},
			{
				displayName: 'From JSON',
				name: 'json',
				values: [
					{
						displayName: 'Object',
						name: 'json',
						type: 'json',
						default: '{}',
						description:
							'Keys and values, best by an expression that gives an object: text, whole numbers, true or false. Null removes a key.',
					},
				],
			},
		],
	},
	{
		displayName:
			'Use expressions for sensitive values. What you type here is kept in the workflow and seen by everybody who can open it.',
		name: 'sensitiveMetadataNotice',
		type: 'notice',
		default: '',
		displayOptions: notForTools,
	},
];

/**
 * The sensitive metadata that the form asks for, checked against Ada's rules: at most 20 pairs, keys
 * of letters, digits, `_` and `-`, no key that `metadata` names as well.
 */
export function readSensitiveMetadataField(
	node: INode,
	form: IDataObject,
	metadata: WantedMetadata,
	clearsEmpty: boolean,
): WantedMetadata {
	const wanted = readMetadata(node, LABEL, form, clearsEmpty);
	if (wanted.size > MOST_PAIRS) {
		throw refusedBeforeSending(
			node,
			`'${LABEL}' has ${wanted.size} keys, and Ada takes at most ${MOST_PAIRS} at a time`,
			'Send the others with a second node',
		);
	}
	for (const key of wanted.keys()) {
		if (!/^[A-Za-z0-9_-]+$/.test(key)) {
			throw refusedBeforeSending(
				node,
				`'${LABEL}' key "${key}" has a character that Ada does not take`,
				'Use letters, digits, hyphens and underscores only, such as auth_token',
			);
		}
		if (metadata.has(key)) {
			throw refusedBeforeSending(
				node,
				`The key "${key}" stands in both 'Metadata' and '${LABEL}'`,
				'Ada keeps a key in one of the two only: remove it from the other',
			);
		}
	}
	return wanted;
}
