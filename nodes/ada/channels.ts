import type { INode } from 'n8n-workflow';

import type { AdaClient, AdaRequest } from './client';
import type { MetadataValue } from './endUser';
import { unexpectedAnswer } from './failure';
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

/** Body of `POST /v2/channels/`. */
export interface NewChannel {
	name: string;
	description: string;
	modality: string;
	capabilities?: { markdown: boolean };
	metadata?: Record<string, MetadataValue>;
}

/** All channels of a type, which Ada's API wants named. Source: Ada OpenAPI, `GET /v2/channels/`. */
export async function listChannels(
	ada: AdaClient,
	node: INode,
	type: ChannelType,
): Promise<Channel[]> {
	const channels: Channel[] = [];
	for await (const channel of channelsOf(ada, node, type)) channels.push(channel);
	return channels;
}

/** The same one by one, so that no page is asked for that nobody wants. */
export function channelsOf(
	ada: AdaClient,
	node: INode,
	type: ChannelType,
): AsyncGenerator<Channel> {
	return recordsOf(ada, node, channelList(type));
}

export type CreatedChannel =
	{ kind: 'created'; channel: Channel } | { kind: 'refused'; refusal: Error };

/**
 * Makes a custom channel, for good: Ada has no call that deletes one. Whether a name can be taken
 * twice is not documented, so this is never sent again by itself, and a refusal (400 or 409) is left
 * to the caller to look into. Source: Ada OpenAPI, `POST /v2/channels/`.
 */
export async function createChannel(
	ada: AdaClient,
	node: INode,
	body: NewChannel,
): Promise<CreatedChannel> {
	const request: AdaRequest = {
		method: 'POST',
		path: '/v2/channels/',
		body,
		purpose: 'create the channel',
		expected: [400, 409],
		repeatable: false,
		runAgain: 'Running this item again is safe: it looks for a channel of this name first',
		statusWords: {
			409: {
				message: `Ada has a channel of the name "${body.name}" already`,
				advice: 'Choose another name',
			},
		},
	};
	const answer = await ada.ask(request);
	if (answer.status >= 400) return { kind: 'refused', refusal: ada.refusal(request, answer) };
	if (isChannel(answer.body)) return { kind: 'created', channel: answer.body };
	throw unexpectedAnswer(
		node,
		"Ada's answer is not a channel",
		'unknown',
		'Look at the channels (operation Get Many)',
	);
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
