import type { INodeProperties } from 'n8n-workflow';

import type { ChannelType } from '../../ada/channels';
import { channelsOf } from '../../ada/channels';
import { howManyFields, readHowMany } from '../../forms/howMany';
import { parameter } from '../../forms/parameter';
import type { Answered } from '../../items/outcome';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

const TYPES: Record<string, ChannelType[]> = {
	all: ['custom', 'native'],
	custom: ['custom'],
	native: ['native'],
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Type',
		name: 'channelType',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All', value: 'all' },
			{
				name: 'Custom',
				value: 'custom',
				description: 'Channels of your own systems, on which conversations can be started',
			},
			{ name: 'Native', value: 'native', description: "Ada's own, such as its web chat" },
		],
		default: 'custom',
		description: 'Which channels are listed',
		...shownFor('channel', 'getAll'),
	},
	...howManyFields(shownWhere('channel', 'getAll')),
	optionsField('channel', 'getAll'),
];

export const getChannels: ItemOperation = {
	hasNotFound: false,

	async execute({ context, index, ada }) {
		const node = context.getNode();
		const types = TYPES[String(parameter(context, 'channelType', index, 'custom'))] ?? [];
		const most = readHowMany(context, index, 'channels');

		const channels: Answered[] = [];
		for (const type of types) {
			for await (const channel of channelsOf(ada, node, type)) {
				if (channels.length >= most) return channels;
				channels.push(answeredWith(channel, 'found'));
			}
		}
		return channels;
	},
};
