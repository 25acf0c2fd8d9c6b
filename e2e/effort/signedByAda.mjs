import { code, core } from './nodes.mjs';

/** Lets on what Ada has signed within the last five minutes, over the bytes that came. */
const verify = (secret) => `const crypto = require('crypto');
const secret = Buffer.from('${secret}'.slice(6), 'base64');
const { headers } = $input.first().json;
const body = (await this.helpers.getBinaryDataBuffer(0, 'data')).toString();
const [id, time] = [headers['svix-id'], headers['svix-timestamp']];
const hmac = crypto.createHmac('sha256', secret).update(\`\${id}.\${time}.\${body}\`).digest('base64');
const wanted = Buffer.from('v1,' + hmac);
const isSigned = (headers['svix-signature'] ?? '').split(' ').map((text) => Buffer.from(text))
  .some((one) => one.length === wanted.length && crypto.timingSafeEqual(one, wanted));
if (!isSigned || Math.abs(Date.now() / 1000 - time) > 300) throw new Error('Not signed by Ada');
return [{ json: { delivery: id, ...JSON.parse(body) } }];`;

/**
 * What n8n's own nodes take to be started by Ada: a Webhook node, whose address has to be entered in
 * Ada's dashboard; Code that checks the signature with the secret shown there, and lets the execution
 * fail where it is wrong; the answer, so that Ada does not wait for the rest; and no repeats.
 *
 * @param {string} webhookId the address, which n8n chooses
 */
export function signedByAda(webhookId, { secret }) {
	const webhook = core(
		'Webhook',
		'webhook',
		2.1,
		{
			httpMethod: 'POST',
			path: webhookId,
			responseMode: 'responseNode',
			options: { rawBody: true },
		},
		{ webhookId },
	);
	const answer = core('Answer', 'respondToWebhook', 1.5, { respondWith: 'noData' });
	const once = core('Only Once', 'removeDuplicates', 2, {
		operation: 'removeItemsSeenInPreviousExecutions',
		dedupeValue: '={{ $json.delivery }}',
	});
	return [webhook, code('Signed by Ada?', verify(secret)), answer, once];
}
