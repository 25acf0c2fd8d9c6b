import type { ApiFamily, RateLimit } from './limits';
import { PUBLISHED_LIMITS } from './limits';
import { pause } from './pause';

/**
 * Added to each window, in milliseconds: requests do not travel equally fast, so those that left
 * just outside of a window can arrive inside of it.
 */
const TRAVEL_MARGIN = 50;

/**
 * Keeps the requests of one API family on one host within Ada's limits, for all executions of this
 * process. A request waits until each of its sliding windows has room, in the order of asking.
 */
export class Pace {
	private readonly windows: SlidingWindow[];

	private frozenUntil = 0;

	constructor(limits: RateLimit[], share: number) {
		this.windows = limits.map(({ requests, seconds }) => {
			const granted = Math.max(1, Math.floor(requests * share));
			return new SlidingWindow(granted, seconds * 1000 + TRAVEL_MARGIN);
		});
	}

	/** Waits until one more request may be sent; ends early when `signal` aborts. */
	async turn(signal?: AbortSignal): Promise<void> {
		for (;;) {
			const starts = this.windows.map((window) => window.nextStart());
			const at = Math.max(Date.now(), this.frozenUntil, ...starts);
			for (const window of this.windows) window.take(at);
			await pause(at - Date.now(), signal);
			// A freeze may have come while waiting: then this place is given up for a later one.
			if (signal?.aborted || Date.now() >= this.frozenUntil) return;
		}
	}

	/** Sends nothing more for so many milliseconds: Ada said 429, which concerns everybody. */
	freeze(milliseconds: number): void {
		this.frozenUntil = Math.max(this.frozenUntil, Date.now() + milliseconds);
	}
}

/** The times of the last `size` requests, the oldest of which decides when the next may start. */
class SlidingWindow {
	private readonly starts: number[] = [];

	private oldest = 0;

	constructor(
		private readonly size: number,
		private readonly length: number,
	) {}

	nextStart(): number {
		return this.starts.length < this.size ? 0 : this.starts[this.oldest] + this.length;
	}

	take(at: number): void {
		if (this.starts.length < this.size) {
			this.starts.push(at);
		} else {
			this.starts[this.oldest] = at;
			this.oldest = (this.oldest + 1) % this.size;
		}
	}
}

const paces = new Map<string, Pace>();

/**
 * The pace that everybody in this process shares for one family of one Ada.
 * `share` is the part of the limits that may be used: 0.8 leaves a fifth to others.
 */
export function paceOf(apiUrl: string, family: ApiFamily, share: number): Pace {
	const key = `${apiUrl} ${family} ${share}`;
	const known = paces.get(key);
	if (known) return known;
	const pace = new Pace(PUBLISHED_LIMITS[family], share);
	paces.set(key, pace);
	return pace;
}
