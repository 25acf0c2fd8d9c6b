import type { Switches } from '../switches';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Ada docs, webhooks overview, and Svix docs, retries: each counted from the failure before. */
const delaysMs = [
	5 * secondMs,
	5 * minuteMs,
	30 * minuteMs,
	2 * hourMs,
	5 * hourMs,
	10 * hourMs,
	10 * hourMs,
];

/**
 * How long after its so-manieth failure a message is tried again; undefined when it is not. The
 * list begins with an immediate try, of which it is not clear whether it is the first one or a
 * retry: see switch deliveryAttempts.
 * @param failures counts from 1
 */
export function retryDelayMs(failures: number, switches: Switches): number | undefined {
	const immediate = switches.get('deliveryAttempts') === 'eightRetries' ? [0] : [];
	return [...immediate, ...delaysMs].at(failures - 1);
}

/** How long an endpoint may fail in everything: see switch endpointDisabledAfter. */
export function patienceMs(switches: Switches): number {
	return { oneWeek: 7 * dayMs, fiveDays: 5 * dayMs }[switches.get('endpointDisabledAfter')];
}
