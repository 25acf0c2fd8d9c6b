import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const form = (options: INodeParameters = {}): INodeParameters => ({
	operation: 'createOrUpdate',
	externalId: '={{ $json.id }}',
	profile: { firstName: '={{ $json.name }}' },
	options: { lookUpBy: 'wholeList', ...options },
});

const person = (index: number, first_name = 'Noor') => ({
	external_id: `crm-${index}`,
	profile: { first_name },
});

const people = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => person(from + index));

/** As many items, for people who are called Noor in Ada unless they are among the changed ones. */
const items = (count: number, changed: number[] = []) =>
	Array.from({ length: count }, (_, index) => ({
		id: `CRM-${index}`,
		name: changed.includes(index) ? 'Ana' : 'Noor',
	}));

/** How often each kind of call was made. */
async function counts(): Promise<Record<string, number>> {
	const requests = await ada.requests();
	const count = (is: (request: (typeof requests)[number]) => boolean) => requests.filter(is).length;
	return {
		pages: count(({ method, query }) => method === 'GET' && !('external_id' in query)),
		lookUps: count(({ query }) => 'external_id' in query),
		created: count(({ method }) => method === 'POST'),
		updated: count(({ method }) => method === 'PATCH'),
	};
}

const run = (many: Array<{ id: string; name: string }>, parameters = form()) =>
	runEndUser({ credential: ada.credential, parameters, items: many });

test('the list is read once, and only what is new or differs is written', async () => {
	await ada.seed(...people(250));

	const { json, hints } = await run(items(260, [3, 120, 249]));

	expect(await counts()).toEqual({ pages: 3, lookUps: 0, created: 10, updated: 3 });
	const outcomes = json[0].map(({ outcome }) => outcome);
	expect(outcomes.filter((outcome) => outcome === 'unchanged')).toHaveLength(247);
	expect([3, 120, 249].map((index) => outcomes[index])).toEqual(Array(3).fill('updated'));
	expect(outcomes.slice(250)).toEqual(Array(10).fill('created'));
	expect(json[0][5]).toMatchObject({ external_id: 'CRM-5', profile: { first_name: 'Noor' } });
	expect(hints[0]).toBe(
		"Compared with 3 pages of Ada's list of end users, instead of looking up each person.",
	);
});

test('reading ends as soon as all are found', async () => {
	await ada.seed(...people(500));

	await run(items(20));

	expect(await counts()).toEqual({ pages: 1, lookUps: 0, created: 0, updated: 0 });
});

test('where Ada has many others, reading ends when it costs a twentieth of asking, and says so', async () => {
	await ada.seed(...people(2_000, 1_000_000), ...people(40));

	const { json, hints } = await run(items(40, [7]));

	// A twentieth of the items may be read in vain: two pages.
	expect(await counts()).toEqual({ pages: 2, lookUps: 40, created: 0, updated: 1 });
	expect(json[0].map(({ outcome }) => outcome).filter((o) => o === 'unchanged')).toHaveLength(39);
	expect(hints[0]).toContain('looked up the others one by one');
});

test('where only a few are missing, they are looked up instead of reading all', async () => {
	await ada.seed(...people(250), ...people(1_000, 1_000_000));

	const { json } = await run([...items(250), { id: 'new-1', name: 'Ana' }]);

	// Three pages with the people of the run, and one in vain for the one who is missing.
	expect(await counts()).toEqual({ pages: 4, lookUps: 1, created: 1, updated: 0 });
	expect(json[0].at(-1)).toMatchObject({ outcome: 'created' });
});

test('Most Pages says how far it is read', async () => {
	await ada.seed(...people(400, 1_000_000), ...people(40));

	await run(items(40), form({ mostPages: 5 }));
	expect(await counts()).toMatchObject({ pages: 5, lookUps: 0 });

	await ada.forgetRequests();
	const { hints } = await run(items(40), form({ mostPages: 3 }));
	expect(await counts()).toMatchObject({ pages: 3, lookUps: 40 });
	expect(hints[0]).toBe(
		"Read 3 pages of Ada's list of end users, as many as 'Most Pages' allows, and looked up the others one by one.",
	);
});

