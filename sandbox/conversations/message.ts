import { withNoValue } from '../noValue';
import type { Switches } from '../switches';
import { timestamp } from '../timestamp';

/** Who wrote; the ID is the end user's, and null for everybody else (Ada OpenAPI, MessageLog). */
export interface Author {
	id: string | null;
	role: 'end_user' | 'ai_agent' | 'human_agent';
	avatar: string | null;
	display_name: string | null;
}

export interface TextContent {
	type: 'text';
	body: string;
}

export interface FileContent {
	type: 'file';
	url: string;
	mime_type: string;
	filename: string;
}

/**
 * What a message says. Ada alone sends the last two: links such as the survey, and notices of who
 * joined or left, which stand in Ada's demos only (see switch presenceContent).
 */
export type Content =
	| TextContent
	| FileContent
	| { type: 'link'; url: string; link_text: string | null }
	| { type: 'presence'; body: string };

export interface Message {
	id: string;
	/** What events call it under the switch messageIdInEvents: uuid. */
	uuid: string;
	author: Author;
	content: Content;
	createdAtMs: number;
}

/** The AI Agent as an author. */
export const aiAgent: Author = { id: null, role: 'ai_agent', avatar: null, display_name: null };

/** What answers and events both say of a message. */
export function shownMessage(message: Message, switches: Switches) {
	return {
		created_at: timestamp(message.createdAtMs, switches.get('timestampFormat')),
		author: withNoValue(message.author, switches),
		content: withNoValue(message.content, switches),
	};
}

/** A message in the history (Ada OpenAPI, MessageLog). */
export function messageLog(message: Message, switches: Switches): object {
	return { type: 'message_logs', message_id: message.id, ...shownMessage(message, switches) };
}

/** The answer to posting a message (Ada OpenAPI, POST messages). */
export function messageAnswer(
	conversationId: string,
	message: Message,
	switches: Switches,
): object {
	const shown = shownMessage(message, switches);
	return {
		id: message.id,
		conversation_id: conversationId,
		...shown,
		updated_at: shown.created_at,
	};
}
