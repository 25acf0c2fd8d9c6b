import { Type, type Static } from '@sinclair/typebox';

const settings = {
	// Null clears it like an empty text; neither is documented, sandbox's choice.
	description: Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] })),
	event_filters: Type.Optional(Type.Array(Type.String())),
	enabled: Type.Optional(Type.Boolean()),
};

/** POST /v2/webhooks/ (Ada OpenAPI). */
export const createBody = Type.Object({ url: Type.String(), ...settings });

/** PATCH /v2/webhooks/{id}: only what is given changes (Ada OpenAPI). */
export const updateBody = Type.Object({ url: Type.Optional(Type.String()), ...settings });

/** POST /v2/webhooks/{id}/secret/rotate/: no body is as good as an empty one. */
export const rotateBody = Type.Unsafe<{ key?: string } | null>({
	type: ['object', 'null'],
	properties: { key: { type: 'string' } },
});

/** Query of GET /v2/webhooks/; numbers arrive as text and are read by the route. */
export const listQuery = Type.Object({
	cursor: Type.Optional(Type.String()),
	limit: Type.Optional(Type.String()),
});

export type CreateBody = Static<typeof createBody>;
export type UpdateBody = Static<typeof updateBody>;
export type RotateBody = Static<typeof rotateBody>;
export type ListQuery = Static<typeof listQuery>;
