import { Type, type Static } from '@sinclair/typebox';

import type { AdaInstance } from '../adaInstance';
import type { AddRoute } from '../controlRoute';
import { newMetadata } from '../smallMetadata';
import { channelAnswer } from './channel';
import { capabilities, channelType } from './channelBody';

const channelBody = Type.Object(
	{
		type: channelType,
		name: Type.String({ minLength: 1 }),
		description: Type.Optional(Type.String()),
		modality: Type.Optional(Type.String({ minLength: 1 })),
		capabilities: Type.Optional(capabilities),
		metadata: Type.Optional(newMetadata),
	},
	{ additionalProperties: false },
);

/** The control API's view of the agent's channels. */
export function channelControlRoutes({ channels, switches }: AdaInstance, route: AddRoute): void {
	route({
		method: 'GET',
		path: '/channels',
		does: 'the agent’s channels, native ones too',
		handler: () => ({ channels: channels.all.map((channel) => channelAnswer(channel, switches)) }),
	});
	route<{ Body: Static<typeof channelBody> }>({
		method: 'POST',
		path: '/channels',
		does:
			'{type: custom|native, name, description, modality (messaging if absent), capabilities, ' +
			'metadata} adds a channel without Ada’s checks',
		schema: { body: channelBody },
		handler: ({ body }) => {
			const { type, name, description = '', modality = 'messaging' } = body;
			const markdown = body.capabilities?.markdown ?? false;
			const common = { name, description, modality, markdown };
			const metadata = new Map(Object.entries(body.metadata ?? {}));
			const channel = channels.add(
				type === 'custom' ? { type, ...common, metadata } : { type, ...common },
			);
			return channelAnswer(channel, switches);
		},
	});
}
