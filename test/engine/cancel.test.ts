import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byExternalId } from './forms';
import { LocalAda } from './localAda';

fastClock(60);

/** Longer than any wait in these tests, in real milliseconds. */
const LONGER = 2_000;

const later = () => new Promise((resolve) => setTimeout(resolve, LONGER * 60));

let ada: LocalAda;
beforeEach(async () => {
	ada = await LocalAda.start();
});
afterEach(() => ada.close());

const get = { operation: 'get', endUser: byExternalId('crm-1') };

/** Cancels once so many requests have arrived. */
const cancelAfter = (count: number) => (cancel: () => void) => {
	const watch = async () => {
		while ((await ada.calls()).length < count);
		cancel();
	};
	void watch();
};

test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	'cancelling ends a wait after 429 at once, and sends nothing more (%s)',
	async (onError) => {
		await ada.fault({ kind: 'status', status: 429, retryAfter: '110', times: 9 });
		const startedAt = Date.now();

		await runEndUser({
			credential: ada.credential,
			parameters: get,
			items: [{}, {}, {}],
			onError,
			whileRunning: cancelAfter(1),
		});

		expect(Date.now() - startedAt).toBeLessThan(100_000);
		await later();
		expect(await ada.calls()).toHaveLength(1);
	},
);

test('cancelling ends a wait for the pace, and sends nothing more', async () => {
	await runEndUser({
		credential: { ...ada.credential, limitShare: 10 },
		parameters: get,
		items: Array.from({ length: 50 }, () => ({})),
		whileRunning: cancelAfter(2),
	});

	const sent = (await ada.calls()).length;
	expect(sent).toBeLessThanOrEqual(3);
	await later();
	expect(await ada.calls()).toHaveLength(sent);
});

test('cancelling ends a wait for a broken connection', async () => {
	await ada.fault({ kind: 'cut', times: 20 });

	await runEndUser({
		credential: ada.credential,
		parameters: get,
		whileRunning: cancelAfter(4),
	});

	const sent = (await ada.calls()).length;
	await later();
	expect(await ada.calls()).toHaveLength(sent);
});

test('cancelling does not wait for an answer that is on its way', async () => {
	await ada.fault({ kind: 'delay', ms: 20_000 });
	const startedAt = Date.now();

	await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{}, {}],
		whileRunning: cancelAfter(1),
	});

	expect(Date.now() - startedAt).toBeLessThan(10_000 * 60);
	expect(await ada.calls()).toHaveLength(1);
});
