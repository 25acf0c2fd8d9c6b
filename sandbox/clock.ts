/**
 * The sandbox's time: wall-clock time plus what tests added, in milliseconds since 1970.
 * It moves expiry, clean-up, timestamps, rate-limit windows and the retries of webhooks. It never
 * runs backwards, except when the whole sandbox is reset.
 */
export class Clock {
	private offsetMs = 0;

	private frozenAtMs: number | null = null;

	private readonly listeners: Array<() => void> = [];

	now(): number {
		return this.frozenAtMs ?? Date.now() + this.offsetMs;
	}

	/** True while time stands still and moves by `advance` only. */
	get frozen(): boolean {
		return this.frozenAtMs !== null;
	}

	/** Calls `listener` whenever somebody moves, stops or starts time; not as time goes by. */
	onChange(listener: () => void): void {
		this.listeners.push(listener);
	}

	/** Moves time forward by whole milliseconds. Throws a RangeError on anything else. */
	advance(ms: number): void {
		if (!Number.isSafeInteger(ms) || ms < 0) {
			throw new RangeError('The clock moves forward by whole milliseconds, 0 or more.');
		}
		if (this.frozenAtMs === null) {
			this.offsetMs += ms;
		} else {
			this.frozenAtMs += ms;
		}
		this.tell();
	}

	/** Stops time, so that rate-limit windows and timestamps in a test do not depend on speed. */
	freeze(): void {
		this.frozenAtMs = this.now();
		this.tell();
	}

	/** Lets time run again from where it stands. */
	run(): void {
		if (this.frozenAtMs === null) return;
		this.offsetMs = this.frozenAtMs - Date.now();
		this.frozenAtMs = null;
		this.tell();
	}

	reset(): void {
		this.offsetMs = 0;
		this.frozenAtMs = null;
		this.tell();
	}

	private tell(): void {
		for (const listener of this.listeners) listener();
	}
}
