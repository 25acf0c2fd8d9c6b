import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const sync = (more: INodeParameters = {}): INodeParameters => ({
	operation: 'createOrUpdate',
	externalId: '={{ $json.id }}',
	profile: { firstName: '={{ $json.name }}' },
	...more,
});

const run = async (items: Array<{ id: string; name?: string }>, more: INodeParameters = {}) =>
	await runEndUser({
		credential: ada.credential,
		parameters: sync(more),
		items,
		onError: 'continueRegularOutput',
	});

const writes = async () =>
	(await ada.requests()).filter(({ method }) => method !== 'GET').map(({ method }) => method);

test('creates whom Ada does not know, updates whom it knows, and leaves alone who is as asked', async () => {
	await ada.seed(
		{ external_id: 'b', profile: { first_name: 'Old' } },
		{ external_id: 'c', profile: { first_name: 'Same' } },
	);

	const { json, hints } = await run([
		{ id: 'a', name: 'New' },
		{ id: 'B', name: 'Changed' },
		{ id: 'c', name: 'Same' },
	]);

	expect(json[0].map(({ external_id, outcome }) => [external_id, outcome])).toEqual([
		['a', 'created'],
		['B', 'updated'],
		['c', 'unchanged'],
	]);
	expect(await writes()).toEqual(['POST', 'PATCH']);
	expect(hints).toEqual([expect.stringContaining('1 end user was created')]);
});

test.each([
	['skip', [], []],
	['output', [], [{ id: 'a', name: 'New' }]],
])('when not found: %s creates nobody', async (whenNotFound, found, notFound) => {
	const { json } = await run([{ id: 'a', name: 'New' }], { whenNotFound });

	expect(json).toEqual(whenNotFound === 'output' ? [found, notFound] : [found]);
	expect(await writes()).toEqual([]);
});

test('when not found: error says who is missing and creates nobody', async () => {
	const result = await run([{ id: 'a', name: 'New' }], { whenNotFound: 'error' });

	expect(errorAt(result)).toMatchObject({
		outcome: 'notFound',
		message: 'Nobody in Ada has the external ID "a"',
	});
	expect(await writes()).toEqual([]);
});

describe.each(['oneExisting', 'conflict'] as const)(
	'two runs at once, %s',
	(simultaneousCreate) => {
		beforeEach(() => ada.switch({ simultaneousCreate }));

		const items = Array.from({ length: 200 }, (_, index) => ({ id: `p-${index}`, name: 'Ana' }));

		test('Create or Update creates nobody twice and goes on as found', async () => {
			const runs = await Promise.all([run(items), run(items)]);

			expect(await ada.people()).toHaveLength(200);
			const outcomes = runs.flatMap(({ json }) => json[0]).map(({ outcome }) => outcome);
			expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(200);
			expect(outcomes.filter((outcome) => outcome === 'unchanged')).toHaveLength(200);
		});

		test('Create creates nobody twice', async () => {
			const create = { operation: 'create', externalId: '={{ $json.id }}' };
			const once = async () =>
				await runEndUser({ credential: ada.credential, parameters: create, items });

			const runs = await Promise.all([once(), once()]);

			expect(await ada.people()).toHaveLength(200);
			const outcomes = runs.flatMap(({ json }) => json[0]).map(({ outcome }) => outcome);
			expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(200);
			expect(outcomes.filter((outcome) => outcome === 'existing')).toHaveLength(200);
		});
	},
);

test('a dry run names what would change, not the values, and writes nothing', async () => {
	await ada.seed({ external_id: 'b', profile: { first_name: 'Old', metadata: { tier: 'gold' } } });
	const options = { dryRun: true, removeMetadata: 'tier' };

	const { json } = await run(
		[
			{ id: 'a', name: 'New' },
			{ id: 'b', name: 'Changed' },
		],
		{ options },
	);

	expect(json[0]).toMatchObject([
		{ external_id: 'a', outcome: 'wouldCreate', changes: ['external_id', 'first_name'] },
		{ external_id: 'b', outcome: 'wouldUpdate', changes: ['first_name', 'metadata.tier'] },
	]);
	expect(json[0][1].profile).toMatchObject({ first_name: 'Old' });
	expect(await writes()).toEqual([]);
});

test('empty values clear when the source is the master', async () => {
	await ada.seed({ external_id: 'b', profile: { first_name: 'Old', last_name: 'Kept' } });

	const { json } = await run([{ id: 'b', name: ' ' }], { options: { emptyValues: 'clear' } });

	expect(json[0]).toMatchObject([{ outcome: 'updated' }]);
	const [person] = await ada.people();
	expect(person.profile).toMatchObject({ first_name: null, last_name: 'Kept' });
});

test('names external IDs that came twice with different data', async () => {
	const { json, hints } = await run([
		{ id: 'a', name: 'One' },
		{ id: 'a', name: 'Two' },
	]);

	expect(json[0].map(({ outcome }) => outcome)).toEqual(['created', 'updated']);
	expect(hints).toContainEqual(
		'The same external ID came with different data, written in the order of the items: a.',
	);
});
