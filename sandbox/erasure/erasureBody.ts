import { Type, type Static } from '@sinclair/typebox';

export const identifierTypes = [
	'email',
	'chatter_id',
	'external_id',
	'end_user_id',
	'variable_match',
] as const;

export type IdentifierType = (typeof identifierTypes)[number];

const textOrNull = Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] }));

/** Who is meant; `variable` is needed for variable_match only, which the route checks. */
const identifier = Type.Object({
	type: Type.Unsafe<IdentifierType>({ type: 'string', enum: [...identifierTypes] }),
	value: Type.String(),
	variable: textOrNull,
});

/** POST /v2/end-users/delete (Ada OpenAPI). */
export const erasureBody = Type.Object({
	identifiers: Type.Array(identifier, { minItems: 1, maxItems: 1000 }),
	client_reference: textOrNull,
});

export type SentIdentifier = Static<typeof identifier>;
export type ErasureBody = Static<typeof erasureBody>;
