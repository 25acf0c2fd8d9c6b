import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Channel, NewChannel } from '../../ada/channels';
import { createChannel as create, listChannels } from '../../ada/channels';
import { refusedBeforeSending } from '../../ada/failure';
import { parameter } from '../../forms/parameter';
import { readNewMetadata, smallMetadataField } from '../../forms/smallMetadata';
import { objectOf, textOf } from '../../forms/values';
import { OncePer } from '../../items/oncePer';
import type { Item, ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor } from './shown';

const NAME_LABEL = 'Name';
const DESCRIPTION_LABEL = 'Description';
const METADATA_LABEL = 'Channel Metadata';

export const properties: INodeProperties[] = [
	{
		displayName:
			'A channel cannot be deleted, and its name, description and modality cannot be changed. If there is a custom channel of this name already, it is returned unchanged.',
		name: 'createChannelNotice',
		type: 'notice',
		default: '',
		...shownFor('channel', 'create'),
	},
	{
		displayName: NAME_LABEL,
		name: 'channelName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Customer portal',
		...shownFor('channel', 'create'),
	},
	{
		displayName: DESCRIPTION_LABEL,
		name: 'channelDescription',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Chat in the customer portal',
		...shownFor('channel', 'create'),
	},
	{
		displayName: 'Modality',
		name: 'modality',
		type: 'options',
		options: [
			{ name: 'Email', value: 'email' },
			{ name: 'Messaging', value: 'messaging' },
			{
				name: 'SMS',
				value: 'sms',
				description: 'Newer than the others: your Ada agent may not have it',
			},
			{ name: 'Voice', value: 'voice' },
		],
		default: 'messaging',
		description: 'How people talk with the AI Agent on the channel',
		...shownFor('channel', 'create'),
	},
	optionsField(
		'channel',
		'create',
		{
			displayName: 'Markdown',
			name: 'markdown',
			type: 'boolean',
			default: false,
			description: 'Whether replies keep bold, italic and links as Markdown, instead of plain text',
		},
		smallMetadataField(METADATA_LABEL, 'metadata', 'Facts for your own systems'),
	),
];

/** The custom channels, listed once in a run unless one of them may be missing in the list. */
const known = new OncePer<Channel[]>();

export const createChannel: ItemOperation = {
	hasNotFound: false,

	async execute(item) {
		const { context, index, ada } = item;
		const wanted = readChannelForm(context, index);
		const existing = await find(item, wanted.name);
		if (existing) return answeredWith(existing, 'existing');

		// The list is old from here on, also where Ada does not say whether it made the channel.
		known.forget(item.run, 'custom');
		const created = await create(ada, context.getNode(), wanted);
		if (created.kind === 'created') return answeredWith(created.channel, 'created');
		// Somebody has made it since the list was read.
		const late = await find(item, wanted.name);
		if (late) return answeredWith(late, 'existing');
		throw created.refusal;
	},
};

/** The custom channel of a name. */
async function find(item: Item, name: string): Promise<Channel | undefined> {
	const { context, ada, run } = item;
	const channels = await known.get(run, 'custom', async () =>
		listChannels(ada, context.getNode(), 'custom'),
	);
	return channels.find((channel) => channel.name === name);
}

function readChannelForm(context: IExecuteFunctions, index: number): NewChannel {
	const node = context.getNode();
	const options = objectOf(parameter(context, 'options', index, {}));
	const metadata = readNewMetadata(node, METADATA_LABEL, objectOf(options.metadata));
	return {
		name: checkedText(context, index, NAME_LABEL, 'channelName'),
		description: checkedText(context, index, DESCRIPTION_LABEL, 'channelDescription'),
		modality: String(parameter(context, 'modality', index, 'messaging')),
		...(options.markdown === true && { capabilities: { markdown: true } }),
		...(metadata && { metadata }),
	};
}

function checkedText(
	context: IExecuteFunctions,
	index: number,
	label: string,
	name: string,
): string {
	const node = context.getNode();
	const text = textOf(node, label, parameter(context, name, index, ''));
	if (text !== undefined) return text;
	throw refusedBeforeSending(
		node,
		`'${label}' is empty`,
		'Ada wants one for each channel. Check the column that the expression names',
	);
}
