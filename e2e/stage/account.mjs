import { storedExecutions } from './storedExecutions.mjs';

/** What the sandbox says of an answer that it was told to lose: n8n did give it. */
const LOST_ON_THE_WAY = 'the answer was lost';

/**
 * What became of messages, counted from three sides that know nothing of each other: the requests
 * in the log of the sender, the executions that n8n has stored, and what the node after the trigger
 * told.
 *
 * @returns {Promise<object>} numbers of requests, by how they ended: `sent` are all, `taken` were
 *   answered 2xx, `refused` otherwise, `unanswered` not at all, of which `cut` had a connection;
 *   `lost` is how many were taken of which n8n has no execution; `stored` the executions, `emptied`
 *   those in which n8n has put an error in the place of the event; `repeats` how many were of a message
 *   that had one before, `ranTwice` how many of those ran the next node again, and `neverRan` the
 *   messages whose next node has not run
 */
export async function accountOf({ ada, n8n, workflow, heard, messages }) {
	const requests = await requestsOf(ada, messages);
	const stored = await storedExecutions(n8n, workflow);
	const started = stored.filter(({ mode }) => mode === 'webhook');
	const emptied = started.filter(({ delivery }) => !delivery);
	const taken = requests.filter(isTaken);
	const unanswered = requests.filter((one) => one.status === null && !isTaken(one));
	const [takenOf, startedOf] = [perMessage(taken), perMessage(started)];
	const sum = (count) => messages.reduce((total, id) => total + Math.max(0, count(id)), 0);
	const withoutExecution = sum((id) => (takenOf.get(id) ?? 0) - (startedOf.get(id) ?? 0));
	return {
		messages: messages.length,
		sent: requests.length,
		taken: taken.length,
		refused: requests.length - taken.length - unanswered.length,
		unanswered: unanswered.length,
		cut: unanswered.filter(isCut).length,
		lost: Math.max(0, withoutExecution - emptied.length),
		stored,
		emptied,
		repeats: sum((id) => (startedOf.get(id) ?? 0) - 1),
		ranTwice: sum((id) => (heard.times.get(id) ?? 0) - 1),
		neverRan: messages.filter((id) => !heard.times.has(id)),
	};
}

/** All requests with these messages, the oldest first: whose they were and how they ended. */
export async function requestsOf(ada, messages) {
	const deliveries = await ada.deliveriesOf(...messages);
	return deliveries.flatMap(({ messageId, attempts }) =>
		attempts.map((attempt) => ({ ...attempt, delivery: messageId })),
	);
}

/** Whether a request was under way when its receiver went. */
export function isCut({ error }) {
	return /ECONNRESET|EPIPE|socket hang up/.test(error ?? '');
}

function isTaken({ status, error }) {
	return (status >= 200 && status < 300) || error === LOST_ON_THE_WAY;
}

function perMessage(all) {
	const counts = new Map();
	for (const { delivery } of all) counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
	return counts;
}
