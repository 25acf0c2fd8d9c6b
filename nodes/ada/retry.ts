import { jitter } from './congestion';
import type { Reply } from './reply';

/** Seconds between tries after a broken or refused connection and after Ada's own 5xx; the last is repeated. */
const FAILURE_PAUSES = [0.5, 1, 2, 4, 8];

/** How long a request is tried, as the form's options say. */
export interface Patience {
	/** Times that a request is sent at most, apart from those that Ada answered with 429. */
	mostTries: number;
	/** Seconds for which 429 is outlived; a longer wait would look like a hanging run. */
	longestWait: number;
}

export const USUAL_PATIENCE: Patience = { mostTries: 6, longestWait: 120 };

/**
 * The milliseconds to wait before a request is sent again that met anything but 429; `undefined`
 * when it is not. Connections that never came about are always safe to repeat. What Ada may have
 * handled (a broken connection, 5xx, a gateway's page) is repeated only where doing it twice is the
 * same as once, and such a page only where Ada has answered before: elsewhere the address is wrong.
 */
export function pauseBeforeRetry(
	reply: Reply,
	{ repeatable, adaHasAnswered }: { repeatable: boolean; adaHasAnswered: boolean },
	failed: number,
	{ mostTries }: Patience,
): number | undefined {
	if (failed + 1 >= mostTries) return undefined;
	const isPassing =
		reply.kind === 'notSent'
			? reply.mayPass
			: repeatable && mayHaveBeenHandled(reply) && (reply.kind !== 'foreign' || adaHasAnswered);
	const seconds = FAILURE_PAUSES[Math.min(failed, FAILURE_PAUSES.length - 1)];
	return isPassing ? seconds * jitter() * 1000 : undefined;
}

export function isRateLimited(reply: Reply): reply is Reply & { kind: 'answer'; status: 429 } {
	return reply.kind === 'answer' && reply.status === 429;
}

/** Whether Ada may have done what the request asked for, although it did not say so. */
export function mayHaveBeenHandled(reply: Reply): boolean {
	if (reply.kind === 'foreign') return reply.status < 300 || reply.status >= 400;
	return reply.kind === 'lost' || (reply.kind === 'answer' && reply.status >= 500);
}
