import type { SwitchValues } from '../../sandbox/switches';
import { searchList } from './engine';
import { LocalAda } from './localAda';
import { OtherServer } from './otherServer';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

/** Everybody in the list, page by page, as the editor asks for it. */
async function allPages(): Promise<string[]> {
	const names: string[] = [];
	let token: string | undefined;
	do {
		const { results, paginationToken } = await searchList(
			'searchEndUsers',
			ada.credential,
			undefined,
			token,
		);
		names.push(...results.map(({ name }) => name));
		token = typeof paginationToken === 'string' ? paginationToken : undefined;
	} while (token !== undefined);
	return names;
}

test.each<SwitchValues>([
	{},
	{ listOrder: 'descending' },
	{ nextPageLimit: 'dropped', listDefaultLimit: '20' },
	{ lastPage: 'absent' },
	{ lastPage: 'empty' },
	{ noValue: 'absent' },
])('the list has everybody, over several pages, with %j', async (switches) => {
	await ada.switch(switches);
	const people = Array.from({ length: 130 }, (_, index) => ({
		external_id: `crm-${index}`,
		profile: { first_name: 'Noor' },
	}));
	await ada.seed(...people);

	const names = await allPages();

	expect([...names].sort()).toEqual(
		people.map(({ external_id }) => `Noor (${external_id})`).sort(),
	);
});

test('a cursor that names the first of the next page loses nobody', async () => {
	await ada.switch({ listCursor: 'inclusive' });
	await ada.seed(...Array.from({ length: 130 }, (_, index) => ({ external_id: `crm-${index}` })));

	expect(new Set(await allPages()).size).toBe(130);
});

test('people are called by what is known of them', async () => {
	const ids = await ada.seed(
		{ external_id: 'crm-1', profile: { display_name: 'Noor H.', first_name: 'Noor' } },
		{ profile: { first_name: 'Ana', last_name: 'Silva', email: 'ana@example.org' } },
		{ profile: { email: 'bea@example.org' } },
		{},
	);

	const { results } = await searchList('searchEndUsers', ada.credential);

	expect(results).toEqual([
		{ name: 'Noor H. (crm-1)', value: ids[0] },
		{ name: 'Ana Silva', value: ids[1] },
		{ name: 'bea@example.org', value: ids[2] },
		{ name: ids[3], value: ids[3] },
	]);
});

test('what is typed is looked up as an external ID', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1' }, { external_id: 'crm-11' });

	const found = await searchList('searchEndUsers', ada.credential, ' CRM-1 ');
	const nobody = await searchList('searchEndUsers', ada.credential, 'crm');

	expect(found.results).toEqual([
		{ name: expect.stringContaining('(crm-1)') as unknown, value: id },
	]);
	expect(nobody.results).toEqual([]);
});

test.each(['x'.repeat(37), '<a>'])(
	'a search for %s, which is no external ID, finds nobody',
	async (typed) => {
		expect(await searchList('searchEndUsers', ada.credential, typed)).toEqual({ results: [] });
		expect(await ada.calls()).toEqual([]);
	},
);

test('a wrong key is told in words', async () => {
	const credential = { ...ada.credential, apiKey: 'wrong' };

	await expect(searchList('searchEndUsers', credential)).rejects.toThrow('Ada refused the API key');
	await expect(searchList('searchVariables', credential)).rejects.toThrow(
		'Ada refused the API key',
	);
});

test.each([
	{ what: 'another host', next: 'https://evil.example/api/v2/end-users/?cursor=a' },
	{ what: 'no web address', next: 'http://[' },
	{ what: 'another part of the host', next: '/dashboard?cursor=a' },
	{ what: 'a number', next: 7 },
	{ what: 'null', next: null },
])('a next page that is $what ends the list', async ({ next }) => {
	const page = { data: [{ end_user_id: 'a' }, { odd: true }], meta: { next_page_url: next } };
	await ada.fault({ kind: 'status', status: 200, body: JSON.stringify(page) });

	const { results, paginationToken } = await searchList('searchEndUsers', ada.credential);

	expect(results).toEqual([{ name: 'a', value: 'a' }]);
	expect(paginationToken).toBeUndefined();
});

test.each(['{}', '[]', '{"data": null, "meta": null}', '{"data": {}, "meta": 1}'])(
	'the answer %s is no list of people, and an empty one of variables',
	async (body) => {
		await ada.fault({ kind: 'status', status: 200, body, times: 2 });

		await expect(searchList('searchEndUsers', ada.credential)).rejects.toThrow('not a list');
		expect((await searchList('searchVariables', ada.credential)).results).toEqual([]);
	},
);

test('the pages of a list behind a proxy are asked for there', async () => {
	const page = (next?: string) =>
		JSON.stringify({ data: [{ end_user_id: next ? 'a' : 'b' }], meta: { next_page_url: next } });
	const proxy = await OtherServer.start(({ url }) => ({
		status: 200,
		headers: { 'Content-Type': 'application/json' },
		body: page(url.includes('cursor') ? undefined : 'http://127.0.0.1/api/v2/end-users/?cursor=b'),
	}));
	const credential = { ...ada.credential, baseUrl: `${proxy.url}/behind` };

	const { paginationToken } = await searchList('searchEndUsers', credential);
	await searchList('searchEndUsers', credential, undefined, String(paginationToken));
	await proxy.close();

	expect(proxy.requests.map(({ url }) => url)).toEqual([
		'/behind/api/v2/end-users/?limit=100',
		'/behind/api/v2/end-users/?cursor=b',
	]);
});

test('Variables are listed by name, and searched in any case', async () => {
	await ada.variables('tier', 'plan_type', 'Region');

	const all = await searchList('searchVariables', ada.credential);
	const some = await searchList('searchVariables', ada.credential, ' REG');

	expect(all.results.map(({ name }) => name).sort()).toEqual(['Region', 'plan_type', 'tier']);
	expect(some.results).toEqual([{ name: 'Region', value: 'Region' }]);
});
