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
	longestWait?: number;
}

/** Sends one request in turn; when it was sent, or why not. */
async function send({
	user = new PaceUser(),
	limits: own = limits,
	latency = 100,
	signals = [],
	longestWait = 2 * MINUTE,
}: Sending = {}): Promise<number | Turn['kind']> {
	const turn = await pace.turn({ user, limits: own, since: pace.now(), signals, longestWait });
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
	expect(seconds(times)).toBeLessThan(2.4);
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

test('whatever Ada answers and whoever is cancelled, no window is exceeded and nobody is forgotten', async () => {
	const asking = fc.record({
		at: fc.integer({ min: 0, max: 90 * SECOND }),
		count: fc.integer({ min: 1, max: 120 }),
		latency: fc.integer({ min: 1, max: 10 * SECOND }),
		cancelledAfter: fc.option(fc.integer({ min: 0, max: 90 * SECOND }), { nil: undefined }),
		busyFor: fc.constantFrom(0, 0, 1_500),
		longestWait: fc.constantFrom(0, 20 * SECOND, 2 * MINUTE),
		// When Ada counts it, on the way from the turn to the answer.
		countedAfter: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
		answers: fc.array(fc.constantFrom('taken', 'taken', 'limited', 'lost'), { minLength: 1 }),
	});
	const day = [...limits.slice(0, 2), { requests: 300, seconds: DAY / SECOND }];
	await fc.assert(
		fc.asyncProperty(fc.array(asking, { minLength: 1, maxLength: 6 }), async (runs) => {
			pace = new Pace();
			const sent: number[] = [];
			const counted: number[] = [];
			let answered = 0;
			for (const asked of runs) {
				const { at, count, latency, cancelledAfter, busyFor, longestWait } = asked;
				const { answers, countedAfter } = asked;
				const user = new PaceUser();
				const cancelled = new AbortController();
				const one = async () => {
					const since = pace.now();
					const signals = [cancelled.signal];
					const turn = await pace.turn({ user, limits: day, since, signals, longestWait });
					answered++;
					if (turn.kind !== 'given') return;
					sent.push(Date.now());
					const part = countedAfter[sent.length % countedAfter.length];
					setTimeout(() => counted.push(Date.now()), latency * part);
					await new Promise((resolve) => setTimeout(resolve, latency));
					const answer = answers[sent.length % answers.length];
					turn.end(answer === 'lost' ? undefined : { limited: answer === 'limited' });
				};
				setTimeout(() => {
					for (let number = 0; number < count; number++) void one();
				}, at);
				if (cancelledAfter === undefined) continue;
				setTimeout(() => {
					// Something else keeps the machine busy, so that timers come late.
					jest.setSystemTime(Date.now() + busyFor);
					cancelled.abort();
				}, at + cancelledAfter);
			}
			await jest.advanceTimersByTimeAsync(60 * MINUTE);

			expect(answered).toBe(runs.reduce((sum, { count }) => sum + count, 0));
			expect(mostWithin(sent, SECOND)).toBeLessThanOrEqual(8);
			expect(mostWithin(counted, SECOND)).toBeLessThanOrEqual(8);
			expect(mostWithin(sent, MINUTE)).toBeLessThanOrEqual(80);
			expect(sent.length).toBeLessThanOrEqual(300);
			// All places are free again. The first one finds out that Ada takes requests.
			run(1);
			await jest.advanceTimersByTimeAsync(MINUTE);
			const after = run(8, { latency: DAY });
			await jest.advanceTimersByTimeAsync(MINUTE);
			expect(after).toHaveLength(8);
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

	await jest.advanceTimersByTimeAsync(300);
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
	await jest.advanceTimersByTimeAsync(1.2 * SECOND);
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
	/** An Ada that refuses for so long, the times at which it was asked, and those who gave up. */
	function refusingUntil(
		end: number,
		count: number,
		{ retryAfter, longestWait = 2 * MINUTE }: { retryAfter?: number; longestWait?: number } = {},
	): number[] & { gaveUp: Turn[] } {
		const asked = Object.assign<number[], { gaveUp: Turn[] }>([], { gaveUp: [] });
		const user = new PaceUser();
		const one = async (since: number) => {
			for (;;) {
				const turn = await pace.turn({ user, limits, since, signals: [], longestWait });
				if (turn.kind !== 'given') {
					asked.gaveUp.push(turn);
					return;
				}
				asked.push(Date.now());
				const limited = Date.now() < end;
				await new Promise((resolve) => setTimeout(resolve, 100));
				turn.end({ limited, retryAfter: limited ? retryAfter : undefined });
				if (!limited) return;
			}
		};
		for (let number = 0; number < count; number++) void one(pace.now() + number);
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

	test('whose time is named is kept, but holds nobody up where nobody waits for it', async () => {
		const start = Date.now();
		const asked = refusingUntil(start + 1, 1, { retryAfter: 30 });
		await jest.advanceTimersByTimeAsync(40 * SECOND);
		expect(gapsOf(asked)[0]).toBeCloseTo(30.1, 1);

		pace = new Pace();
		const hours = refusingUntil(Date.now() + 1, 1, { retryAfter: 7_200 });
		await jest.advanceTimersByTimeAsync(3 * MINUTE);
		expect(hours).toHaveLength(2);
	});

	test('whose time is long is kept by all, where somebody waits for it', async () => {
		const asked = refusingUntil(Date.now() + 1, 30, { retryAfter: 600, longestWait: 60 * MINUTE });
		await jest.advanceTimersByTimeAsync(599 * SECOND);
		expect(asked).toHaveLength(8);
		await jest.advanceTimersByTimeAsync(MINUTE);
		expect(asked).toHaveLength(30 + 8);
	});

	test('that lasts ends the waiting of all within the longest wait', async () => {
		const many = refusingUntil(Infinity, 50);
		await jest.advanceTimersByTimeAsync(2 * MINUTE);
		expect(many.gaveUp).toHaveLength(50);
		const [{ ...refused }] = many.gaveUp;
		expect(refused).toMatchObject({ kind: 'refused', times: many.length - 7 });
		expect('seconds' in refused && refused.seconds).toBeCloseTo(112, 0);
	});

	test('that lasts lets nobody wait longer than those before', async () => {
		const each: ReturnType<typeof refusingUntil>[] = [];
		for (let message = 0; message < 60; message++) {
			each.push(refusingUntil(Infinity, 1));
			await jest.advanceTimersByTimeAsync(20 * SECOND);
		}
		await jest.advanceTimersByTimeAsync(2 * MINUTE);
		expect(each.filter(({ gaveUp }) => gaveUp.length === 0)).toEqual([]);
	});

	test('says nothing of the day, of which most is used', async () => {
		const day = [limits[0], limits[1], { requests: 800, seconds: DAY / SECOND }];
		run(680, { limits: day });
		await jest.advanceTimersByTimeAsync(15 * MINUTE);
		refusingUntil(Date.now() + 1, 1);
		await jest.advanceTimersByTimeAsync(5 * SECOND);
		expect(await send({ limits: day })).toEqual(expect.any(Number));
	});

	test('does not keep those waiting for ever who find out beside an urgent request', async () => {
		refusingUntil(Date.now() + 1, 1);
		await jest.advanceTimersByTimeAsync(100);
		const urgent = pace.urgentTurn();
		const sent = run(1);
		await jest.advanceTimersByTimeAsync(10 * SECOND);
		expect(sent).toHaveLength(0);

		urgent.end();
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(sent).toHaveLength(1);
	});

	test('slows the pace down, which comes back when no more come', async () => {
		refusingUntil(Date.now() + 1, 1);
		await jest.advanceTimersByTimeAsync(5 * SECOND);
		const slowed = run(200, { latency: 900 });
		await jest.advanceTimersByTimeAsync(20 * SECOND);
		expect(mostWithin(slowed, SECOND)).toBe(7);

		await jest.advanceTimersByTimeAsync(60 * MINUTE);
		const recovered = run(24);
		await jest.advanceTimersByTimeAsync(5 * SECOND);
		expect(mostWithin(recovered, SECOND)).toBe(8);
	});
});

test('who is cancelled while the machine was busy keeps no places', async () => {
	run(8, { latency: 5 });
	await jest.advanceTimersByTimeAsync(500);
	const cancelled = new AbortController();
	const late = run(12, { signals: [cancelled.signal], latency: DAY });
	// Time goes by, but no timer comes to its turn.
	jest.setSystemTime(Date.now() + 1_300);
	cancelled.abort();

	const others = run(8);
	await jest.advanceTimersByTimeAsync(3 * SECOND);
	expect(late).toEqual([]);
	expect(others).toHaveLength(8);
});

test('a run hears what came of a request before the next one is sent', async () => {
	const end = new AbortController();
	const user = new PaceUser();
	const slow = Array.from({ length: 12 }, async () => {
		const turn = await pace.turn({
			user,
			limits,
			since: pace.now(),
			signals: [end.signal],
			longestWait: 2 * MINUTE,
		});
		if (turn.kind !== 'given') return turn.kind;
		await new Promise((resolve) => setTimeout(resolve, 5 * SECOND));
		turn.end({ limited: false });
		end.abort();
		return 'sent';
	});
	await jest.advanceTimersByTimeAsync(20 * SECOND);

	const kinds = await Promise.all(slow);
	expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(8);
	expect(kinds.slice(8)).toEqual(Array(4).fill('ended'));
});

test('what was answered more than a second ago keeps nobody waiting', async () => {
	run(8);
	await jest.advanceTimersByTimeAsync(100);
	// Something else keeps the machine busy.
	jest.setSystemTime(Date.now() + 1_200);
	const others = run(8);
	await jest.advanceTimersByTimeAsync(0);

	expect(others).toHaveLength(8);
});

test('slow answers of an Ada do not slow down what a minute allows', async () => {
	const times = run(230, { user: longRun(230), latency: 4 * SECOND });
	await jest.advanceTimersByTimeAsync(10 * MINUTE);

	expect(times).toHaveLength(230);
	expect(seconds(times)).toBeLessThan(3 * 60);
});

test('a clock that is set back fills no window', async () => {
	run(5);
	await jest.advanceTimersByTimeAsync(SECOND);
	jest.setSystemTime(Date.now() - 60 * MINUTE);

	const after = run(8);
	await jest.advanceTimersByTimeAsync(3 * SECOND);
	expect(after).toHaveLength(8);
});

test('a loop of many runs leaves room for others as one long run does', async () => {
	const execution = {};
	const loop = async () => {
		for (let round = 0; round < 500; round++) await send({ user: new PaceUser(execution) });
	};
	void loop();
	await jest.advanceTimersByTimeAsync(30 * SECOND);
	for (let message = 0; message < 3; message++) {
		const asked = Date.now();
		expect(await send()).toBe(asked);
		await jest.advanceTimersByTimeAsync(SECOND);
	}
});

test('one listener is enough for all requests of a run', () => {
	const { signal } = new AbortController();
	const listened = jest.spyOn(signal, 'addEventListener');
	run(20, { signals: [signal] });
	expect(listened).toHaveBeenCalledTimes(1);
});
