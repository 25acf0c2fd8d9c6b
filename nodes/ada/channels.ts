import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { PagedList } from './pages';
import { recordsOf } from './pages';

/** A channel on which people talk to the agent. Source: Ada OpenAPI, schema Channel. */
export interface Channel {
	id: string;
	name?: string;
	type?: string;
	modality?: string;
	[key: string]: unknown;
}

/** Custom channels are those of one's own systems, native ones Ada's. */
export type ChannelType = 'custom' | 'native';

/** All channels of a type, which Ada's API wants named. Source: Ada OpenAPI, `GET /v2/channels/`. */
export async function listChannels(
	ada: AdaClient,
	node: INode,
	type: ChannelType,
): Promise<Channel[]> {
	const channels: Channel[] = [];
	for await (const channel of recordsOf(ada, node, channelList(type))) channels.push(channel);
	return channels;
}

function channelList(type: ChannelType): PagedList<Channel> {
	return {
		path: `/v2/channels/?type=${type}`,
		what: 'channels',
		isRecord: isChannel,
		idOf: ({ id }) => id,
	};
}

function isChannel(value: unknown): value is Channel {
	return (
		typeof value === 'object' &&
		value !== null &&
		'id' in value &&
		typeof value.id === 'string' &&
		value.id !== ''
	);
}
