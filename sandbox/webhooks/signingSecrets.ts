import { randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A comment in the Svix client library: the secret before goes on signing for 24 hours. */
const graceMs = 24 * 60 * 60 * 1000;

interface OldSecret {
	key: string;
	untilMs: number;
}

function generated(): string {
	return `${prefix}${randomBytes(24).toString('base64')}`;
}

/**
 * Whether a custom key may sign: base64 of 24 to 75 bytes, after `whsec_` or without it. What Ada
 * accepts is not documented; sandbox's choice.
 */
export function isSigningKey(key: string): boolean {
	const encoded = key.startsWith(prefix) ? key.slice(prefix.length) : key;
	const bytes = Buffer.from(encoded, 'base64');
	return bytes.toString('base64') === encoded && bytes.length >= 24 && bytes.length <= 75;
}

/** The secrets of one endpoint: the current one, and those that still sign along. */
export class SigningSecrets {
	private key = generated();

	private replaced: OldSecret[] = [];

	/** As Ada's API shows it. */
	get current(): string {
		return this.key;
	}

	/** The secrets before, newest first, as long as they sign along. */
	old(nowMs: number): readonly OldSecret[] {
		return this.replaced.filter(({ untilMs }) => nowMs < untilMs);
	}

	/** Every secret that signs, the current one first. */
	signing(nowMs: number): string[] {
		return [this.key, ...this.old(nowMs).map(({ key }) => key)];
	}

	/** @param custom a key for which `isSigningKey` holds; a new one is made if absent */
	rotate(nowMs: number, custom: string = generated()): void {
		this.replaced = [{ key: this.key, untilMs: nowMs + graceMs }, ...this.old(nowMs)];
		// Shown with its prefix whichever way it came; sandbox's choice.
		this.key = custom.startsWith(prefix) ? custom : prefix + custom;
	}
}
