import { runConversation, runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byAdaId, byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

const FACTOR = 10;
fastClock(FACTOR);

let ada: LocalAda;
beforeEach(async () => {
	// Each test has an Ada of its own, since the pace of a host outlives a run.
	ada = await LocalAda.start();
	// The first request of a process takes long to arrive. This share has a pace of its own.
	await runEndUser({ credential: ada.credential, parameters: get });
	await ada.forgetRequests();
});
afterEach(() => ada.close());

const get = { operation: 'get', endUser: byExternalId('crm-1'), whenNotFound: 'skip' };

const items = (count: number, id = '') => Array.from({ length: count }, () => ({ id }));

/** When each request arrived, in milliseconds of the fast clock. */
async function arrivals(path = '/api/v2/end-users/'): Promise<number[]> {
	const requests = (await ada.requests()).filter((request) => request.path.startsWith(path));
	return requests.map(({ receivedAtMs }) => receivedAtMs * FACTOR);
}

/** The seconds from the first request to the last. */
function span(times: number[]): number {
	return (Math.max(...times) - Math.min(...times)) / 1000;
}

test('look-ups keep to a fifth of ten a second', async () => {
	await runEndUser({
		credential: { ...ada.credential, limitShare: 20 },
		parameters: get,
		items: items(9),
	});

	// Two at once, then two more each second; some of it is lost on the way.
	expect(span(await arrivals())).toBeGreaterThan(3.5);
});

test('look-ups keep to a fifth of thirty a second where the credential says that Ada counts so', async () => {
	await runEndUser({
		credential: { ...ada.credential, adaLimits: 'endUsersTogether', limitShare: 20 },
		parameters: get,
		items: items(12),
	});

	// Six at once, and six more: with two a second it would be more than five seconds.
	expect(span(await arrivals())).toBeLessThan(4.5);
});

test('two runs at once share the limit', async () => {
	const credential = { ...ada.credential, limitShare: 20 };
	const run = () => runEndUser({ credential, parameters: get, items: items(6) });

	await Promise.all([run(), run()]);

	const times = await arrivals();
	expect(times).toHaveLength(12);
	expect(span(times)).toBeGreaterThan(4.5);
});

test('a short run is not kept waiting until a long one has ended', async () => {
	const credential = { ...ada.credential, limitShare: 20 };
	const ended: string[] = [];
	const run = async (name: string, count: number) => {
		await runEndUser({ credential, parameters: get, items: items(count) });
		ended.push(name);
	};

	await Promise.all([run('long', 12), run('short', 2)]);

	expect(ended).toEqual(['short', 'long']);
});

test('people by Ada ID have a limit of their own: a fifth of thirty a second', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1' });
	const credential = { ...ada.credential, limitShare: 20 };

	await Promise.all([
		runEndUser({ credential, parameters: get, items: items(4) }),
		runEndUser({
			credential,
			parameters: { operation: 'get', endUser: byAdaId() },
			items: items(20, id),
		}),
	]);

	const byId = await arrivals(`/api/v2/end-users/${id}`);
	expect(byId).toHaveLength(20);
	expect(span(byId)).toBeGreaterThan(2.5);
	// All of them at two a second would take eleven.
	expect(span(await arrivals())).toBeLessThan(8);
});

test('two Adas do not wait for each other', async () => {
	const other = await LocalAda.start();
	const startedAt = Date.now();

	await Promise.all(
		[ada, other].map(({ credential }) =>
			runEndUser({
				credential: { ...credential, limitShare: 20 },
				parameters: get,
				items: items(4),
			}),
		),
	);
	await other.close();

	// Eight on one Ada would take three seconds and more.
	expect(Date.now() - startedAt).toBeLessThan(2_900);
});

test('the smallest share still lets one through a second', async () => {
	await runEndUser({
		credential: { ...ada.credential, limitShare: 1 },
		parameters: { ...get, endUser: byAdaId() },
		items: items(1, '0123456789abcdef01234567'),
	});

	expect(await ada.calls()).toHaveLength(1);
});

test('the share of a day that is used up ends the run, and says when there is room', async () => {
	const credential = { ...ada.credential, adaLimits: 'granted', defaultPerDay: 10, limitShare: 50 };
	await ada.seed({ external_id: 'crm-1' });
	const result = await runEndUser({
		credential,
		parameters: get,
		items: items(8),
		onError: 'continueRegularOutput',
	});

	// One of the five is left of the start of this test.
	expect(await arrivals()).toHaveLength(4);
	const outcomes = [4, 5, 6, 7].map((index) => errorAt(result, index).outcome);
	expect(outcomes).toEqual(['failed', 'notSent', 'notSent', 'notSent']);
	const { message, whatToDo } = errorAt(result, 4);
	expect(message).toBe("The share of Ada's limit for a day is used up");
	expect(whatToDo).toContain('There is room again in about 24 hours');
});

test('people and conversations draw on the same limit where Ada counts them together', async () => {
	const credential = { ...ada.credential, limitShare: 20 };
	await Promise.all([
		runEndUser({ credential, parameters: get, items: items(4) }),
		runConversation({
			credential,
			parameters: { resource: 'channel', operation: 'getAll' },
			items: items(4),
		}),
	]);

	const times = (await ada.requests()).map(({ receivedAtMs }) => receivedAtMs * FACTOR);
	expect(times).toHaveLength(8);
	expect(span(times)).toBeGreaterThan(2.5);
});

test('429 makes all runs of the process wait', async () => {
	await ada.fault({ kind: 'status', status: 429, retryAfter: '20' });
	const run = (id: string) =>
		runEndUser({
			credential: ada.credential,
			parameters: { ...get, endUser: byExternalId(id) },
			items: items(3),
		});

	await Promise.all([run('one'), run('other')]);

	const times = await arrivals();
	expect(times).toHaveLength(7);
	const [pause] = times
		.slice(1)
		.map((time, before) => time - times[before])
		.filter((gap) => gap > 15_000);
	expect(pause).toBeGreaterThan(19_000);
	// Those that were under way when Ada said 429; nothing else before the pause is over.
	const before = times.findIndex((time, index) => index > 0 && time - times[index - 1] === pause);
	expect(before).toBeLessThanOrEqual(2);
});
