/** Seconds that nothing is sent after 429, by how often in a row; the last one is repeated. */
const PAUSES = [1, 2, 4, 8, 16, 20];

/** What is left of the pace when Ada says 429 after it took requests. */
const DECREASE = 0.85;

/** Never slower than this part of the share. */
const SLOWEST = 0.1;

/** The minutes without 429 in which two thirds of what is missing from the share come back. */
const RECOVERY_MINUTES = 6;

/**
 * What 429 tells about the others who use the same Ada: other n8n workers and other systems are felt
 * by it only. Ada names no time to wait, so the pauses grow until it takes a request again, and the
 * pace goes down at once and comes back slowly, the lower the faster: those who do so end up with about
 * equal parts.
 * Ada asks for exponential backoff with jitter (Ada docs, Introduction, Limits).
 */
export class Congestion {
	/** Nothing is sent before this time, in milliseconds. */
	frozenUntil = 0;

	/** How often Ada has answered 429 since it last took a request. */
	inARow = 0;

	/** When the first of these came. */
	refusedSince = 0;

	private frozenAt = 0;

	private part = 1;

	private partAt = 0;

	/** Whether it is not known yet that Ada takes requests again: then one at a time finds out. */
	get isProbing(): boolean {
		return this.inARow > 0;
	}

	/** The part of the share that may be used at a time. */
	partOfShare(now: number): number {
		const minutes = Math.max(0, now - this.partAt) / 60_000;
		return 1 - (1 - this.part) * Math.exp(-minutes / RECOVERY_MINUTES);
	}

	/** Ada answered 429 to what was sent at `sentAt`, and perhaps named the seconds to wait. */
	limited(sentAt: number, now: number, named: number): void {
		// What left before the pause began tells nothing new.
		if (sentAt > this.frozenAt) {
			if (this.inARow === 0) {
				this.part = Math.max(SLOWEST, this.partOfShare(now) * DECREASE);
				this.partAt = now;
				this.refusedSince = now;
			}
			const seconds = PAUSES[Math.min(this.inARow, PAUSES.length - 1)];
			this.inARow++;
			this.frozenAt = now;
			this.frozenUntil = Math.max(this.frozenUntil, now + seconds * jitter() * 1000);
		}
		this.frozenUntil = Math.max(this.frozenUntil, now + named * 1000);
	}

	/** Ada answered something else to what was sent at `sentAt`. */
	taken(sentAt: number): void {
		if (sentAt > this.frozenAt) this.inARow = 0;
	}
}

/** So that those who were refused together do not come back together. */
export function jitter(): number {
	return 0.75 + Math.random() / 2;
}
