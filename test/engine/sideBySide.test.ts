import type { ReceivedRequest } from '../../sandbox/requestLog';
import { runEndUser } from './engine';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const get = { operation: 'get', endUser: byExternalId(), whenNotFound: 'skip' };
const create = { operation: 'create', externalId: '={{ $json.id }}' };

const people = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ id: `crm-${index}` }));

/** The most requests that Ada had in hand at the same moment. */
function mostAtOnce(requests: ReceivedRequest[]): number {
	const underWay = (at: number) =>
		requests.filter(
			({ receivedAtMs, answeredAtMs }) =>
				receivedAtMs <= at && (answeredAtMs === null || answeredAtMs > at),
		).length;
	return Math.max(...requests.map(({ receivedAtMs }) => underWay(receivedAtMs)));
}

test('many items are under way at once, and come out in the order of the input, each paired', async () => {
	// The first ones are answered last.
	await ada.fault({ kind: 'delay', ms: 300, times: 10 });
	await ada.fault({ kind: 'delay', ms: 100, times: 30 });
	await ada.seed(...people(60).map(({ id }) => ({ external_id: id })));

	const { outputs } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: people(60),
	});

	expect(mostAtOnce(await ada.requests())).toBeGreaterThan(5);
	expect(outputs[0].map(({ json }) => json.external_id)).toEqual(people(60).map(({ id }) => id));
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
		people(60).map((_, item) => ({ item })),
	);
});

test('it begins with one item, so that a key that is refused costs one request', async () => {
	const result = await runEndUser({
		credential: { ...ada.credential, apiKey: 'wrong' },
		parameters: get,
		items: people(20),
		onError: 'continueRegularOutput',
	});

	expect(await ada.calls()).toHaveLength(1);
	expect(errorAt(result, 0)).toMatchObject({ outcome: 'refused', httpStatus: 401 });
	for (let index = 1; index < 20; index++) {
		expect(errorAt(result, index)).toMatchObject({ outcome: 'notSent', httpStatus: 401 });
	}
});

test('items for the same person are done one after another, in the order of the input', async () => {
	await ada.fault({ kind: 'delay', ms: 40, share: 0.5, seed: 3 });
	const items = Array.from({ length: 40 }, (_, index) => ({
		id: index % 3 === 0 ? 'CRM-same' : `crm-${index}`,
		step: `step ${index}`,
	}));

	await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'createOrUpdate',
			externalId: '={{ $json.id }}',
			profile: { displayName: '={{ $json.step }}' },
		},
		items,
	});

	const steps = (await ada.requests())
		.map(({ body }) => body)
		.filter((body) => JSON.stringify(body).includes('step'))
		.map((body) => /step (\d+)/.exec(JSON.stringify(body))?.[1])
		.map(Number)
		.filter((step) => step % 3 === 0);
	expect(steps).toEqual(items.flatMap((_, index) => (index % 3 === 0 ? [index] : [])));
	const same = (await ada.people()).find(
		({ external_id }) => external_id?.toLowerCase() === 'crm-same',
	);
	expect(same?.profile.display_name).toBe('step 39');
});

