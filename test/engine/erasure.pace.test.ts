import { runEndUser } from './engine';
import { erase, getJob, items } from './erasureForms';
import { fastClock } from './fastClock';
import { LocalAda } from './localAda';

const FACTOR = 10;
fastClock(FACTOR);

let ada: LocalAda;
beforeEach(async () => {
	// Each test has an Ada of its own, since the pace of a host outlives a run.
	ada = await LocalAda.start();
	// The first request of a process takes long to arrive. This share has a pace of its own.
	await run(1, 10_000);
	await ada.forgetRequests();
});
afterEach(() => ada.close());

const run = (count: number, limitShare: number) =>
	runEndUser({
		credential: { ...ada.credential, limitShare },
		parameters: erase('external_id', { options: { batchSize: 1 } }),
		items: items(...Array.from({ length: count }, (_, number) => `crm-${number}`)),
	});

/** The seconds from the first request to the last, on the fast clock. */
async function span(): Promise<number> {
	const times = (await ada.requests()).map(({ receivedAtMs }) => receivedAtMs);
	return ((Math.max(...times) - Math.min(...times)) * FACTOR) / 1000;
}

test('requests keep to a fifth of ten a second, the limit of everything else', async () => {
	await run(7, 20);

	// Two at once, then two more each second. At the pace of end users by ID it would be one second.
	expect(await span()).toBeGreaterThan(2.5);
});

test('so do the questions for jobs', async () => {
	await runEndUser({
		credential: { ...ada.credential, limitShare: 20 },
		parameters: getJob(),
		items: Array.from({ length: 7 }, () => ({ job_id: 'unknown' })),
		onError: 'continueRegularOutput',
	});

	expect(await span()).toBeGreaterThan(2.5);
});
