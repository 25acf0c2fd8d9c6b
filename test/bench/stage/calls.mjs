import { createHash } from 'node:crypto';

/** The requests of a sandbox's log that came with a key. */
export function callsWith(apiKey, requests) {
	const hash = createHash('sha256').update(apiKey).digest('hex');
	return requests.filter(({ keySha256 }) => keySha256 === hash);
}

/** How many calls were answered with which status, such as `200: 300, 429: 2, cut: 1`. */
export function byStatus(requests) {
	const counts = new Map();
	for (const { status } of requests) {
		const name = String(status ?? 'cut');
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
	return sorted.map(([name, count]) => `${name}: ${count}`).join(', ');
}

/** The share of calls that were answered with 429. */
export function shareOf429(requests) {
	if (requests.length === 0) return 0;
	return requests.filter(({ status }) => status === 429).length / requests.length;
}

/** Whether a call counts as a look-up, a list or a creation of end users. */
export function isOfCollection({ path }) {
	return /\/v2\/end-users\/?$/.test(path);
}
