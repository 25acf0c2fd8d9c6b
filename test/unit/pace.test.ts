import * as fc from 'fast-check';

import { AdaLimits } from '../../nodes/ada/limits';
import type { Turn } from '../../nodes/ada/pace';
import { Pace, PaceUser } from '../../nodes/ada/pace';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** At four fifths: 8 a second, 80 a minute, 8,000 a day. */
const limits = AdaLimits.from({ limitShare: 80 }).of('default');

let pace: Pace;
beforeEach(() => {
	jest.useFakeTimers({ now: 1_800_000_000_000 });
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
	pace = new Pace();
});
afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

interface Sending {
	user?: PaceUser;
	limits?: typeof limits;
	latency?: number;
	signals?: AbortSignal[];
}

/** Sends one request in turn; when it was sent, or why not. */
async function send({
	user = new PaceUser(),
	limits: own = limits,
	latency = 100,
	signals = [],
}: Sending = {}): Promise<number | Turn['kind']> {
	const turn = await pace.turn({ user, limits: own, since: Date.now(), signals });
	if (turn.kind !== 'given') return turn.kind;
	const at = Date.now();
	setTimeout(() => {
		turn.end({ limited: false });
	}, latency);
	return at;
}

/** Asks for so many turns at once, and gives the times of sending as they come. */
function run(count: number, sending: Sending = {}): number[] {
	const user = sending.user ?? new PaceUser();
	const times: number[] = [];
	for (let number = 0; number < count; number++) {
		void send({ ...sending, user }).then((at) => {
			if (typeof at === 'number') times.push(at);
		});
	}
	return times;
}

/** The most requests in any stretch of so many milliseconds. */
function mostWithin(times: number[], length: number): number {
	const sorted = [...times].sort((one, other) => one - other);
	let most = 0;
	let first = 0;
	sorted.forEach((time, index) => {
		while (sorted[first] <= time - length) first++;
		most = Math.max(most, index - first + 1);
	});
	return most;
}

/** A user whose run is expected to need so many requests. */
function longRun(expected: number): PaceUser {
	const user = new PaceUser();
	user.expected = expected;
	return user;
}

const seconds = (times: number[]) => (Math.max(...times) - Math.min(...times)) / SECOND;

test('a short run is not slowed down: eight at once, and eight more each second', async () => {
	const times = run(24);
	await jest.advanceTimersByTimeAsync(10 * SECOND);

	expect(times).toHaveLength(24);
	expect(mostWithin(times, SECOND)).toBe(8);
	expect(seconds(times)).toBeLessThan(2.2);
});

test('no second, minute or day holds more than the share, whoever asks and however long it takes', async () => {
	const asking = fc.record({
		at: fc.integer({ min: 0, max: 90 * SECOND }),
		count: fc.integer({ min: 1, max: 60 }),
		latency: fc.integer({ min: 1, max: 20 * SECOND }),
		expected: fc.option(fc.integer({ min: 1, max: 5_000 }), { nil: undefined }),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(asking, { minLength: 1, maxLength: 8 }), async (runs) => {
			pace = new Pace();
			const times: number[][] = [];
			for (const { at, count, latency, expected } of runs) {
				const user = new PaceUser();
				user.expected = expected;
				setTimeout(() => times.push(run(count, { user, latency })), at);
			}
			await jest.advanceTimersByTimeAsync(60 * MINUTE);
			const all = times.flat();
			expect(all).toHaveLength(runs.reduce((sum, { count }) => sum + count, 0));
			expect(mostWithin(all, SECOND)).toBeLessThanOrEqual(8);
			expect(mostWithin(all, MINUTE)).toBeLessThanOrEqual(80);
		}),
		{ numRuns: 60 },
	);
});

test.each([
	// The floor: 80 in each full minute, the rest at eight a second.
	{ count: 300, floor: 3 * 60 + 60 / 8 },
	{ count: 1_000, floor: 12 * 60 + 40 / 8 },
	{ count: 5_000, floor: 62 * 60 + 40 / 8 },
	// Items that need two each.
	{ count: 200, items: 100, floor: 2 * 60 + 40 / 8 },
])(
	'$count requests take no more than 1.05 of what the limits allow',
	async (one) => {
		const { count, items = count, floor } = one;
		const times = run(count, { user: longRun(items), latency: 120 });
		await jest.advanceTimersByTimeAsync(2 * floor * SECOND);

		expect(times).toHaveLength(count);
		expect(seconds(times) / floor).toBeLessThanOrEqual(1.05);
	},
	120_000,
);

test('a run of an hour is spread evenly, so that there is room for others at any time', async () => {
	const times = run(5_000, { user: longRun(5_000) });
	await jest.advanceTimersByTimeAsync(5 * MINUTE);

	const gaps = times.slice(1).map((time, before) => time - times[before]);
	expect(Math.max(...gaps)).toBeLessThan(2 * SECOND);
});

test('a single request goes at once, although a run has used up its minute', async () => {
	run(300, { user: longRun(300) });
	await jest.advanceTimersByTimeAsync(58 * SECOND);
	const asked = Date.now();
	const chat = [run(1), run(1), run(1)];
	await jest.advanceTimersByTimeAsync(SECOND);

	expect(chat.flat()).toHaveLength(3);
	expect(Math.max(...chat.flat()) - asked).toBeLessThan(SECOND);
});

test('whoever has the fewest requests waiting goes first', async () => {
	const long = run(100);
	await jest.advanceTimersByTimeAsync(500);
	const short = run(1);
	await jest.advanceTimersByTimeAsync(SECOND);

	expect(long).toHaveLength(15);
	expect(short).toHaveLength(1);
});

