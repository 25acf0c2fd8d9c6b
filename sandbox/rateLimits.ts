import type { Clock } from './clock';
import type { Switches } from './switches';

/** Requests a window allows; null for no limit. */
export interface Limit {
	perSecond: number | null;
	perMinute: number | null;
	perDay: number | null;
}

/**
 * Families of endpoints that share a limit. `endUserCollection` is used only while the switch
 * endUserCollectionLimit is `onePerSecond`; otherwise those endpoints draw on one of the others.
 * `conversations` is creating, reading and ending one. `channelsMade` counts what was created, on
 * top of the default family.
 */
export const limitFamilies = [
	'default',
	'endUserById',
	'endUserCollection',
	'conversations',
	'channelsMade',
] as const;

export type LimitFamily = (typeof limitFamilies)[number];

export type Limits = Record<LimitFamily, Limit>;

/** How limits are chosen: all at once, or family by family (the rest stays off). */
export type LimitChoice = 'published' | 'off' | Partial<Record<LimitFamily, Limit>>;

export const noLimit: Limit = { perSecond: null, perMinute: null, perDay: null };

/**
 * Ada docs, limits (default) and release note 2026-03-03 (/v2/end-users/{id}, conversations). One a
 * second stands in a comment of an Ada demo script only. 100 new channels a day: Ada OpenAPI.
 */
export const publishedLimits: Limits = {
	default: { perSecond: 10, perMinute: 100, perDay: 10_000 },
	endUserById: { perSecond: 30, perMinute: 300, perDay: 60_000 },
	endUserCollection: { perSecond: 1, perMinute: null, perDay: null },
	conversations: { perSecond: 30, perMinute: 300, perDay: 60_000 },
	channelsMade: { perSecond: null, perMinute: null, perDay: 100 },
};

const off: Limits = {
	default: noLimit,
	endUserById: noLimit,
	endUserCollection: noLimit,
	conversations: noLimit,
	channelsMade: noLimit,
};

const windows = [
	{ name: 'perSecond', ms: 1_000 },
	{ name: 'perMinute', ms: 60_000 },
	{ name: 'perDay', ms: 86_400_000 },
] as const;

/** What a request met: whether it may pass, and the window that leaves the least room. */
export interface Verdict {
	allowed: boolean;
	limit: number;
	remaining: number;
	/** Milliseconds since 1970 on the sandbox's clock. */
	resetAtMs: number;
}

/** The index of the first of the ascending times that is at or after the given one. */
function firstFrom(times: readonly number[], from: number): number {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (times[middle] < from) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * Ada's rate limits. They hold for the whole instance, whatever the key (Ada docs, limits). What is
 * not documented and chosen here: only authenticated requests count, refused ones do not, and the
 * windows are fixed or sliding by the switch limitWindows.
 */
export class RateLimits {
	private limits: Limits = off;

	private accepted = new Map<LimitFamily, number[]>();

	constructor(
		private readonly clock: Clock,
		private readonly switches: Switches,
		private readonly atStart: LimitChoice = 'off',
	) {
		this.choose(atStart);
	}

	get current(): Readonly<Limits> {
		return this.limits;
	}

	/** Sets limits; what was counted so far stays counted. */
	choose(choice: LimitChoice): void {
		if (choice === 'published') this.limits = publishedLimits;
		else if (choice === 'off') this.limits = off;
		else this.limits = { ...this.limits, ...choice };
	}

	/** Counts a request if there is room for it. Undefined when its family has no limit. */
	take(family: LimitFamily): Verdict | undefined {
		const now = this.clock.now();
		const times = this.accepted.get(family) ?? [];
		const verdicts = windows.flatMap(({ name, ms }) => {
			const limit = this.limits[family][name];
			return limit === null ? [] : [this.verdict(times, now, ms, limit)];
		});
		const refusals = verdicts.filter(({ allowed }) => !allowed);
		if (refusals.length > 0) {
			return refusals.reduce((a, b) => (b.resetAtMs > a.resetAtMs ? b : a));
		}
		times.push(now);
		this.accepted.set(family, times.length > 200_000 ? times.slice(-100_000) : times);
		return verdicts
			.map((verdict) => ({ ...verdict, remaining: verdict.remaining - 1 }))
			.reduce<Verdict | undefined>((a, b) => (a && a.remaining <= b.remaining ? a : b), undefined);
	}

	/** Back to the limits that the sandbox was started with, and nothing counted. */
	reset(): void {
		this.limits = off;
		this.choose(this.atStart);
		this.accepted = new Map();
	}

	private verdict(times: readonly number[], now: number, ms: number, limit: number): Verdict {
		const sliding = this.switches.get('limitWindows') === 'sliding';
		const start = sliding ? now - ms + 1 : Math.floor(now / ms) * ms;
		const first = firstFrom(times, start);
		const remaining = limit - (times.length - first);
		// A sliding window has room again when the oldest request in it that counts has left.
		const oldest = times.at(Math.max(first, times.length - limit)) ?? now;
		const resetAtMs = sliding ? oldest + ms : start + ms;
		return { allowed: remaining > 0, limit, remaining: Math.max(0, remaining), resetAtMs };
	}
}
