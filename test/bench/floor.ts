import { publishedLimits, type Limit, type LimitFamily } from '../../sandbox/rateLimits';

/** How many calls of each family some work takes. */
export type Calls = Partial<Record<LimitFamily, number>>;

const windows = [
	{ name: 'perSecond', seconds: 1 },
	{ name: 'perMinute', seconds: 60 },
	{ name: 'perDay', seconds: 86_400 },
] as const;

/**
 * When each of so many calls of one family may start at the earliest, in seconds after the first,
 * with no more than `share` of the limit in any stretch of a second, a minute and a day.
 */
export function earliestStarts(count: number, limit: Limit, share: number): number[] {
	const bounds = windows.flatMap(({ name, seconds }) => {
		const most = limit[name];
		return most === null ? [] : [{ most: Math.max(1, Math.floor(most * share)), seconds }];
	});
	const starts: number[] = [];
	for (let index = 0; index < count; index += 1) {
		const earliest = bounds.map(({ most, seconds }) =>
			index < most ? 0 : starts[index - most] + seconds,
		);
		starts.push(Math.max(0, ...earliest));
	}
	return starts;
}

/**
 * The seconds that some work takes at least within `share` of the published limits: until the last
 * call of the family that takes longest may start. Answers take no time here, and of the order in
 * which calls depend on each other only so much counts that nobody is done before all their calls.
 */
export function floorSeconds(calls: Calls, share: number): number {
	const families = Object.keys(calls) as LimitFamily[];
	const lastStarts = families.map(
		(family) => earliestStarts(calls[family] ?? 0, publishedLimits[family], share).at(-1) ?? 0,
	);
	return Math.max(0, ...lastStarts);
}

/** A stretch of time, in milliseconds since 1970. */
export interface Stretch {
	from: number;
	to: number;
}

/**
 * How many calls of a family Ada takes at most in a stretch of time, when its windows slide, or when
 * they are fixed: then they begin with each full second and minute. The day's window is left out.
 */
export function mostCallsIn(
	{ from, to }: Stretch,
	family: LimitFamily,
	kind: 'fixed' | 'sliding',
): number {
	const { perSecond, perMinute } = publishedLimits[family];
	const limit: Limit = { perSecond, perMinute, perDay: null };
	if (kind === 'sliding') {
		const seconds = (to - from) / 1000;
		const enough = Math.ceil(seconds / 60 + 1) * (perMinute ?? 0);
		return earliestStarts(enough, limit, 1).filter((start) => start <= seconds).length;
	}
	let most = 0;
	for (let minute = Math.floor(from / 60_000); minute <= Math.floor(to / 60_000); minute += 1) {
		const first = Math.floor(Math.max(from, minute * 60_000) / 1000);
		const last = Math.floor(Math.min(to, minute * 60_000 + 59_999) / 1000);
		most += Math.min(perMinute ?? 0, (last - first + 1) * (perSecond ?? 0));
	}
	return most;
}