test('a run is not kept waiting for ever by many short ones', async () => {
	const long = run(40);
	// More than fit, each by itself.
	for (let number = 0; number < 20 * 20; number++) {
		setTimeout(() => run(1), (number * SECOND) / 20);
	}
	await jest.advanceTimersByTimeAsync(9 * SECOND);

	expect(long.length).toBeGreaterThanOrEqual(8 + 8);
});

test('the requests of one run are sent in the order of asking', async () => {
	const user = new PaceUser();
	const order: number[] = [];
	for (let number = 0; number < 30; number++) void send({ user }).then(() => order.push(number));
	await jest.advanceTimersByTimeAsync(10 * SECOND);

	expect(order).toEqual([...order].sort((one, other) => one - other));
	expect(order).toHaveLength(30);
});

test('users with different shares of one Ada share its windows', async () => {
	const large = run(6);
	await jest.advanceTimersByTimeAsync(10);
	// Two a second, which the others have used up.
	const small = run(1, { limits: AdaLimits.from({ limitShare: 20 }).of('default') });
	await jest.advanceTimersByTimeAsync(900);
	expect([large.length, small.length]).toEqual([6, 0]);

	await jest.advanceTimersByTimeAsync(200);
	expect(small).toHaveLength(1);
});

test('no more are under way than a second allows, however slow Ada is', async () => {
	const times = run(60, { latency: 30 * SECOND });
	await jest.advanceTimersByTimeAsync(29 * SECOND);

	expect(times).toHaveLength(8);
});

test('waiting ends when a signal comes, and the others move up', async () => {
	run(8);
	const end = new AbortController();
	const stopped = send({ signals: [end.signal] });
	const other = run(1);
	await jest.advanceTimersByTimeAsync(100);
	end.abort();

	expect(await stopped).toBe('ended');
	expect(await send({ signals: [end.signal] })).toBe('ended');
	await jest.advanceTimersByTimeAsync(SECOND);
	expect(other).toHaveLength(1);
});

test('where the window of a day is full, nobody waits for hours', async () => {
	const [second, minute] = limits;
	const tiny = [second, minute, { requests: 50, seconds: DAY / SECOND }];
	const times = run(48, { limits: tiny });
	await jest.advanceTimersByTimeAsync(MINUTE);
	expect(times).toHaveLength(48);

	const user = new PaceUser();
	const kinds = await Promise.all([1, 2, 3, 4].map(() => send({ user, limits: tiny })));

	expect(kinds.map((kind) => typeof kind)).toEqual(['number', 'number', 'string', 'string']);
	expect(kinds[2]).toBe('dayIsUsedUp');
	await jest.advanceTimersByTimeAsync(DAY);
	expect(await send({ user, limits: tiny })).toEqual(expect.any(Number));
});

describe('429', () => {
	/** An Ada that refuses for so long, and the times at which it was asked. */
	function refusingUntil(end: number, count: number, retryAfter?: number): number[] {
		const asked: number[] = [];
		const user = new PaceUser();
		const one = async (since: number) => {
			for (;;) {
				const turn = await pace.turn({ user, limits, since, signals: [] });
				if (turn.kind !== 'given') return;
				asked.push(Date.now());
				const limited = Date.now() < end;
				await new Promise((resolve) => setTimeout(resolve, 100));
				turn.end({ limited, retryAfter: limited ? retryAfter : undefined });
				if (!limited) return;
			}
		};
		for (let number = 0; number < count; number++) void one(Date.now() + number);
		return asked;
	}

	const gapsOf = (times: number[]) =>
		times.slice(1).map((time, before) => (time - times[before]) / SECOND);

	test('makes everybody wait, and then one request at a time finds out', async () => {
		const start = Date.now();
		const asked = refusingUntil(start + 10 * SECOND, 20);
		await jest.advanceTimersByTimeAsync(10 * SECOND);

		// Eight that were under way; one after a second, one after two more, one after four more.
		expect(asked).toHaveLength(8 + 3);
		const pauses = gapsOf(asked.slice(7)).map((gap) => gap - 0.1);
		[1, 2, 4].forEach((pause, index) => {
			expect(pauses[index]).toBeCloseTo(pause, 1);
		});

		await jest.advanceTimersByTimeAsync(30 * SECOND);
		expect(asked).toHaveLength(8 + 3 + 20);
	});

	test('whose time is named is kept, but not for hours by all', async () => {
		const start = Date.now();
		const asked = refusingUntil(start + 1, 1, 30);
		await jest.advanceTimersByTimeAsync(40 * SECOND);
		expect(gapsOf(asked)[0]).toBeCloseTo(30.1, 1);

		pace = new Pace();
		const hours = refusingUntil(Date.now() + 1, 1, 7_200);
		await jest.advanceTimersByTimeAsync(3 * MINUTE);
		expect(hours).toHaveLength(2);
	});

	test('slows the pace down, which comes back when no more come', async () => {
		refusingUntil(Date.now() + 1, 1);
		await jest.advanceTimersByTimeAsync(5 * SECOND);
		const slowed = run(200, { latency: 900 });
		await jest.advanceTimersByTimeAsync(20 * SECOND);
		expect(mostWithin(slowed, SECOND)).toBe(6);

		await jest.advanceTimersByTimeAsync(60 * MINUTE);
		const recovered = run(24);
		await jest.advanceTimersByTimeAsync(5 * SECOND);
		expect(mostWithin(recovered, SECOND)).toBeGreaterThanOrEqual(7);
	});
});
