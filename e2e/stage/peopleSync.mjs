import { randomUUID } from 'node:crypto';

/** The trigger that a sync is started by. */
export const start = 'Start';

/** Some of the people to come, as a sync must find and make them. */
const KNOWN_BEFORE = 10;

/**
 * The people of a CRM, some of whom are in Ada before a sync: one in ten as they are to be, three in
 * ten with something else, and the rest not at all.
 *
 * @returns {{ wanted: object[], before: object[] }} shaped as Ada's API shows them
 */
export function peopleOfCrm(count, prefix) {
	const wanted = Array.from({ length: count }, (_, number) => ({
		external_id: `${prefix}-${number}`,
		profile: { first_name: `Name ${number}`, metadata: { seats: number } },
	}));
	const before = wanted.flatMap((person, number) => {
		const place = number % KNOWN_BEFORE;
		if (place === 0) return [person];
		if (place > 3) return [];
		// What is not named in the sync must be there afterwards as well.
		const metadata = { seats: -1, plan: 'gold' };
		return [{ ...person, profile: { first_name: 'Before', metadata } }];
	});
	return { wanted, before };
}

/** A workflow that brings those people into Ada, by Create or Update. */
export function peopleSync({ name, count, prefix, credential }) {
	const people = `Array.from({ length: ${count} }, (_, n) => ({ id: '${prefix}-' + n, n }))`;
	const nodes = [
		node(start, 'manualTrigger', {}),
		node('CRM', 'set', {
			assignments: {
				assignments: [
					{ id: randomUUID(), name: 'people', type: 'array', value: `={{ ${people} }}` },
				],
			},
			options: {},
		}),
		node('Each', 'splitOut', { fieldToSplitOut: 'people', options: {} }),
		{
			...node('Ada', '', {
				resource: 'endUser',
				operation: 'createOrUpdate',
				externalId: '={{ $json.id }}',
				whenNotFound: 'create',
				profile: { firstName: "={{ 'Name ' + $json.n }}" },
				metadata: {
					pairs: [
						{
							key: { __rl: true, mode: 'name', value: 'seats' },
							type: 'integer',
							value: '={{ $json.n }}',
						},
					],
				},
				options: {},
			}),
			type: 'n8n-nodes-ada-cx.adaEndUser',
			typeVersion: 1,
			credentials: { adaCxApi: credential },
		},
	];
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map((one, at) => [
				one.name,
				{ main: [[{ node: nodes[at + 1].name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

/**
 * What has become of the people of a sync.
 *
 * @param {object[]} people everybody in the sandbox
 * @returns {{ missing: string[], doubled: string[], different: string[], others: number }} external
 *   IDs; and how many there are beside them
 */
export function outcomeOf({ wanted, before }, people) {
	const known = new Map(before.map((person) => [person.external_id, person.profile.metadata]));
	const of = (id) => people.filter(({ external_id: one }) => one === id);
	const ids = wanted.map(({ external_id: id }) => id);
	const different = wanted.filter(({ external_id: id, profile }) => {
		const [person] = of(id);
		const metadata = { ...known.get(id), ...profile.metadata };
		const is = person?.profile;
		return (
			is &&
			(is.first_name !== profile.first_name ||
				JSON.stringify(sorted(is.metadata)) !== JSON.stringify(sorted(metadata)))
		);
	});
	return {
		missing: ids.filter((id) => of(id).length === 0),
		doubled: ids.filter((id) => of(id).length > 1),
		different: different.map(({ external_id: id }) => id),
		others: people.filter(({ external_id: id }) => !ids.includes(id)).length,
	};
}

function node(name, type, parameters) {
	const versions = { manualTrigger: 1, set: 3.4, splitOut: 1 };
	return {
		id: randomUUID(),
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion: versions[type],
		position: [0, 0],
		parameters,
	};
}

function sorted(object) {
	return Object.fromEntries(Object.entries(object).sort());
}
