import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const person = { email: 'owner@example.com', firstName: 'Local', lastName: 'Owner' };

/** The owner of an n8n that knows the sandbox only: the password protects nothing. */
export const trialOwner = { ...person, password: 'Local-trial-1' };

/**
 * The owner of an n8n that holds the key of a real Ada: with a password of its own, kept beside
 * n8n's data where only this user may read it.
 */
export function ownerWithOwnPassword(userFolder) {
	const file = join(userFolder, 'owner-password');
	if (!existsSync(file)) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `A1-${randomBytes(12).toString('base64url')}`, { mode: 0o600 });
	}
	return { ...person, password: readFileSync(file, 'utf8') };
}
