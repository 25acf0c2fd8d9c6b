import type { EndUser } from '../endUsers/endUser';
import { scalarFields } from '../endUsers/endUser';
import type { EndUserStore } from '../endUsers/endUserStore';
import { externalIdFindings } from '../endUsers/externalId';
import type { Switches } from '../switches';
import type { SentIdentifier } from './erasureBody';

/** The most people that one identifier may match (release note 2026-07-30). */
const mostMatches = 1000;

/** What Ada says of an identifier. */
export interface Verdict {
	disposition: 'accepted' | 'not_found' | 'invalid' | 'exceeds_limit' | 'duplicate';
	/** How many people it matches. */
	matched: number;
	reason: string | null;
}

/** What two identifiers have in common that are the same to Ada (Ada OpenAPI, identifiers[].value). */
export function sameness({ type, value, variable }: SentIdentifier): string {
	const normalised = ['email', 'external_id'].includes(type) ? value.trim().toLowerCase() : value;
	return JSON.stringify([type, variable ?? null, normalised]);
}

/**
 * Whom an identifier means, and what Ada says of it. What counts as invalid and the words of a
 * reason are the sandbox's choice; where there must be a reason is Ada's (Ada OpenAPI, job status).
 */
export function matched(
	identifier: SentIdentifier,
	endUsers: EndUserStore,
	switches: Switches,
): { verdict: Verdict; people: EndUser[] } {
	const flaw = flawOf(identifier, switches);
	if (flaw !== undefined) {
		return { verdict: { disposition: 'invalid', matched: 0, reason: flaw }, people: [] };
	}
	const people = peopleWith(identifier, endUsers);
	const count = people.length;
	if (count === 0) {
		const isId = !['email', 'variable_match'].includes(identifier.type);
		const reason = isId ? `No end user has this ${identifier.type}.` : null;
		return { verdict: { disposition: 'not_found', matched: 0, reason }, people };
	}
	if (count > mostMatches) {
		const reason = `Matches more than ${mostMatches} end users.`;
		return { verdict: { disposition: 'exceeds_limit', matched: count, reason }, people: [] };
	}
	return { verdict: { disposition: 'accepted', matched: count, reason: null }, people };
}

function flawOf({ type, value }: SentIdentifier, switches: Switches): string | undefined {
	const text = value.trim();
	if (text === '') return 'The value is empty.';
	switch (type) {
		case 'email':
			return /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'Not an email address.';
		case 'end_user_id':
			return /^[0-9a-f]{24}$/.test(text) ? undefined : 'Not a valid ID.';
		case 'external_id':
			return externalIdFindings(text, 'body', switches).at(0)?.message;
		case 'chatter_id':
		case 'variable_match':
			return undefined;
	}
}

function peopleWith({ type, value, variable }: SentIdentifier, endUsers: EndUserStore): EndUser[] {
	const text = value.trim();
	const only = (person: EndUser | undefined) => (person ? [person] : []);
	switch (type) {
		case 'email': {
			const email = text.toLowerCase();
			return endUsers.all().filter(({ scalars }) => scalars.email?.toLowerCase() === email);
		}
		case 'external_id':
			return only(endUsers.find(text));
		case 'end_user_id':
			return only(endUsers.get(text));
		case 'chatter_id':
			// IDs of an older kind of record; the sandbox keeps none.
			return [];
		case 'variable_match':
			return endUsers.all().filter((person) => variableOf(person, variable) === value);
	}
}

/** A metavariable of a person as text: a profile field or a metadata key. */
function variableOf({ scalars, metadata }: EndUser, name?: string | null): string | undefined {
	const field = scalarFields.find((scalar) => scalar === name);
	const held = field ? scalars[field] : metadata.get(name ?? '');
	return held === undefined || held === null ? undefined : String(held);
}
