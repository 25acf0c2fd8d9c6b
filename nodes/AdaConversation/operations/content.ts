import type { INode, INodeProperties } from 'n8n-workflow';

import type { FileToUpload } from '../../ada/attachments';
import { uploadFile } from '../../ada/attachments';
import type { Content, Conversation, UploadedFile } from '../../ada/conversation';
import { refusedBeforeSending } from '../../ada/failure';
import { fileNameOption, readBinaryFile } from '../../forms/binaryFile';
import { parameter } from '../../forms/parameter';
import { textOf } from '../../forms/values';
import { OncePer } from '../../items/oncePer';
import type { Item } from '../../items/operation';
import { shownFor } from './shown';

const TEXT_LABEL = 'Text';

export const contentFields: INodeProperties[] = [
	{
		displayName: 'Content',
		name: 'contentType',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'File',
				value: 'file',
				description: 'Ada takes files in a handoff only: while people have taken over',
				displayOptions: { hide: { '@tool': [true] } },
			},
			{ name: 'Text', value: 'text' },
		],
		default: 'text',
		description: 'What the message consists of',
		...shownFor('message', 'send'),
	},
	{
		displayName: TEXT_LABEL,
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder: 'e.g. Where is my parcel?',
		description: 'The text of the message',
		hint: 'What the AI Agent answers comes later, as an event of the Ada Webhook Trigger',
		...shownFor('message', 'send', { contentType: ['text'] }),
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input field that holds the file',
		description:
			'The file is checked, uploaded to Ada, and sent as a message. Ada takes up to 50 MB: documents, images, audio, video, ZIP.',
		...shownFor('message', 'send', { contentType: ['file'] }),
	},
];

export const contentOptions: INodeProperties[] = [
	{ ...fileNameOption, displayOptions: { show: { '/contentType': ['file'] } } },
];

/** The content of one item's message: the form is read and checked, and nothing sent yet. */
export interface WantedContent {
	/** A file lies in memory as a whole, so one is sent at a time. */
	isFile: boolean;
	/** What can be written in a conversation; a file is uploaded for it. */
	for(conversationId: string): Promise<ReadyContent>;
}

export type ReadyContent =
	| { kind: 'ready'; content: Content }
	| { kind: 'missing' }
	| { kind: 'ended'; conversation: Conversation };

/** Reads the content of one item's message. */
export async function readContent(item: Item): Promise<WantedContent> {
	const { context, index } = item;
	const node = context.getNode();
	if (parameter(context, 'contentType', index, 'text') === 'file') {
		return contentOf(item, await readBinaryFile(context, index));
	}
	const content = { type: 'text' as const, body: checkedText(node, context, index) };
	return { isFile: false, for: async () => ({ kind: 'ready', content }) };
}

function checkedText(node: INode, context: Item['context'], index: number): string {
	const text = textOf(node, TEXT_LABEL, parameter(context, 'text', index, ''));
	if (text !== undefined) return text;
	throw refusedBeforeSending(
		node,
		`'${TEXT_LABEL}' is empty`,
		'This item has no value for it. Check the column that the expression names, or filter out items without a text before this node',
	);
}

/** The files of items that were uploaded already, which Ada keeps for 7 days. */
const uploads = new OncePer<UploadedFile>();

function contentOf({ context, ada, index, allTries }: Item, file: FileToUpload): WantedContent {
	return {
		isFile: true,
		for: async (conversationId) => {
			const known = await uploads.known(allTries, String(index));
			if (known) return { kind: 'ready', content: { type: 'file', ...known } };
			const uploaded = await uploadFile(ada, context.getNode(), conversationId, file);
			if (uploaded.kind !== 'uploaded') return uploaded;
			const { url, mime_type, filename } = uploaded.file;
			const kept = { url, mime_type, filename };
			await uploads.get(allTries, String(index), async () => kept);
			return { kind: 'ready', content: { type: 'file', ...kept } };
		},
	};
}