test('who appears after their page was read is found when they are created', async () => {
	await ada.seed(...people(5));
	// The page is answered at once; what is written comes later.
	await ada.fault({ kind: 'delay', ms: 300, method: 'PATCH' });

	const running = run([...items(5, [0]), { id: 'late', name: 'Ana' }]);
	while (!(await ada.calls()).some((call) => call.startsWith('PATCH'))) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	await ada.seed({ external_id: 'late', profile: { first_name: 'Noor' } });
	const { json } = await running;

	expect(json[0].map(({ outcome }) => outcome)).toEqual([
		'updated',
		...Array<string>(4).fill('unchanged'),
		'updated',
	]);
	expect(await ada.people()).toHaveLength(6);
});

test('who has vanished since is created anew', async () => {
	const ids = await ada.seed(...people(3));
	// Removed when the page has been read and the first person is written.
	await ada.fault({ kind: 'delay', ms: 300, method: 'PATCH' });

	const running = run(items(3, [0, 1, 2]));
	while (!(await ada.calls()).some((call) => call.startsWith('PATCH'))) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	await ada.remove(ids[2]);
	const { json } = await running;

	expect(json[0].map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'created']);
	expect(await ada.people()).toHaveLength(3);
});

test('two items of one person are written in order, the second against what the first has written', async () => {
	await ada.seed({ external_id: 'crm-0', profile: { first_name: 'Noor' } });
	const twice = [
		{ id: 'crm-0', name: 'Ana' },
		{ id: 'CRM-0', name: 'Noor' },
		{ id: 'new', name: 'Ana' },
		{ id: 'new', name: 'Noor' },
	];

	const { json } = await run(twice, form({ allowCaseVariants: true }));

	expect(json[0].map(({ outcome }) => outcome)).toEqual([
		'updated',
		'updated',
		'created',
		'updated',
	]);
	const people = await ada.people();
	expect(people.map(({ profile }) => profile.first_name)).toEqual(['Noor', 'Noor']);
});

test('a list that breaks off is no reason to lose anybody', async () => {
	await ada.seed(...people(150));
	await ada.fault({ kind: 'status', status: 400, skip: 1, times: 1 });

	const { json } = await run(items(150));

	expect(await counts()).toMatchObject({ pages: 2, lookUps: 50 });
	expect(json[0].map(({ outcome }) => outcome)).toEqual(Array(150).fill('unchanged'));
});

test('a key that is refused ends the run with the list', async () => {
	const { error } = await runEndUser({
		credential: { ...ada.credential, apiKey: 'wrong' },
		parameters: form(),
		items: items(3),
	});

	expect(error?.message).toBe('Ada refused the API key [Item 0]');
	expect(await ada.calls()).toHaveLength(1);
});

test('an item without an external ID fails by itself', async () => {
	await ada.seed(...people(2));

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: form(),
		items: [items(1)[0], { name: 'Ana' }, items(2)[1]],
		onError: 'continueRegularOutput',
	});

	expect(json[0].map(({ outcome, error }) => outcome ?? (error ? 'failed' : ''))).toEqual([
		'unchanged',
		'failed',
		'unchanged',
	]);
});

test('whoever is not found goes the way that the form says', async () => {
	await ada.seed(...people(1));

	const { json } = await run(items(2), { ...form(), whenNotFound: 'output' });

	expect(json[0].map(({ outcome }) => outcome)).toEqual(['unchanged']);
	expect(json[1]).toEqual([{ id: 'CRM-1', name: 'Noor' }]);
	expect(await counts()).toMatchObject({ lookUps: 0, created: 0 });
});

test('Most Pages must be a whole number', async () => {
	const { error } = await run(items(1), form({ mostPages: 1.5 }));

	expect(error?.message).toContain("'Most Pages' must be a whole number from 1");
	expect(await ada.calls()).toEqual([]);
});
