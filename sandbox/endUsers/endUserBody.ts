import { Type, type Static } from '@sinclair/typebox';

import type { SensitiveScalar } from './endUser';

const text = Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] }));

/** Ada OpenAPI, sensitive_metadata: pairs per request, keys and values. */
const sensitiveMetadata = Type.Unsafe<{ fields: Record<string, SensitiveScalar | null> } | null>({
	type: ['object', 'null'],
	required: ['fields'],
	properties: {
		fields: {
			type: 'object',
			maxProperties: 20,
			propertyNames: { pattern: '^[A-Za-z0-9_-]+$' },
			additionalProperties: { type: ['string', 'boolean', 'integer', 'null'], minLength: 1 },
		},
	},
});

export const profileBody = Type.Object({
	first_name: text,
	last_name: text,
	display_name: text,
	avatar: text,
	email: text,
	language: text,
	// The types of its values are checked by rule: what Ada does with others is switchable.
	metadata: Type.Optional(
		Type.Unsafe<Record<string, unknown> | null>({ type: ['object', 'null'] }),
	),
	sensitive_metadata: Type.Optional(sensitiveMetadata),
});

/** POST /v2/end-users/: everything may be left out (Ada OpenAPI, POST /v2/end-users/). */
export const createBody = Type.Object({ external_id: text, profile: Type.Optional(profileBody) });

/** PATCH /v2/end-users/{id}: the profile must be there, if only empty (Ada docs, End Users API). */
export const updateBody = Type.Object({ external_id: text, profile: profileBody });

/** Query of GET /v2/end-users/; numbers arrive as text and are read by the route. */
export const listQuery = Type.Object({
	external_id: Type.Optional(Type.String()),
	cursor: Type.Optional(Type.String()),
	limit: Type.Optional(Type.String()),
});

export type ProfileBody = Static<typeof profileBody>;
export type CreateBody = Static<typeof createBody>;
export type UpdateBody = Static<typeof updateBody>;
export type ListQuery = Static<typeof listQuery>;
