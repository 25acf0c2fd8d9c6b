/**
 * People as a CRM lists them, with the eight fields that the benchmark writes.
 *
 * @returns {Array<Record<string, string | number | boolean>>}
 */
export function people(count, { prefix = 'crm', from = 0 } = {}) {
	return Array.from({ length: count }, (_, index) => ({
		external_id: `${prefix}-${from + index}`,
		first_name: 'Noor',
		last_name: `Haddad ${from + index}`,
		email: `noor.${from + index}@example.org`,
		language: 'en-GB',
		tier: 'gold',
		seats: 12,
		newsletter: true,
	}));
}

/** Somebody of the CRM as Ada's API shows them; with `change`, as they were before. */
export function inAda(person, change = {}) {
	const { external_id, first_name, last_name, email, language, ...metadata } = {
		...person,
		...change,
	};
	return { external_id, profile: { first_name, last_name, email, language, metadata } };
}

/** What is to be seen of somebody before a run that updates them. */
export const before = { tier: 'silver' };

/**
 * How many of these people a sandbox has as the CRM has them, how many not, and how many external
 * IDs it has more than once.
 *
 * @param {Iterable<object>} stored the sandbox's own records
 */
export function outcomeFor(wanted, stored) {
	const found = new Map();
	for (const person of stored) {
		const id = person.externalId?.toLowerCase();
		found.set(id, [...(found.get(id) ?? []), person]);
	}
	const ofEach = wanted.map((person) => found.get(person.external_id) ?? []);
	const done = wanted.filter((person, index) => ofEach[index].some((one) => isAs(person, one)));
	return {
		done: done.length,
		lost: wanted.length - done.length,
		twice: ofEach.filter((all) => all.length > 1).length,
	};
}

const profileFields = ['first_name', 'last_name', 'email', 'language'];
const metadataKeys = ['tier', 'seats', 'newsletter'];

function isAs(person, { scalars, metadata }) {
	return (
		profileFields.every((name) => scalars[name] === person[name]) &&
		metadataKeys.every((name) => metadata.get(name) === person[name])
	);
}
