import { AdaCxApi } from '../../credentials/AdaCxApi.credentials';
import { noLimit, type LimitChoice } from '../../sandbox/rateLimits';
import type { SwitchValues } from '../../sandbox/switches';
import { LocalAda } from '../engine/localAda';
import { report, switchesIn, wordsOf } from './runProbe';

let ada: LocalAda;
afterEach(() => ada.close());

async function start(limits: LimitChoice, switches: SwitchValues = {}): Promise<void> {
	ada = await LocalAda.start({ limits, switches });
}

const limitWindows = ['fixed', 'sliding'] as const;
const collectionLimits = ['default', 'byId', 'onePerSecond'] as const;

test.each(
	limitWindows.flatMap((windows) => collectionLimits.map((limit) => [limit, windows] as const)),
)('finds that look-ups are limited as %s, in %s windows', async (limit, windows) => {
	await start('published', { endUserCollectionLimit: limit, limitWindows: windows });

	const result = await report(ada, '--load');

	expect(switchesIn(result)).toMatchObject({ endUserCollectionLimit: limit });
	const { follows } = result.rows.find(({ id }) => id === 'endUserCollectionLimit') ?? {};
	const setting = wideSetting();
	expect(follows?.includes(setting)).toBe(limit === 'byId');
	expect(result.notCleanedUp).toEqual([]);
});

test.each([0, 300, 400, 500, 800])(
	'does not take the limit of a second for that of a minute, wherever in a second it begins: %s ms',
	async (behindSecond) => {
		await start('published', { endUserCollectionLimit: 'byId', limitWindows: 'fixed' });
		await ada.stopClock(behindSecond);

		const result = await report(ada, '--load');

		expect(switchesIn(result)).toMatchObject({ endUserCollectionLimit: 'byId' });
	},
);

test.each(['absent', 'sent'] as const)('finds that Retry-After is %s', async (retryAfter) => {
	await start('published', { retryAfter });

	const result = await report(ada, '--load');

	expect(switchesIn(result)).toMatchObject({ retryAfter });
});

test.each([
	['default', { default: { ...noLimit, perMinute: 100 } }],
	['byId', { endUserById: { ...noLimit, perMinute: 300 } }],
] as const)('tells the limit of a minute where a second has none: %s', async (limit, limits) => {
	await start(limits, { endUserCollectionLimit: limit });

	const result = await report(ada, '--load');

	expect(switchesIn(result)).toMatchObject({ endUserCollectionLimit: limit });
	expect(wordsOf(result, 'endUserCollectionLimit')).toContain('look-ups in a minute');
});

test('sends no more than 310 look-ups where Ada refuses none, and stops there', async () => {
	await start('off');

	const result = await report(ada, '--load');

	expect(wordsOf(result, 'endUserCollectionLimit')).toBe(
		'30 a second, 300 a minute, or more (no 429 in 310 look-ups in a minute)',
	);
	expect(await lookUps()).toBe(310);
});

test('stops at the first refusal', async () => {
	await start('published', { limitWindows: 'sliding' });

	await report(ada, '--load');

	// Those that were under way when the first refusal came are answered too.
	expect(await lookUps()).toBeLessThan(35);
});

test('measures nothing without --load', async () => {
	await start('published');

	const result = await report(ada);

	expect(wordsOf(result, 'endUserCollectionLimit')).toContain('needs --load');
	expect(await lookUps()).toBe(0);
	expect(result.output).not.toContain('310 look-ups');
});

test('says what --load does to others before it asks for a confirmation', async () => {
	await start('published');

	const { output } = await report(ada, '--load');

	expect(output).toContain('up to 310 look-ups in a minute');
	expect(output).toContain('Ada may refuse requests of others too');
});

test('waits and asks again where others use up the limit meanwhile', async () => {
	await start('published');
	await ada.fault({ kind: 'status', status: 429, times: 2 });

	const result = await report(ada, '--verbose');

	expect(result.output).toContain('waiting a minute');
	expect(result.rows.filter(({ agent }) => agent === null)).toHaveLength(6);
});

/** What the credential calls the wider limits for all of end users. */
function wideSetting(): string {
	const limits = new AdaCxApi().properties.find(({ name }) => name === 'adaLimits');
	const choice = limits?.options?.find(
		(option) => 'value' in option && option.value === 'endUsersTogether',
	);
	return choice?.name ?? 'no such setting';
}

async function lookUps(): Promise<number> {
	const calls = await ada.calls();
	return calls.filter((call) => call.includes('external_id=')).length;
}
