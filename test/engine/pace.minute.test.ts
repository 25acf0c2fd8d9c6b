import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byExternalId } from './forms';
import { LocalAda } from './localAda';

const FACTOR = 60;
fastClock(FACTOR);

let ada: LocalAda;
beforeAll(async () => {
	// The first request of a process takes long to arrive.
	const other = await LocalAda.start();
	await runEndUser({ credential: other.credential, parameters: get });
	await other.close();
});
beforeEach(async () => {
	ada = await LocalAda.start();
});
afterEach(() => ada.close());

const get = { operation: 'get', endUser: byExternalId('crm-1'), whenNotFound: 'skip' };

const items = (count: number) => Array.from({ length: count }, () => ({}));

test('look-ups keep to a fifth of a hundred a minute', async () => {
	await runEndUser({
		credential: { ...ada.credential, limitShare: 20 },
		parameters: get,
		items: items(23),
	});

	const times = (await ada.requests()).map(({ receivedAtMs }) => receivedAtMs * FACTOR);
	expect(times).toHaveLength(23);
	// Twenty fit into a minute, less what travelling on a busy machine takes.
	expect(times[20] - times[0]).toBeGreaterThan(45_000);
	// Of them six at once: what two requests an item would leave over of whole minutes.
	expect(times[5] - times[0]).toBeLessThan(25_000);
});

test('the default share of a hundred a minute meets no 429', async () => {
	await ada.limit({ default: { perSecond: null, perMinute: 100, perDay: null } });
	await ada.switch({ limitWindows: 'sliding' });

	await runEndUser({
		credential: { ...ada.credential, limitShare: 80 },
		parameters: get,
		items: items(110),
	});

	const statuses = (await ada.requests()).map(({ status }) => status);
	expect(statuses).toEqual(Array(110).fill(404));
});
