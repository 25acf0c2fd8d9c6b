import { createHmac, randomUUID } from 'node:crypto';

/**
 * What Ada sends of an event, signed as Standard Webhooks has it.
 *
 * @param {{ type?: string, data?: object, secret: string, id?: string, at?: number }} delivery `at`
 *   in milliseconds; the secret as Ada shows it
 * @returns {{ id: string, headers: Record<string, string>, body: string }}
 */
export function signedDelivery({
	type = 'v1.end_user.created',
	data = {},
	secret,
	id = `msg_${randomUUID()}`,
	at = Date.now(),
}) {
	const timestamp = String(Math.floor(at / 1000));
	const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
	const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
	const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
	const headers = {
		'content-type': 'application/json',
		'svix-id': id,
		'svix-timestamp': timestamp,
		'svix-signature': `v1,${hmac}`,
	};
	return { id, headers, body };
}

/** Sends a delivery; resolves to the status that it was answered with. */
export async function send(url, { headers, body }) {
	const response = await fetch(url, { method: 'POST', headers, body });
	await response.arrayBuffer();
	return response.status;
}

/** Does all of `acts`, so many at once; resolves to what they gave, in the order of their ends. */
export async function inParallel(width, acts) {
	const waiting = [...acts].reverse();
	const results = [];
	const work = async () => {
		for (let act = waiting.pop(); act; act = waiting.pop()) results.push(await act());
	};
	await Promise.all(Array.from({ length: width }, work));
	return results;
}
