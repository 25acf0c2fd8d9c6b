import { readFileSync } from 'node:fs';
import { readContacts } from './contactsFile.mjs';

/** Who is in the sandbox before the example workflow runs. */
export const peopleBefore = read('peopleInAda.json');

/** What must become of each row of the file. */
export const expectedRows = read('expectedRows.json');

/**
 * Who must be in the sandbox afterwards: the people from before with the values of their row's
 * filled cells, those created with these values only, and nobody else.
 */
export function peopleAfter() {
	const people = peopleBefore.map((person) => structuredClone(person));
	const contacts = new Map(readContacts().map((contact) => [contact.row, contact]));
	for (const { row, externalId, outcome, language } of expectedRows) {
		if (outcome !== 'updated' && outcome !== 'created') continue;
		const { profile } = known(people, externalId) ?? added(people, externalId);
		const cells = filled(contacts.get(row));
		Object.assign(profile, pick(cells, ['first_name', 'last_name', 'email', 'language']));
		// What a cell like fr_ca becomes stands beside the row's outcome.
		if (language) profile.language = language;
		if (cells.tier) profile.metadata.tier = cells.tier;
		if (cells.seats) profile.metadata.seats = Number(cells.seats);
		if (cells.newsletter) profile.metadata.newsletter = cells.newsletter === 'true';
	}
	return people;
}

/** Ada's external IDs are the same whatever their case. */
export function sameId(a, b) {
	return (a ?? null) === (b ?? null) || (!!a && !!b && a.toLowerCase() === b.toLowerCase());
}

function known(people, externalId) {
	return people.find((person) => sameId(person.external_id, externalId));
}

function added(people, externalId) {
	people.push({ external_id: externalId, profile: { metadata: {} } });
	return people.at(-1);
}

function filled(contact) {
	return Object.fromEntries(
		Object.entries(contact)
			.map(([column, cell]) => [column, String(cell).trim()])
			.filter(([, cell]) => cell !== ''),
	);
}

function pick(from, keys) {
	return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}

function read(name) {
	return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}
