import type { INode, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Identifier, IdentifierType } from '../ada/erasure';
import { IDENTIFIER_TYPES, normalised } from '../ada/erasure';
import { fitsInABody } from '../ada/erasureBatches';
import { refusedBeforeSending } from '../ada/failure';
import { checkedAdaId } from './adaId';
import { checkedEmail } from './email';
import { checkedExternalId } from './externalId';
import { textOf } from './values';

const LABELS: Record<IdentifierType, string> = {
	email: 'Email',
	end_user_id: 'Ada ID',
	external_id: 'External ID',
};

const choices: INodePropertyOptions[] = [
	{
		name: LABELS.end_user_id,
		value: 'end_user_id',
		description: "One person, by Ada's own ID",
	},
	{
		name: LABELS.email,
		value: 'email',
		description: 'Everybody who has this email address in Ada, up to 1,000 people',
	},
	{
		name: LABELS.external_id,
		value: 'external_id',
		description: 'One person, by the ID in your own system',
	},
];

const TYPE_LABEL = 'Identifier Type';

/** What the identifiers are; nothing is chosen beforehand, since each means other people. */
export const identifierTypeField: INodeProperties = {
	displayName: TYPE_LABEL,
	name: 'identifierType',
	type: 'options',
	noDataExpression: true,
	options: choices,
	default: '',
	required: true,
	description: 'What names the people who are to be erased',
};

const placeholders: Record<IdentifierType, string> = {
	email: 'e.g. name@email.com',
	end_user_id: 'e.g. 5f7e0e2c1e7c7e000f0f9c3a',
	external_id: 'e.g. crm-4711',
};

/** The field for the identifier, under the name of the type that is chosen. */
export const identifierFields: INodeProperties[] = IDENTIFIER_TYPES.map((type) => ({
	displayName: LABELS[type],
	name: 'identifier',
	type: 'string',
	default: '',
	required: true,
	placeholder: placeholders[type],
	description: 'Who is to be erased, one for each item',
	displayOptions: { show: { identifierType: [type] } },
}));

/** The type that is chosen in the form. */
export function checkedIdentifierType(node: INode, value: unknown): IdentifierType {
	const type = IDENTIFIER_TYPES.find((known) => known === value);
	if (type !== undefined) return type;
	throw refusedBeforeSending(
		node,
		`'${TYPE_LABEL}' is not chosen`,
		'Choose what your items hold: Ada ID, Email or External ID. Each means other people',
	);
}

/** An item's identifier in Ada's own normalising; refuses what can be nobody's. */
export function checkedIdentifier(node: INode, type: IdentifierType, value: unknown): Identifier {
	const identifier = normalised({ type, value: checkedValue(node, type, value) });
	if (fitsInABody(identifier)) return identifier;
	throw refusedBeforeSending(
		node,
		`'${LABELS[type]}' is longer than all that Ada takes at a time`,
		'Check the column that the expression names',
	);
}

function checkedValue(node: INode, type: IdentifierType, value: unknown): string {
	const label = LABELS[type];
	if (type === 'email') return checkedEmail(node, label, value);
	refuseWordsForNothing(node, label, value);
	return type === 'external_id'
		? checkedExternalId(node, label, value)
		: checkedAdaId(node, label, value);
}

/** What expressions and files make of a value that is not there: an ID of nobody, or of anybody. */
const WORDS_FOR_NOTHING = ['null', 'undefined', 'nan', 'true', 'false'];

function refuseWordsForNothing(node: INode, label: string, value: unknown): void {
	const text = textOf(node, label, value)?.toLowerCase() ?? '';
	if (!WORDS_FOR_NOTHING.includes(text)) return;
	throw refusedBeforeSending(
		node,
		`'${label}' is "${text}", which is what a missing value becomes`,
		'Check the column that the expression names, or filter out items without an ID before this node',
	);
}
