import fc from 'fast-check';

import { publishedLimits } from '../../sandbox/rateLimits';
import { earliestStarts, floorSeconds, mostCallsWithin } from '../bench/floor';

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

it('counts how many calls the whole limit allows in a stretch of time', () => {
	expect(mostCallsWithin(0, 'default')).toBe(publishedLimits.default.perSecond);
	expect(mostCallsWithin(59, 'default')).toBe(100);
	expect(mostCallsWithin(61, 'default')).toBe(120);
	expect(mostCallsWithin(125, 'endUserById')).toBe(2 * 300 + 6 * 30);
});
