import type { Switches } from './switches';

/** The record without its keys that are null. */
export function withoutNulls(record: object): object {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

/** A part of an answer or an event, its nulls kept or left out: see switch noValue. */
export function withNoValue(record: object, switches: Switches): object {
	return switches.get('noValue') === 'null' ? record : withoutNulls(record);
}

/** Metadata for an answer or an event; what is empty becomes null where nulls are left out. */
export function shownMetadata(
	metadata: ReadonlyMap<string, unknown>,
	switches: Switches,
): object | null {
	const empty = metadata.size === 0 && switches.get('noValue') === 'absent';
	return empty ? null : Object.fromEntries(metadata);
}
