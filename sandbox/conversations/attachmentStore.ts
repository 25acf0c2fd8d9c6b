import { randomBytes } from 'node:crypto';

import type { Clock } from '../clock';
import type { SentFile } from './multipartFile';

/** Ada OpenAPI, POST attachments: links work for up to 7 days. */
const lifetimeMs = 7 * 24 * 60 * 60 * 1000;

interface Attachment {
	/** Undefined once the link has expired. */
	file: SentFile | undefined;
	expiresAtMs: number;
}

/** Uploaded files, by the secret in their link. */
export class AttachmentStore {
	private bySecret = new Map<string, Attachment>();

	constructor(private readonly clock: Clock) {}

	/** Keeps a file, and gives the secret for its link. */
	add(file: SentFile): string {
		this.dropExpired();
		const secret = randomBytes(16).toString('hex');
		this.bySecret.set(secret, { file, expiresAtMs: this.clock.now() + lifetimeMs });
		return secret;
	}

	/** The file, or why there is none. */
	get(secret: string): SentFile | 'expired' | 'unknown' {
		this.dropExpired();
		const attachment = this.bySecret.get(secret);
		return attachment ? (attachment.file ?? 'expired') : 'unknown';
	}

	clear(): void {
		this.bySecret = new Map();
	}

	private dropExpired(): void {
		const now = this.clock.now();
		for (const attachment of this.bySecret.values()) {
			if (attachment.expiresAtMs <= now) attachment.file = undefined;
		}
	}
}
