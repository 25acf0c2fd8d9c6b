import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { listChannels } from '../ada/channels';
import { AdaClient } from '../ada/client';
import type { AdaEvent } from './adaEvent';
import { dataOf, isObject } from './adaEvent';
import { MESSAGE } from './events';

/** Which of the events start the workflow. */
export interface Filters {
	events: string[];
	/** Roles; all are let in where none is chosen. */
	authors: string[];
	handoff: 'any' | 'during' | 'outside';
	/** The label of a handoff integration; empty for any. */
	handoffIntegration: string;
	/** IDs of channels; empty for all. */
	channels: string[];
}

/** The roles of authors that Ada's documents name (Ada docs, conversation message event). */
const AUTHORS = ['ai_agent', 'end_user', 'human_agent'];

export const messageAuthors: INodeProperties = {
	displayName: 'Message Authors',
	name: 'authors',
	type: 'multiOptions',
	displayOptions: { show: { events: [MESSAGE] } },
	options: [
		{ name: 'AI Agent', value: 'ai_agent' },
		{
			name: 'End User',
			value: 'end_user',
			description: 'Also the messages that n8n sends to Ada for an end user',
		},
		{
			name: 'Human Agent',
			value: 'human_agent',
			description: 'Also the messages that n8n sends to Ada for a human agent',
		},
	],
	default: ['ai_agent', 'human_agent'],
	description:
		'Choose whose messages start the workflow. Messages that n8n sends to Ada come back as events: leave their authors out, or the workflow starts itself again. Choose none for all.',
};

/** Filters within the options collection, in the order of their names. */
export const channelFilter: INodeProperties = {
	displayName: 'Channel Names or IDs',
	name: 'channels',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getChannels' },
	default: [],
	description:
		'Limit the workflow to conversations on these channels; events that name no channel, such as those of end users, start it as well. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

export const handoffFilters: INodeProperties[] = [
	{
		displayName: 'Handoff',
		name: 'handoff',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any', description: 'Messages during and outside of handoffs' },
			{
				name: 'During',
				value: 'during',
				description: 'Only messages while a human agent has the conversation',
			},
			{
				name: 'Outside',
				value: 'outside',
				description: 'Only messages while the AI Agent has the conversation',
			},
		],
		default: 'any',
		description: 'Choose which messages start the workflow; other events are not concerned',
	},
	{
		displayName: 'Handoff Integration',
		name: 'handoffIntegration',
		type: 'string',
		default: '',
		placeholder: 'e.g. custom-handoff',
		description:
			'Limit messages and ends of handoffs to handoffs with this label. The label stands in the Handoff block in Ada.',
	},
];

/** The agent's channels, for the form. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const ada = await AdaClient.connect(this);
	const custom = await listChannels(ada, this.getNode(), 'custom');
	const native = await listChannels(ada, this.getNode(), 'native');
	return [...custom, ...native].map(({ id, name, type }) => ({
		name: type === 'native' ? `${name ?? id} (native)` : (name ?? id),
		value: id,
	}));
}

/**
 * Whether an event starts the workflow. Filters hold for what they can see: an event without a
 * channel passes the channels, an author whom Ada's documents do not name passes the authors.
 */
export function letsIn(filters: Filters, event: AdaEvent): boolean {
	const data = dataOf(event);
	return (
		filters.events.includes(event.type) &&
		isOnChannel(filters.channels, data) &&
		hasIntegration(filters.handoffIntegration, data) &&
		(event.type !== MESSAGE || isWantedMessage(filters, data))
	);
}

function isOnChannel(channels: string[], { channel, channel_id }: IDataObject): boolean {
	// Messages carry the channel itself, other events of conversations its ID.
	const id = isObject(channel) ? channel.id : channel_id;
	return channels.length === 0 || typeof id !== 'string' || channels.includes(id);
}

/** Only messages and the ends of handoffs carry the key, without a handoff as null. */
function hasIntegration(wanted: string, data: IDataObject): boolean {
	return wanted === '' || !('handoff_integration' in data) || data.handoff_integration === wanted;
}

function isWantedMessage({ authors, handoff }: Filters, data: IDataObject): boolean {
	const role = isObject(data.author) ? data.author.role : undefined;
	const isUnwanted =
		authors.length > 0 && AUTHORS.some((author) => author === role && !authors.includes(author));
	const isDuring = typeof data.handoff_integration === 'string' && data.handoff_integration !== '';
	return !isUnwanted && (handoff === 'any' || (handoff === 'during') === isDuring);
}
