import { runEndUser } from './engine';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const seed = async (count: number) =>
	await ada.seed(...Array.from({ length: count }, (_, index) => ({ external_id: `p-${index}` })));

const getMany = async (parameters: { returnAll: boolean; limit?: number }) =>
	await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'getAll', ...parameters },
	});

test('returns everybody, page by page, all paired with the one input item', async () => {
	const ids = await seed(250);

	const { outputs } = await getMany({ returnAll: true });

	expect(outputs[0].map(({ json }) => json.end_user_id)).toEqual(ids);
	expect(new Set(outputs[0].map(({ pairedItem }) => JSON.stringify(pairedItem)))).toEqual(
		new Set(['{"item":0}']),
	);
	expect(await ada.calls()).toHaveLength(3);
});

test('asks for no more than the limit', async () => {
	await seed(250);

	const { json } = await getMany({ returnAll: false, limit: 120 });

	expect(json[0]).toHaveLength(120);
	expect(await ada.calls()).toHaveLength(2);
});

test.each([
	['inclusive cursors', { listCursor: 'inclusive' }],
	['newest first', { listOrder: 'descending' }],
	['a limit that is not repeated', { nextPageLimit: 'dropped', listDefaultLimit: '20' }],
	['a last page without the key', { lastPage: 'absent' }],
	['a last page with empty text', { lastPage: 'empty' }],
] as const)('nobody twice and nobody missing with %s', async (_label, switches) => {
	const ids = await seed(230);
	await ada.switch(switches);

	const { json } = await getMany({ returnAll: true });

	expect(json[0].map(({ end_user_id }) => end_user_id).sort()).toEqual([...ids].sort());
});

test('the key goes to no other host, whatever Ada names as the next page', async () => {
	const body = JSON.stringify({
		data: [{ end_user_id: 'a' }],
		meta: { next_page_url: 'https://elsewhere.example/api/v2/end-users/?cursor=b' },
	});
	await ada.fault({ kind: 'status', status: 200, body });

	const { error } = await getMany({ returnAll: true });

	expect(error?.message).toContain('another host');
});

/** Lets Ada answer with these pages of Ada IDs, each naming the next. */
async function answerWith(...pages: string[][]): Promise<void> {
	for (const [index, ids] of pages.entries()) {
		const next = `${ada.url}/api/v2/end-users/?cursor=${index}`;
		const body = JSON.stringify({
			data: ids.map((end_user_id) => ({ end_user_id })),
			meta: { next_page_url: index < pages.length - 1 ? next : null },
		});
		await ada.fault({ kind: 'status', status: 200, body });
	}
}

test('nobody twice when a page begins with the last person of the page before', async () => {
	await answerWith(['a', 'b'], ['b', 'c'], ['c', 'd']);

	const { json } = await getMany({ returnAll: true });

	expect(json[0].map(({ end_user_id }) => end_user_id)).toEqual(['a', 'b', 'c', 'd']);
});

test('a list that does not go on ends with an error instead of running for ever', async () => {
	await answerWith(['a', 'b'], ['a', 'b'], ['a', 'b'], ['a', 'b']);

	const { error } = await getMany({ returnAll: true });

	expect(error?.message).toContain('keeps answering with the same page');
	expect(await ada.calls()).toHaveLength(2);
});
