import { Type } from '@sinclair/typebox';

import { invalid, jsonPath } from './errors';

type Value = string | number | boolean;

/** The metadata of a channel or of a conversation, which is no end user's (those have other rules). */
export type SmallMetadata = ReadonlyMap<string, Value>;

/** Values are string, boolean, integer or float (Ada OpenAPI, channels and conversations). */
export const newMetadata = Type.Unsafe<Record<string, Value>>({
	type: 'object',
	additionalProperties: { type: ['string', 'boolean', 'number'] },
});

/** On PATCH null as well, which removes a key (Ada OpenAPI, PATCH conversation). */
export const metadataChange = Type.Unsafe<Record<string, Value | null>>({
	type: 'object',
	additionalProperties: { type: ['string', 'boolean', 'number', 'null'] },
});

/** Ada OpenAPI: 4 KB. How it is measured is not documented; here as end users' metadata. */
const maxBytes = 4096;

/**
 * Stored metadata with what was sent added to it; null removes a key.
 * @throws AdaError when the result is larger than 4 KB
 */
export function withMetadata(
	stored: SmallMetadata,
	sent: Record<string, Value | null> = {},
): SmallMetadata {
	const changed = new Map(stored);
	for (const [key, value] of Object.entries(sent)) {
		if (value === null) changed.delete(key);
		else changed.set(key, value);
	}
	const size = Buffer.byteLength(JSON.stringify(Object.fromEntries(changed)));
	if (size <= maxBytes) return changed;
	const message = 'Metadata exceeds the maximum size of 4 KB.';
	throw invalid([{ parameter: jsonPath('metadata'), location: 'body', message }], message);
}
