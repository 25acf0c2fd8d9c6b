import { isDeepStrictEqual } from 'node:util';
import { expectedRows, peopleAfter, sameId } from './expected.mjs';

const profileFields = ['first_name', 'last_name', 'display_name', 'email', 'avatar', 'language'];

/**
 * What is not as it must be after the example workflow has run, in sentences; none when all is well.
 *
 * @param {object[]} rows what became of each row, from `syncContacts`
 * @param {object[]} people everybody in the sandbox, as Ada's API shows them
 * @param {object[]} requests what the sandbox has received while the workflow ran
 */
export function differences(rows, people, requests) {
	return [...inRows(rows), ...inPeople(people), ...inRequests(requests)];
}

function inRows(rows) {
	const unknown = rows.filter(({ row }) => !expectedRows.some((expected) => expected.row === row));
	return [
		...unknown.map(({ row }) => `There is a row ${row} that the file does not have.`),
		...expectedRows.flatMap((expected) => inRow(expected, rows)),
	];
}

function inRow(expected, rows) {
	const found = rows.filter(({ row }) => row === expected.row);
	const label = `Row ${expected.row} (${expected.externalId || 'no ID'})`;
	if (found.length !== 1) return [`${label} came out ${found.length} times instead of once.`];
	const [{ externalId, outcome, by, reason }] = found;
	const wrong = (what, is, should) => `${label}: ${what} is "${is}" and should be "${should}".`;
	return [
		externalId !== expected.externalId && wrong('the external ID', externalId, expected.externalId),
		outcome !== expected.outcome && wrong('the outcome', outcome, expected.outcome),
		by !== expected.by && wrong('the node that refuses', by, expected.by),
		expected.reason &&
			!reason?.includes(expected.reason) &&
			`${label}: the reason does not speak of "${expected.reason}": "${reason}".`,
	].filter(Boolean);
}

function inPeople(people) {
	const expected = peopleAfter();
	const count =
		people.length === expected.length
			? []
			: [`There are ${people.length} people in the sandbox and should be ${expected.length}.`];
	return [...count, ...expected.flatMap((person) => inPerson(person, people))];
}

function inPerson({ external_id: externalId, profile }, people) {
	const found = people.filter((person) => sameId(person.external_id, externalId));
	const label = `In the sandbox, ${externalId ?? 'the person without an external ID'}`;
	if (found.length !== 1) return [`${label} is there ${found.length} times instead of once.`];
	const [{ profile: is }] = found;
	return [...profileFields, 'metadata']
		.filter((field) => !isDeepStrictEqual(sorted(is[field]), sorted(profile[field])))
		.map((field) => {
			const [actual, wanted] = [is[field] ?? null, profile[field] ?? null].map((value) =>
				JSON.stringify(value),
			);
			return `${label}: ${field} is ${actual} and should be ${wanted}.`;
		});
}

/**
 * One write for each row that changes something, and none for the others. What the sandbox refused
 * as too many (429) was not done: the nodes send it again.
 */
function inRequests(requests) {
	const count = (outcome) => expectedRows.filter((row) => row.outcome === outcome).length;
	const done = requests.filter(({ status }) => status !== 429);
	const sent = (method) => done.filter((request) => request.method === method).length;
	return [
		sent('POST') !== count('created') &&
			`${sent('POST')} POST requests were done and should be ${count('created')}.`,
		sent('PATCH') !== count('updated') &&
			`${sent('PATCH')} PATCH requests were done and should be ${count('updated')}.`,
	].filter(Boolean);
}

/** A value without what does not matter: absent or null, and the order of an object's keys. */
function sorted(value) {
	if (value === null || typeof value !== 'object') return value ?? null;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
