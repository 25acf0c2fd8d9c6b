import type { IDataObject } from 'n8n-workflow';

import { isEndUser, withoutSensitive } from '../ada/endUser';

/**
 * Something that happened in Ada, as a delivery carries it: `type`, `timestamp` (for putting events
 * in order; Ada delivers them in any), `data`, perhaps `tags`. Ada may add types, keys and values.
 * Source: Ada docs, webhooks: the envelope of all events.
 */
export type AdaEvent = IDataObject & { type: string };

/** The event in a delivery's verified bytes, or `undefined` if they hold something else. */
export function eventIn(body: Buffer): AdaEvent | undefined {
	const parsed = parsedJson(body.toString('utf8'));
	if (!isObject(parsed) || typeof parsed.type !== 'string') return undefined;
	const { type, data } = parsed;
	return isEndUser(data)
		? { ...parsed, type, data: { ...withoutSensitive(data) } }
		: { ...parsed, type };
}

/** What the event is about: the end user, the conversation, the message. */
export function dataOf({ data }: IDataObject): IDataObject {
	return isObject(data) ? data : {};
}

/** Whether a value has keys; lists and null have none. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
