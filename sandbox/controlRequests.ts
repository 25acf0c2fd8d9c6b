import { Type, type Static } from '@sinclair/typebox';

import { profileBody } from './endUsers/endUserBody';
import { oneOf } from './oneOf';
import { limitFamilies, type Limit, type LimitFamily } from './rateLimits';

const strict = { additionalProperties: false };

export const clockBody = Type.Object(
	{
		advanceMs: Type.Optional(Type.Integer({ minimum: 0 })),
		advanceTo: Type.Optional(Type.String({ format: 'date-time' })),
		frozen: Type.Optional(Type.Boolean()),
	},
	{ ...strict, minProperties: 1 },
);

/** Names and values are checked by the switches themselves, which list what there is. */
export const switchesBody = Type.Record(Type.String(), Type.Unknown());

const count = Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 1 });

const limit = Type.Object({ perSecond: count, perMinute: count, perDay: count }, strict);

export const limitsBody = Type.Unsafe<
	{ all?: 'published' | 'off' } & Partial<Record<LimitFamily, Limit>>
>({
	type: 'object',
	properties: {
		all: oneOf('published', 'off'),
		...Object.fromEntries(limitFamilies.map((family) => [family, limit])),
	},
	...strict,
	minProperties: 1,
});

export const requestsQuery = Type.Object(
	{
		method: Type.Optional(Type.String()),
		pathPrefix: Type.Optional(Type.String()),
		last: Type.Optional(Type.String({ pattern: '^[1-9][0-9]*$' })),
	},
	strict,
);

const seed = Type.Object(
	{
		external_id: Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] })),
		profile: Type.Optional(profileBody),
		channel: Type.Optional(oneOf('custom', 'native')),
		attached: Type.Optional(Type.Boolean()),
		sunshine_user_id: Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] })),
	},
	strict,
);

export const seedBody = Type.Object({ endUsers: Type.Array(seed) }, strict);

export const attachBody = Type.Object({ attached: Type.Boolean() }, strict);

export const variablesBody = Type.Object(
	{
		variables: Type.Array(
			Type.Object(
				{ id: Type.String({ minLength: 1 }), name: Type.String({ minLength: 1 }) },
				strict,
			),
		),
	},
	strict,
);

export type ClockBody = Static<typeof clockBody>;
export type SwitchesBody = Static<typeof switchesBody>;
export type LimitsBody = Static<typeof limitsBody>;
export type RequestsQuery = Static<typeof requestsQuery>;
export type Seed = Static<typeof seed>;
export type SeedBody = Static<typeof seedBody>;
export type AttachBody = Static<typeof attachBody>;
export type VariablesBody = Static<typeof variablesBody>;
