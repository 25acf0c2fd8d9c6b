import fc from 'fast-check';

import { earliestStarts, floorSeconds, mostCallsIn } from '../bench/floor';

describe('the least time that calls take within the published limits', () => {
	it.each([
		['nothing', {}, 1, 0],
		['one call', { default: 1 }, 1, 0],
		['as many as a second allows', { default: 10 }, 1, 0],
		['one more than a second allows', { default: 11 }, 1, 1],
		['as many as a minute allows', { default: 100 }, 1, 9],
		['one more than a minute allows', { default: 101 }, 1, 60],
		['one more than a day allows', { default: 10_001 }, 1, 86_400],
		['1,000 at 300 a minute', { endUserById: 1_000 }, 1, 183],
		['300 look-ups at four fifths', { default: 300 }, 0.8, 187],
		['1,000 look-ups at four fifths', { default: 1_000 }, 0.8, 724],
		['two families at once: the longer one', { default: 300, endUserById: 300 }, 0.8, 187],
		['the other one longer', { default: 10, endUserById: 300 }, 0.8, 62],
		['a share that leaves less than one call', { default: 3 }, 0.01, 120],
	])('%s', (_label, calls, share, seconds) => {
		expect(floorSeconds(calls, share)).toBe(seconds);
	});

	it('never has more in any second, minute or day than the share, nor a call later than it must be', () => {
		const limits = fc.record({
			perSecond: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
			perMinute: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
			perDay: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null }),
		});
		fc.assert(
			fc.property(limits, fc.integer({ max: 200, min: 1 }), (limit, count) => {
				const starts = earliestStarts(count, limit, 1);
				const within = (from: number, seconds: number) =>
					starts.filter((start) => start >= from && start < from + seconds).length;
				const bounds = [
					{ most: limit.perSecond ?? Infinity, seconds: 1 },
					{ most: limit.perMinute ?? Infinity, seconds: 60 },
					{ most: limit.perDay ?? Infinity, seconds: 86_400 },
				];
				for (const { most, seconds } of bounds) {
					for (const start of new Set(starts)) {
						expect(within(start, seconds)).toBeLessThanOrEqual(most);
					}
				}
				const late = starts.at(-1) ?? 0;
				const isHeldUp = bounds.some(
					({ most, seconds }) =>
						starts.slice(0, -1).filter((start) => start > late - 1 - seconds).length >= most,
				);
				expect(late === 0 || isHeldUp).toBe(true);
			}),
		);
	});
});

describe('the most calls that Ada takes in a stretch of time', () => {
	const minute = 60_000 * 1_000_000;

	it.each([
		[0, 0, 10],
		[0, 59_000, 100],
		[0, 61_000, 120],
		[55_000, 62_000, 80],
		[0, 125_000, 260],
	])('in sliding windows, from %i to %i ms', (from, to, calls) => {
		const stretch = { from: minute + from, to: minute + to };
		expect(mostCallsIn(stretch, 'default', 'sliding')).toBe(calls);
	});

	it.each([
		[0, 0, 10],
		[0, 59_999, 100],
		[0, 60_000, 110],
		[55_500, 62_500, 80],
		[30_000, 90_000, 200],
		[55_000, 185_000, 310],
	])('in fixed windows, from %i to %i ms after a full minute', (from, to, calls) => {
		const stretch = { from: minute + from, to: minute + to };
		expect(mostCallsIn(stretch, 'default', 'fixed')).toBe(calls);
	});

	it('is that of the family', () => {
		const stretch = { from: minute, to: minute + 125_000 };
		expect(mostCallsIn(stretch, 'endUserById', 'sliding')).toBe(2 * 300 + 6 * 30);
	});
});
