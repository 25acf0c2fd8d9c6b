import type { EndUser, EndUserBody, MetadataValue, ProfileTextField } from './endUser';
import { PROFILE_TEXT_FIELDS, sameExternalId } from './endUser';

/**
 * What an item asks for: only what is named here may change. Null clears a field, removes a
 * metadata key, or gives an external ID free.
 */
export interface WantedChange {
	externalId?: string | null;
	profile: Partial<Record<ProfileTextField, string | null>>;
	metadata: ReadonlyMap<string, MetadataValue | null>;
	sensitive: ReadonlyMap<string, MetadataValue | null>;
}

/** What a PATCH does to metadata keys that it does not name; Ada's documents do not say. */
export type MetadataPatch = 'merges' | 'replaces' | 'unknown';

/** What to make of Ada's answer to a PATCH. */
export interface Verdict {
	/** A body to send at once, since the answer is not as asked and this may mend it. */
	repair?: EndUserBody;
	/** Names of what Ada did not do as asked. */
	notAsAsked: string[];
	/** What the answer shows about this Ada. */
	metadataPatch: MetadataPatch;
}

/** Metadata by its keys: a Map, since a key may be named like something that every object has. */
type Metadata = ReadonlyMap<string, unknown>;

/**
 * The PATCH that turns the stored person into the wanted one: only what differs, or `undefined`
 * when nothing does, so that a sync neither wastes writes nor fires events that loop back.
 * Sensitive values cannot be read back, so they are sent whenever they are given.
 */
export function plannedPatch(
	stored: EndUser,
	wanted: WantedChange,
	metadataPatch: MetadataPatch,
): EndUserBody | undefined {
	const body: EndUserBody = { profile: {} };
	if (wanted.externalId !== undefined && !hasExternalId(stored, wanted.externalId)) {
		body.external_id = wanted.externalId;
	}
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
		const whole = wholeMetadata(before, wanted);
		// What an empty object does is not documented, so the last keys are removed by null.
		const isWhole = metadataPatch === 'replaces' && Object.keys(whole).length > 0;
		body.profile.metadata = isWhole ? whole : Object.fromEntries(changed);
	}
	if (wanted.sensitive.size > 0) {
		body.profile.sensitive_metadata = { fields: Object.fromEntries(wanted.sensitive) };
	}
	return changedNames(body).length > 0 ? body : undefined;
}

/** The PATCH for a person who was not read: everything that is wanted, whether it differs or not. */
export function unreadPatch(wanted: WantedChange): EndUserBody {
	const body: EndUserBody = { profile: { ...wanted.profile } };
	if (wanted.externalId !== undefined) body.external_id = wanted.externalId;
	if (wanted.metadata.size > 0) body.profile.metadata = Object.fromEntries(wanted.metadata);
	if (wanted.sensitive.size > 0) {
		body.profile.sensitive_metadata = { fields: Object.fromEntries(wanted.sensitive) };
	}
	return body;
}

/** The POST for a new person, who has nothing that could be cleared or removed. */
export function creation(externalId: string | undefined, wanted: WantedChange): EndUserBody {
	const body: EndUserBody = { profile: {} };
	if (externalId !== undefined) body.external_id = externalId;
	for (const field of PROFILE_TEXT_FIELDS) {
		const value = wanted.profile[field];
		if (typeof value === 'string') body.profile[field] = value;
	}
	const metadata = [...wanted.metadata].filter(([, value]) => value !== null);
	const sensitive = [...wanted.sensitive].filter(([, value]) => value !== null);
	if (metadata.length > 0) body.profile.metadata = Object.fromEntries(metadata);
	if (sensitive.length > 0) {
		body.profile.sensitive_metadata = { fields: Object.fromEntries(sensitive) };
	}
	return body;
}

/** The names of what a body changes, such as `first_name` and `metadata.tier`: never values. */
export function changedNames({ external_id, profile }: EndUserBody): string[] {
	const { metadata = {}, sensitive_metadata, ...texts } = profile;
	return [
		...(external_id === undefined ? [] : ['external_id']),
		...Object.keys(texts),
		...Object.keys(metadata).map((key) => `metadata.${key}`),
		...Object.keys(sensitive_metadata?.fields ?? {}).map((key) => `sensitive_metadata.${key}`),
	];
}

