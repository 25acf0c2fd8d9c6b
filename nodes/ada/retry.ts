import type { Reply } from './reply';

/** Seconds between tries after 429: with the least jitter they still outlive Ada's minute. */
const RATE_LIMIT_PAUSES = [1, 2, 4, 8, 16, 20, 20, 20, 20];

/** Seconds between tries after a broken or refused connection and after Ada's own 5xx. */
const FAILURE_PAUSES = [0.5, 1, 2, 4, 8];

/** A longer wait than this, in seconds, is left to the user: it would look like a hanging run. */
const LONGEST_NAMED_WAIT = 120;

/** How often a request was already tried in vain, by the reason. */
export interface TriesSoFar {
	rateLimited: number;
	failed: number;
}

/**
 * The milliseconds to wait before a request is sent again; `undefined` when it is not.
 * 429 and connections that never came about are always safe to repeat. What Ada may have handled
 * (a broken connection, 5xx) is repeated only where doing it twice is the same as once.
 * Ada asks for exponential backoff with jitter (Ada docs, Introduction, Limits).
 */
export function pauseBeforeRetry(
	reply: Reply,
	repeatable: boolean,
	tries: TriesSoFar,
	random: () => number = Math.random,
): number | undefined {
	const jitter = 0.75 + random() / 2;
	if (isRateLimited(reply)) {
		const seconds = RATE_LIMIT_PAUSES[tries.rateLimited];
		const named = reply.retryAfter ?? 0;
		if (seconds === undefined || named > LONGEST_NAMED_WAIT) return undefined;
		return Math.max(seconds * jitter, named) * 1000;
	}
	const worthwhile =
		reply.kind === 'notSent' ? reply.mayPass : repeatable && mayHaveBeenHandled(reply);
	const seconds = FAILURE_PAUSES[tries.failed];
	return worthwhile && seconds !== undefined ? seconds * jitter * 1000 : undefined;
}

export function isRateLimited(reply: Reply): reply is Reply & { kind: 'answer'; status: 429 } {
	return reply.kind === 'answer' && reply.status === 429;
}

/** Whether Ada may have done what the request asked for, although it did not say so. */
export function mayHaveBeenHandled(reply: Reply): boolean {
	return reply.kind === 'lost' || (reply.kind === 'answer' && reply.status >= 500);
}
