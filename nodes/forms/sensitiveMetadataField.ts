import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { metadataGroups } from './metadataGroups';
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
		options: metadataGroups(
			{
				displayName: 'Key',
				name: 'key',
				type: 'string',
				default: '',
				placeholder: 'e.g. auth_token',
				description: 'Letters, digits, hyphens and underscores',
			},
			{ typeOptions: { password: true } },
			'Keys and values, best by an expression that gives an object',
		),
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
 * The sensitive metadata that the form asks for, checked against Ada's rules for keys: letters,
 * digits, `_` and `-`, and none that `metadata` names as well.
 */
export function readSensitiveMetadataField(
	node: INode,
	form: IDataObject,
	metadata: WantedMetadata,
	clearsEmpty: boolean,
): WantedMetadata {
	const wanted = readMetadata(node, LABEL, form, clearsEmpty);
	checkSensitiveKeys(node, LABEL, [...wanted.keys()]);
	for (const key of wanted.keys()) {
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

/** Refuses keys that Ada would refuse, be they to be set or to be removed. */
export function checkSensitiveKeys(node: INode, label: string, keys: string[]): void {
	const misfit = keys.find((key) => !/^[A-Za-z0-9_-]+$/.test(key));
	if (misfit === undefined) return;
	throw refusedBeforeSending(
		node,
		`'${label}' key "${misfit}" has a character that Ada does not take`,
		'Use letters, digits, hyphens and underscores only, such as auth_token',
	);
}

/** Refuses more than Ada takes in one request, those to be removed included. */
export function checkPairs(node: INode, { size }: WantedMetadata): void {
	if (size <= MOST_PAIRS) return;
	throw refusedBeforeSending(
		node,
		`'${LABEL}' has ${size} keys, and Ada takes at most ${MOST_PAIRS} at a time`,
		'Send the others with a second node',
	);
}