/** Whether a body changes what can be seen of the person: sensitive values cannot. */
export function changesVisibly(body: EndUserBody): boolean {
	return changedNames(body).some((name) => !name.startsWith('sensitive_metadata.'));
}

/** Whether a body removes metadata keys by null, which Ada's documents do not promise. */
export function removesKeys({ profile }: EndUserBody): boolean {
	return Object.values(profile.metadata ?? {}).includes(null);
}

/** The same PATCH with the whole metadata instead of null for what is to be removed. */
export function withWholeMetadata(
	stored: EndUser,
	wanted: WantedChange,
	body: EndUserBody,
): EndUserBody {
	const metadata = wholeMetadata(metadataOf(stored), wanted);
	return { ...body, profile: { ...body.profile, metadata } };
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
	known: MetadataPatch,
): Verdict {
	const notAsAsked = ignoredFields(stored, wanted, answer);
	if (wanted.externalId !== undefined && !hasExternalId(answer, wanted.externalId)) {
		notAsAsked.push('external_id');
	}
	if (sent.profile.metadata === undefined) return { notAsAsked, metadataPatch: known };

	const before = metadataOf(stored);
	const after = metadataOf(answer);
	const sentKeys = Object.keys(sent.profile.metadata);
	const isSent = (key: string) => sentKeys.includes(key);
	const whole = wholeMetadata(before, wanted);
	const kept = Object.keys(whole).filter((key) => !isSent(key));
	// An empty object may do nothing at all, and then shows nothing.
	const isMerged = sentKeys.length > 0 && [...after.keys()].some((key) => !isSent(key));
	// A single key that is gone may have been removed by somebody else meanwhile, several were not.
	const mostByOthers = known === 'merges' ? 1 : 0;
	const isReplaced = kept.length > mostByOthers && !isMerged;
	const metadataPatch = isMerged ? 'merges' : isReplaced ? 'replaces' : known;
	if (isReplaced) return { repair: { profile: { metadata: whole } }, notAsAsked, metadataPatch };

	const isWrong = (key: string) => !sameMetadata(after.get(key), wanted.metadata.get(key));
	const wrong = [...wanted.metadata.keys()].filter(isWrong);
	if (wrong.some((key) => wanted.metadata.get(key) === null)) {
		// Null did not remove the key, or leaving it out did not: the other way may.
		const nulls = Object.fromEntries(wrong.map((key) => [key, wanted.metadata.get(key) ?? null]));
		const metadata = removesKeys(sent) ? whole : nulls;
		return {
			repair: { profile: { metadata } },
			notAsAsked: [...notAsAsked, ...wrong.map((key) => `metadata.${key}`)],
			metadataPatch,
		};
	}
	return { notAsAsked: [...notAsAsked, ...wrong.map((key) => `metadata.${key}`)], metadataPatch };
}

/**
 * The fields that Ada left as they were, or emptied. One that Ada has spelled otherwise (an email in
 * lower case) counts as written, and one that the answer leaves out says nothing.
 */
function ignoredFields(stored: EndUser, { profile }: WantedChange, answer: EndUser): string[] {
	return PROFILE_TEXT_FIELDS.filter((field) => {
		const value = profile[field];
		const now = answer.profile?.[field];
		if (value === undefined || now === undefined || sameText(field, now, value)) return false;
		if (now === null) return true;
		const isSpelledOtherwise = field === 'email' && now.toLowerCase() === value?.toLowerCase();
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

function hasExternalId({ external_id }: EndUser, wanted: string | null): boolean {
	if (wanted === null) return !external_id;
	return typeof external_id === 'string' && sameExternalId(external_id, wanted);
}

/** Languages are compared without case, since Ada may keep its own spelling of a tag. */
function sameText(field: ProfileTextField, stored: unknown, wanted: string | null): boolean {
	if (wanted === null) return stored === undefined || stored === null || stored === '';
	if (typeof stored !== 'string') return false;
	return field === 'language'
		? stored.toLowerCase().replace(/_/g, '-') === wanted.toLowerCase()
		: stored === wanted;
}
