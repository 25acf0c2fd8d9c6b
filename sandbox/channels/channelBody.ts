import { Type, type Static } from '@sinclair/typebox';

import { oneOf } from '../oneOf';
import { newMetadata } from '../smallMetadata';

export const channelType = oneOf('custom', 'native');

export const capabilities = Type.Object({ markdown: Type.Optional(Type.Boolean()) });

/** POST /v2/channels/. An empty name is refused by the sandbox's choice. */
export const newChannelBody = Type.Object({
	name: Type.String({ minLength: 1 }),
	description: Type.String(),
	// Which ones there are is a rule of its own: see modalityFindings.
	modality: Type.String(),
	capabilities: Type.Optional(capabilities),
	metadata: Type.Optional(newMetadata),
});

/** PATCH /v2/channels/{channel_id}: nothing else can be changed (Ada OpenAPI). */
export const capabilitiesBody = Type.Object({ capabilities });

/** Query of GET /v2/channels/; numbers arrive as text and are read by the route. */
export const channelQuery = Type.Object({
	type: Type.Optional(channelType),
	modality: Type.Optional(Type.String()),
	cursor: Type.Optional(Type.String()),
	limit: Type.Optional(Type.String()),
});

export type NewChannelBody = Static<typeof newChannelBody>;
export type CapabilitiesBody = Static<typeof capabilitiesBody>;
export type ChannelQuery = Static<typeof channelQuery>;
