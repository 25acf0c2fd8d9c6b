import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

const FACTOR = 200;
fastClock(FACTOR);

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'crm-1' });
});
afterEach(() => {
	jest.spyOn(Math, 'random').mockRestore();
});
afterAll(() => ada.close());

const get = { operation: 'get', endUser: byExternalId('crm-1') };

/** The seconds between requests, on the fast clock. */
async function pauses(): Promise<number[]> {
	const times = (await ada.requests()).map(({ receivedAtMs }) => receivedAtMs);
	return times.slice(1).map((time, before) => ((time - times[before]) * FACTOR) / 1000);
}

test('a limit for a minute is outlived, even with the least jitter', async () => {
	jest.spyOn(Math, 'random').mockReturnValue(0);
	await ada.switch({ limitWindows: 'sliding' });
	await ada.limit({ default: { perSecond: null, perMinute: 2, perDay: null } });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{}, {}, {}, {}, {}],
	});

	expect(json[0].map(({ outcome }) => outcome)).toEqual(Array(5).fill('found'));
});

test('a limit that lasts ends with the words for the day’s limit, after two minutes', async () => {
	await ada.fault({ kind: 'status', status: 429, times: 20 });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{}, {}],
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo, outcome, httpStatus } = errorAt(result);
	expect(message).toBe("Ada's rate limit is used up");
	const told = /^Ada answered "Too Many Requests" (\d+) times in (\d+) seconds/.exec(whatToDo);
	const [tries, seconds] = (told ?? []).slice(1).map(Number);
	expect(await ada.calls()).toHaveLength(tries);
	// It is given up when the next pause, of 25 seconds at most, would go beyond the 120.
	expect(seconds).toBeGreaterThanOrEqual(95);
	// How long requests themselves take is multiplied by the fast clock.
	expect(seconds).toBeLessThan(240);
	expect(whatToDo).toContain('The limit for the whole day may be used up');
	expect(outcome).toBe('failed');
	expect(httpStatus).toBe(429);
	expect(errorAt(result, 1)).toMatchObject({ outcome: 'notSent', httpStatus: 429 });
});

test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	'a limit that lasts ends a run of many items within the longest wait (%s)',
	async (onError) => {
		await ada.limit({ default: { perSecond: null, perMinute: null, perDay: 50 } });
		const items = Array.from({ length: 60 }, (_, index) => ({ id: `new-${index}` }));

		const result = await runEndUser({
			credential: ada.credential,
			parameters: { operation: 'createOrUpdate', externalId: '={{ $json.id }}' },
			items,
			onError,
		});

		const { error, json } = result;
		const requests = await ada.requests();
		const first = requests.find(({ status }) => status === 429);
		const last = requests.at(-1);
		const seconds = (((last?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0)) * FACTOR) / 1000;
		expect(seconds).toBeGreaterThan(60);
		// How long requests themselves take is multiplied by the fast clock.
		expect(seconds).toBeLessThan(240);
		const created = (await ada.people()).length - 1;
		if (onError === 'stopWorkflow') {
			expect(error?.message).toContain("Ada's rate limit is used up");
			expect(error?.description).toContain(`${created} of 60 items done (${created} created)`);
		} else {
			const outcomes = json[0].map(({ outcome }) => outcome);
			expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(created);
			const failed = result.json[0].flatMap(({ error }, index) =>
				error === undefined ? [] : [errorAt(result, index).outcome],
			);
			expect(failed).toHaveLength(60 - created);
			expect(new Set(failed)).toEqual(new Set(['failed', 'notSent']));
		}
	},
);

test('an empty Longest Wait is the usual one', async () => {
	await ada.fault({ kind: 'status', status: 429, times: 3 });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { ...get, options: { longestWait: '={{ $json.wait }}', mostTries: '' } },
		items: [{ wait: '' }],
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
});

test('Retry-After in seconds is kept', async () => {
	await ada.fault({ kind: 'status', status: 429, retryAfter: '30' });

	const { json } = await runEndUser({ credential: ada.credential, parameters: get });

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	const [pause] = await pauses();
	expect(pause).toBeGreaterThan(25);
});

test('Retry-After as a date is kept', async () => {
	// Far enough for a busy machine: half a real second.
	const retryAfter = new Date(Date.now() + 100_000).toUTCString();
	await ada.fault({ kind: 'status', status: 429, retryAfter });

	const { json } = await runEndUser({ credential: ada.credential, parameters: get });

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	expect(await ada.calls()).toHaveLength(2);
	expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(retryAfter));
});

test('without Retry-After the pauses double, with jitter', async () => {
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
	await ada.fault({ kind: 'status', status: 429, times: 6 });

	await runEndUser({ credential: ada.credential, parameters: get });

	const waited = await pauses();
	[1, 2, 4, 8, 16, 20].forEach((seconds, index) => {
		expect(waited[index]).toBeGreaterThanOrEqual(seconds * 0.99);
	});
	expect(waited[5]).toBeLessThan(40);
});

test('the time that X-RateLimit-Reset names is kept', async () => {
	jest.spyOn(Math, 'random').mockReturnValue(0);
	await ada.switch({ limitWindows: 'sliding', rateLimitHeaders: 'everywhere' });
	await ada.limit({ default: { perSecond: null, perMinute: 1, perDay: null } });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{}, {}],
	});

	expect(json[0]).toHaveLength(2);
	// One try too early tells the time; the next one fits.
	expect(await ada.calls()).toHaveLength(3);
});

test('a Retry-After of hours is not waited for', async () => {
	await ada.fault({ kind: 'status', status: 429, retryAfter: '7200' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: get,
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result).whatToDo).toContain('"Too Many Requests" once');
	expect(await ada.calls()).toHaveLength(1);
});

test('a Retry-After that is neither a number nor a date is overlooked', async () => {
	await ada.fault({ kind: 'status', status: 429, retryAfter: 'soon' });

	const { json } = await runEndUser({ credential: ada.credential, parameters: get });

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
});
