import { Type, type Static } from '@sinclair/typebox';

import { oneOf } from '../oneOf';
import { deliveryStates } from './delivery';

const strict = { additionalProperties: false };

const settings = {
	description: Type.Optional(Type.String()),
	event_filters: Type.Optional(Type.Array(Type.String())),
	enabled: Type.Optional(Type.Boolean()),
	channels: Type.Optional(Type.Array(Type.String())),
};

const url = Type.String({ format: 'uri', pattern: '^https?://' });

export const endpointSeed = Type.Object({ url, ...settings }, strict);

export const endpointEdit = Type.Object(
	{ url: Type.Optional(url), ...settings },
	{ ...strict, minProperties: 1 },
);

export const deliveriesQuery = Type.Object(
	{
		endpoint: Type.Optional(Type.String()),
		type: Type.Optional(Type.String()),
		state: Type.Optional(oneOf(...deliveryStates)),
		last: Type.Optional(Type.String({ pattern: '^[1-9][0-9]*$' })),
	},
	strict,
);

export const settingsBody = Type.Object(
	{
		duplicates: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
		reorder: Type.Optional(Type.Boolean()),
		lostAnswers: Type.Optional(Type.Number({ minimum: 0 })),
		paused: Type.Optional(Type.Boolean()),
		concurrency: Type.Optional(Type.Integer({ minimum: 1 })),
		seed: Type.Optional(Type.Integer()),
	},
	{ ...strict, minProperties: 1 },
);

/** No body is as good as an empty one. */
export const resendBody = Type.Unsafe<{ endpointId?: string } | null>({
	type: ['object', 'null'],
	properties: { endpointId: { type: 'string' } },
	...strict,
});

export const recoverBody = Type.Object(
	{ since: Type.String({ format: 'date-time' }), endpointId: Type.Optional(Type.String()) },
	strict,
);

export const eventBody = Type.Object(
	{
		type: Type.String({ minLength: 1 }),
		data: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
		channels: Type.Optional(Type.Array(Type.String())),
		tags: Type.Optional(Type.Array(Type.String())),
		raw: Type.Optional(Type.String()),
		count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
	},
	strict,
);

export type EndpointSeed = Static<typeof endpointSeed>;
export type EndpointEdit = Static<typeof endpointEdit>;
export type DeliveriesQuery = Static<typeof deliveriesQuery>;
export type SettingsBody = Static<typeof settingsBody>;
export type ResendBody = Static<typeof resendBody>;
export type RecoverBody = Static<typeof recoverBody>;
export type EventBody = Static<typeof eventBody>;