describe('with On Error set to stop', () => {
	test('after a refusal nothing new is begun, what was under way is awaited, and the error counts', async () => {
		await ada.fault({ kind: 'delay', ms: 30, times: 20 });
		await ada.fault({ kind: 'status', status: 400, times: 1 });

		const { error } = await runEndUser({
			credential: ada.credential,
			parameters: create,
			items: people(200),
		});

		const requests = await ada.requests();
		expect(requests.every(({ answeredAtMs }) => answeredAtMs !== null)).toBe(true);
		const created = (await ada.people()).length;
		expect(created).toBeGreaterThan(10);
		expect(created).toBe(requests.length - 1);
		expect(requests.length).toBeLessThan(120);
		const [, index] = /\[Item (\d+)\]$/.exec(error?.message ?? '') ?? [];
		expect(error?.context.itemIndex).toBe(Number(index));
		expect(requests[Number(index)].status).toBe(400);
		expect(error?.description).toContain(
			`${created} of 200 items done (${created} created); nothing more was sent. Running all items again is safe`,
		);
	});

	test('a mistake in a form stops at its item: all before it are done', async () => {
		const items = people(30).map((item, index) => (index === 25 ? { id: 'a<b' } : item));

		const { error } = await runEndUser({ credential: ada.credential, parameters: create, items });

		expect(error?.message).toContain('[Item 25]');
		expect(error?.description).toContain('25 of 30 items done (25 created)');
		expect(await ada.people()).toHaveLength(25);
		expect(await ada.calls()).toHaveLength(25);
	});

	test('an item that has sent something is carried through', async () => {
		const items = people(60);
		await ada.seed(...items.map(({ id }) => ({ external_id: id })));
		await ada.fault({ kind: 'delay', ms: 50, share: 1, method: 'PATCH' });
		await ada.fault({ kind: 'status', status: 400, method: 'GET', skip: 30 });

		await runEndUser({
			credential: ada.credential,
			parameters: {
				operation: 'createOrUpdate',
				externalId: '={{ $json.id }}',
				profile: { firstName: 'Noor' },
			},
			items,
		});

		const requests = await ada.requests();
		const found = requests.filter(({ method, status }) => method === 'GET' && status === 200);
		const written = requests.filter(({ method }) => method === 'PATCH');
		expect(found.length).toBeGreaterThan(20);
		expect(written).toHaveLength(found.length);
	});

	test('of several failures the first item’s is told, with the number of all', async () => {
		await ada.fault({ kind: 'delay', ms: 50, times: 10 });
		await ada.fault({ kind: 'delay', ms: 100, times: 5 });
		await ada.seed({ external_id: 'crm-0' });
		const items = people(40).map((item) => ({
			...item,
			id: 'crm-0' === item.id ? item.id : 'nobody',
		}));

		const { error } = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, whenNotFound: 'error' },
			items,
		});

		expect(error?.message).toContain('Nobody in Ada has the external ID "nobody" [Item 1]');
		expect(error?.description).toContain('1 of 40 items done (1 found); nothing more was sent');
	});
});

test('a page of a gateway is asked again, once Ada has answered before', async () => {
	await ada.seed(...people(3).map(({ id }) => ({ external_id: id })));
	await ada.fault({ kind: 'html', status: 200, skip: 1, times: 2 });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: people(3),
	});

	expect(json[0].map(({ outcome }) => outcome)).toEqual(['found', 'found', 'found']);
});

describe('the options for patience', () => {
	test('Most Tries says how often a fault of Ada’s is outlived', async () => {
		await ada.fault({ kind: 'status', status: 500, times: 10 });

		const result = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, options: { mostTries: 2 } },
			items: people(1),
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result).whatToDo).toContain('Tried 2 times');
		expect(await ada.calls()).toHaveLength(2);
	});

	test('Longest Wait for Ada ends a run that Ada answers with 429', async () => {
		await ada.fault({ kind: 'status', status: 429, times: 10 });

		const result = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, options: { longestWait: 2 } },
			items: people(3),
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result)).toMatchObject({ httpStatus: 429, outcome: 'failed' });
		expect(errorAt(result, 2)).toMatchObject({ httpStatus: 429, outcome: 'notSent' });
		expect((await ada.calls()).length).toBeLessThanOrEqual(3);
	});

	test.each([
		{ options: { mostTries: 0 }, label: 'Most Tries' },
		{ options: { longestWait: 'soon' }, label: 'Longest Wait for Ada (Seconds)' },
	])('$label must be a number that makes sense', async ({ options, label }) => {
		const { error } = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, options },
			items: people(1),
		});

		expect(error?.message).toContain(`'${label}' must be a whole number`);
		expect(await ada.calls()).toEqual([]);
	});
});
