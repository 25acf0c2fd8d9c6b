import type { Switches } from '../switches';
import { scalarFields, type EndUser } from './endUser';
import type { ProfileBody } from './endUserBody';
import { checkMetadataSize } from './profileRules';

type Metadata = EndUser['metadata'];

/** The spelling in which a language is stored: see switch language. */
function spelledLanguage(language: string, switches: Switches): string {
	if (switches.get('language') !== 'normalised') return language;
	try {
		return new Intl.Locale(language.replaceAll('_', '-')).toString();
	} catch {
		// The sandbox's pattern is wider than BCP 47; what Intl does not know stays as it was sent.
		return language;
	}
}

function storedValue(value: unknown): string | number | boolean {
	if (typeof value === 'string' || typeof value === 'boolean') return value;
	if (typeof value === 'number' && Number.isInteger(value)) return value;
	return JSON.stringify(value);
}

/** The metadata after a change; the stored one is not touched. */
function changedMetadata(
	stored: Metadata,
	sent: Record<string, unknown> | null | undefined,
	switches: Switches,
): Metadata {
	const none: Metadata = new Map();
	if (sent === undefined) return stored;
	if (sent === null) return switches.get('metadataNull') === 'clears' ? none : stored;
	if (Object.keys(sent).length === 0) {
		return switches.get('metadataEmpty') === 'clears' ? none : stored;
	}
	const changed: Metadata = new Map(switches.get('metadataPatch') === 'merge' ? stored : none);
	for (const [key, value] of Object.entries(sent)) {
		if (value !== null) changed.set(key, storedValue(value));
		else if (switches.get('metadataKeyNull') === 'stored') changed.set(key, null);
		else changed.delete(key);
	}
	return changed;
}

function differs(a: Metadata, b: Metadata): boolean {
	return a.size !== b.size || [...a].some(([key, value]) => !b.has(key) || b.get(key) !== value);
}

/**
 * Writes a profile that passed its rules into a person. Null on a scalar field clears it, or does
 * nothing, by the switch scalarNull. Sensitive metadata is not touched here.
 * @returns whether anything in the profile is different now
 * @throws AdaError when the metadata would be too large; then nothing was changed
 */
export function changeProfile(
	person: Pick<EndUser, 'metadata' | 'scalars'>,
	profile: ProfileBody,
	switches: Switches,
): boolean {
	const metadata = changedMetadata(person.metadata, profile.metadata, switches);
	if (profile.metadata) {
		const ofMerged = switches.get('metadataSizeOf') === 'merged';
		checkMetadataSize(ofMerged ? Object.fromEntries(metadata) : profile.metadata, switches);
	}
	let changed = differs(person.metadata, metadata);
	person.metadata = metadata;
	for (const field of scalarFields) {
		const sent = profile[field];
		if (sent === undefined) continue;
		if (sent === null && switches.get('scalarNull') === 'ignored') continue;
		const value = sent !== null && field === 'language' ? spelledLanguage(sent, switches) : sent;
		changed ||= person.scalars[field] !== value;
		person.scalars[field] = value;
	}
	return changed;
}
