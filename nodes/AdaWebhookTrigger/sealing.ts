import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import type { AdaClient } from '../ada/client';

const PURPOSE = 'signing secret of a webhook endpoint';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A secret as text that only who has the credential's API key can open. */
export function seal(ada: AdaClient, secret: string): string {
	const nonce = randomBytes(NONCE_BYTES);
	const cipher = createCipheriv(CIPHER, ada.keyFor(PURPOSE), nonce);
	const hidden = [cipher.update(secret, 'utf8'), cipher.final()];
	return Buffer.concat([nonce, cipher.getAuthTag(), ...hidden]).toString('base64');
}

/** The secret in a sealed text; throws if it was sealed with another API key, or is no such text. */
export function unseal(ada: AdaClient, sealed: string): string {
	const bytes = Buffer.from(sealed, 'base64');
	const decipher = createDecipheriv(CIPHER, ada.keyFor(PURPOSE), bytes.subarray(0, NONCE_BYTES));
	decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
	const start = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
	return Buffer.concat([start, decipher.final()]).toString('utf8');
}
