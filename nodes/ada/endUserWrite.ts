import type { EndUser, EndUserBody, MetadataValue, ProfileTextField } from './endUser';
import { PROFILE_TEXT_FIELDS } from './endUser';

/** What an item asks for: only what is named here may change. Null removes a metadata key. */
export interface WantedChange {
	profile: Partial<Record<ProfileTextField, string>>;
	metadata: ReadonlyMap<string, MetadataValue | null>;
	sensitive: ReadonlyMap<string, MetadataValue | null>;
}

/** What to make of Ada's answer to a PATCH. */
export type Verdict =
	| { kind: 'done' }
	/** This Ada replaces metadata instead of merging it: send this body at once. */
	| { kind: 'repair'; body: EndUserBody }
	/** Ada kept something else than asked in these fields of the profile. */
	| { kind: 'notAsAsked'; fields: string[] };

/** Metadata by its keys: a Map, since a key may be named like something that every object has. */
type Metadata = ReadonlyMap<string, unknown>;

/**
 * The PATCH that turns the stored person into the wanted one: only what differs, or `undefined`
 * when nothing does, so that a sync neither wastes writes nor fires events that loop back.
 * Sensitive values cannot be read back, so they are sent whenever they are given.
 * `replaces` says that this Ada is known to replace metadata: then the whole set is sent.
 */
export function plannedPatch(
	stored: EndUser,
	wanted: WantedChange,
	replaces: boolean,
): EndUserBody | undefined {
	const body: EndUserBody = { profile: {} };
	for (const field of PROFILE_TEXT_FIELDS) {
		const value = wanted.profile[field];
		if (value === undefined || sameText(field, stored.profile?.[field], value)) continue;
		body.profile[field] = value;
	}
	const before = metadataOf(stored);
	const changed = [...wanted.metadata].filter(
		([key, value]) => !sameMetadata(before.get(key), value),
	);
	if (changed.length > 0) {
		body.profile.metadata = replaces ? wholeMetadata(before, wanted) : Object.fromEntries(changed);
	}
	if (wanted.sensitive.size > 0) {
		body.profile.sensitive_metadata = { fields: Object.fromEntries(wanted.sensitive) };
	}
	return Object.keys(body.profile).length > 0 ? body : undefined;
}

/** Whether a planned PATCH changes what can be seen of the person: sensitive values cannot. */
export function changesVisibly(body: EndUserBody): boolean {
	return Object.keys(body.profile).some((field) => field !== 'sensitive_metadata');
}

/**
 * Compares Ada's answer to a PATCH with what was there and what was asked for. Ada's documents
 * leave open whether a PATCH merges metadata and whether null removes a key; both show here.
 */
export function verdictOn(
	stored: EndUser,
	wanted: WantedChange,
	sent: EndUserBody,
	answer: EndUser,
): Verdict {
	const fields = ignoredFields(stored, sent, answer);
	if (sent.profile.metadata === undefined) {
		return fields.length > 0 ? { kind: 'notAsAsked', fields } : { kind: 'done' };
	}
	const before = metadataOf(stored);
	const after = metadataOf(answer);
	const named = new Set(Object.keys(sent.profile.metadata));
	const unnamed = [...before.keys()].filter((key) => !named.has(key));
	const isReplaced = unnamed.length > 0 && unnamed.every((key) => !after.has(key));
	const isLeft = [...wanted.metadata].some(([key, value]) => value === null && after.has(key));
	const whole = wholeMetadata(before, wanted);
	const wasWhole = JSON.stringify(sent.profile.metadata) === JSON.stringify(whole);
	if ((isReplaced || isLeft) && !wasWhole) {
		return { kind: 'repair', body: { profile: { metadata: whole } } };
	}
	for (const [key, value] of wanted.metadata) {
		if (!sameMetadata(after.get(key), value)) fields.push(`metadata.${key}`);
	}
	return fields.length > 0 ? { kind: 'notAsAsked', fields } : { kind: 'done' };
}

/**
 * The fields that Ada left as they were, or emptied. One that Ada has spelled otherwise (an email in
 * lower case) counts as written, and one that the answer leaves out says nothing.
 */
function ignoredFields(stored: EndUser, sent: EndUserBody, answer: EndUser): string[] {
	return PROFILE_TEXT_FIELDS.filter((field) => {
		const wanted = sent.profile[field];
		const now = answer.profile?.[field];
		if (wanted === undefined || now === undefined) return false;
		if (now === null) return wanted !== null;
		const isSpelledOtherwise = field === 'email' && now.toLowerCase() === wanted?.toLowerCase();
		return now === stored.profile?.[field] && !isSpelledOtherwise;
	});
}

function metadataOf({ profile }: EndUser): Metadata {
	return new Map(Object.entries(profile?.metadata ?? {}));
}

/** All of a person's metadata as it should be after the write. */
function wholeMetadata(before: Metadata, wanted: WantedChange): Record<string, unknown> {
	const after = new Map(before);
	for (const [key, value] of wanted.metadata) {
		if (value === null) after.delete(key);
		else after.set(key, value);
	}
	return Object.fromEntries(after);
}

/** A removed key is one that is not there, or that an Ada keeps as null. */
function sameMetadata(stored: unknown, wanted: unknown): boolean {
	return (stored ?? null) === (wanted ?? null);
}

/** Languages are compared without case, since Ada may keep its own spelling of a tag. */
function sameText(field: ProfileTextField, stored: unknown, wanted: string): boolean {
	if (typeof stored !== 'string') return false;
	return field === 'language'
		? stored.toLowerCase().replace(/_/g, '-') === wanted.toLowerCase()
		: stored === wanted;
}
