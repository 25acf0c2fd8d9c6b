import { createHmac } from 'node:crypto';

import type { Alternative } from '../switches';

const names = { svix: ['svix'], webhook: ['webhook'], both: ['svix', 'webhook'] } as const;

function signature(secret: string, signed: Buffer): string {
	const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
	return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/**
 * The headers that tell a receiver who sent a body and when (Standard Webhooks). The time is
 * always that of the wall clock: receivers refuse what is more than five minutes off.
 * @param body exactly the bytes that are sent
 */
export function signedHeaders(
	messageId: string,
	body: Buffer,
	secrets: readonly string[],
	headerNames: Alternative<'webhookHeaders'>,
): Record<string, string> {
	const seconds = String(Math.floor(Date.now() / 1000));
	const signed = Buffer.concat([Buffer.from(`${messageId}.${seconds}.`), body]);
	const signatures = secrets.map((secret) => signature(secret, signed)).join(' ');
	return Object.fromEntries(
		names[headerNames].flatMap((name) => [
			[`${name}-id`, messageId],
			[`${name}-timestamp`, seconds],
			[`${name}-signature`, signatures],
		]),
	);
}
