import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { NewEmail } from '../../ada/conversation';
import { startEmail } from '../../ada/conversationRequests';
import { refusedBeforeSending } from '../../ada/failure';
import { checkedEmail } from '../../forms/email';
import { parameter } from '../../forms/parameter';
import { readNewMetadata, smallMetadataField } from '../../forms/smallMetadata';
import { objectOf, textOf } from '../../forms/values';
import { readKeys } from '../../forms/writeOptions';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor } from './shown';

const NAME_LABEL = 'Name';
const SUBJECT_LABEL = 'Subject';
const REPLY_TO_LABEL = 'Reply To';
const TEXT_LABEL = 'Text';
const METADATA_LABEL = 'Email Metadata';
const REPLY_AS_LABEL = 'Reply As';
const CC_LABEL = 'CC';

/** Ada OpenAPI, POST …/email/: 10 KB. */
const LARGEST_TEXT = 10 * 1024;

export const properties: INodeProperties[] = [
	{
		displayName:
			"The email is from Ada's own Email channel, which must be set up for your agent. It does not use your custom channels.",
		name: 'createEmailNotice',
		type: 'notice',
		default: '',
		...shownFor('conversation', 'createEmail'),
	},
	{
		displayName: NAME_LABEL,
		name: 'emailName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Noor Haddad',
		description: 'The name of the person',
		...shownFor('conversation', 'createEmail'),
	},
	{
		displayName: REPLY_TO_LABEL,
		name: 'replyTo',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. name@email.com',
		hint: 'The email address of the person whom Ada writes to',
		...shownFor('conversation', 'createEmail'),
	},
	{
		displayName: SUBJECT_LABEL,
		name: 'subject',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Your order',
		...shownFor('conversation', 'createEmail'),
	},
	{
		displayName: TEXT_LABEL,
		name: 'text',
		type: 'string',
		typeOptions: { rows: 5 },
		default: '',
		description: 'The text of the email, at most 10 KB',
		...shownFor('conversation', 'createEmail'),
	},
	{
		...smallMetadataField(
			METADATA_LABEL,
			'emailMetadata',
			'Facts that your Ada agent uses as metavariables: unlike in other conversations, it does see them',
		),
		...shownFor('conversation', 'createEmail'),
	},
	optionsField(
		'conversation',
		'createEmail',
		{
			displayName: CC_LABEL,
			name: 'cc',
			type: 'string',
			default: '',
			placeholder: 'e.g. sam@example.com, kim@example.com',
			description: 'Addresses separated by commas, or a list by expression',
		},
		{
			displayName: REPLY_AS_LABEL,
			name: 'replyAs',
			type: 'string',
			default: '',
			placeholder: 'e.g. support@example.com',
			description:
				'The address that the email is from: the one that Ada gave your agent, or one of a domain of yours that is set up in Ada',
		},
	),
];

export const createEmail: ItemOperation = {
	hasNotFound: false,
	isOnceOnly: true,

	async execute({ context, index, ada, begin }) {
		const node = context.getNode();
		const field = (name: string): unknown => parameter(context, name, index, '');
		const options = objectOf(parameter(context, 'options', index, {}));
		const metadataForm = objectOf(parameter(context, 'emailMetadata', index, {}));
		const text = checkedText(node, field('text'));
		const metadata = readNewMetadata(node, METADATA_LABEL, metadataForm);
		const email: NewEmail = {
			name: checkedWord(node, NAME_LABEL, field('emailName')),
			subject: checkedWord(node, SUBJECT_LABEL, field('subject')),
			reply_to: checkedEmail(node, REPLY_TO_LABEL, field('replyTo')),
			...(text !== undefined && { text }),
			...(metadata && { metadata }),
			...addressesIn(node, options),
		};
		refuseCircle(node, email);
		await begin(email.reply_to.toLowerCase());

		const answer = await startEmail(ada, node, email);
		return { ...answeredWith(answer, 'created'), doubles: 'conversation' as const };
	},
};

function addressesIn(node: INode, options: IDataObject): Pick<NewEmail, 'cc' | 'reply_as'> {
	const cc = readKeys(node, CC_LABEL, options.cc).map((one) => checkedEmail(node, CC_LABEL, one));
	const replyAs = textOf(node, REPLY_AS_LABEL, options.replyAs);
	return {
		...(cc.length > 0 && { cc }),
		...(replyAs !== undefined && { reply_as: checkedEmail(node, REPLY_AS_LABEL, replyAs) }),
	};
}

function checkedWord(node: INode, label: string, value: unknown): string {
	const word = textOf(node, label, value);
	if (word !== undefined) return word;
	throw refusedBeforeSending(
		node,
		`'${label}' is empty`,
		'This item has no value for it, and Ada wants one for each email. Check the column that the expression names',
	);
}

function checkedText(node: INode, value: unknown): string | undefined {
	const text = textOf(node, TEXT_LABEL, value);
	const bytes = Buffer.byteLength(text ?? '');
	if (bytes <= LARGEST_TEXT) return text;
	throw refusedBeforeSending(
		node,
		`'${TEXT_LABEL}' has ${Math.ceil(bytes / 1024)} KB, and Ada takes at most 10 KB`,
		'Send a shorter text',
	);
}

/** Ada would refuse it with 422 (Ada OpenAPI, POST …/email/). */
function refuseCircle(node: INode, { reply_as: from = '', reply_to: to }: NewEmail): void {
	if (from.toLowerCase() !== to.toLowerCase()) return;
	throw refusedBeforeSending(
		node,
		`'${REPLY_AS_LABEL}' and '${REPLY_TO_LABEL}' are the same address: "${to}"`,
		`The answers would go in a circle. '${REPLY_AS_LABEL}' is the address of your agent, '${REPLY_TO_LABEL}' that of the person`,
	);
}
