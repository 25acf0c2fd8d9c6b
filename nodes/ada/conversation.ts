import type { MetadataValue } from './endUser';

/**
 * A conversation as Ada's answers have it. Ada may leave out keys and add new ones, so only the ID
 * is certain. Source: Ada OpenAPI, schema Conversation.
 */
export interface Conversation {
	id: string;
	channel_id?: string;
	end_user_id?: string;
	/** `active` or `ended`. */
	status?: string;
	created_at?: string;
	updated_at?: string;
	metadata?: Record<string, unknown> | null;
	[key: string]: unknown;
}

/** Body of `POST /v2/conversations/`; without a person Ada makes a new one. */
export interface NewConversation {
	channel_id: string;
	end_user_id?: string;
	metadata?: Record<string, MetadataValue>;
}

/** Body of `POST /v2/conversations/email/`. */
export interface NewEmail {
	name: string;
	subject: string;
	reply_to: string;
	reply_as?: string;
	cc?: string[];
	text?: string;
	metadata?: Record<string, MetadataValue>;
}

/** Who writes; nobody can write as the AI Agent. Source: Ada OpenAPI, POST messages. */
export type Author =
	| { role: 'end_user'; id: string; display_name?: string; avatar?: string }
	| { role: 'human_agent'; display_name: string; avatar?: string };

/** What can be written. `url` is the one that uploading the file gave. */
export type Content = { type: 'text'; body: string } | ({ type: 'file' } & UploadedFile);

/** A file that Ada keeps for 7 days. Source: Ada OpenAPI, POST attachments. */
export interface UploadedFile {
	url: string;
	mime_type: string;
	filename: string;
}

/** A message that was posted. Source: Ada OpenAPI, answer of POST messages. */
export interface PostedMessage {
	id: string;
	[key: string]: unknown;
}

/** A message in a conversation's history. Source: Ada OpenAPI, schema MessageLog. */
export interface LoggedMessage {
	message_id: string;
	[key: string]: unknown;
}

export function isConversation(body: unknown): body is Conversation {
	return hasText(body, 'id');
}

export function isPostedMessage(body: unknown): body is PostedMessage {
	return hasText(body, 'id');
}

export function isLoggedMessage(body: unknown): body is LoggedMessage {
	return hasText(body, 'message_id');
}

export function isUploadedFile(body: unknown): body is UploadedFile {
	return hasText(body, 'url') && hasText(body, 'mime_type') && hasText(body, 'filename');
}

function hasText(body: unknown, key: string): boolean {
	if (typeof body !== 'object' || body === null) return false;
	const value: unknown = Reflect.get(body, key);
	return typeof value === 'string' && value !== '';
}

export function hasEnded({ status }: Conversation): boolean {
	return status === 'ended';
}
