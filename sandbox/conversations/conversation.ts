import type { Channel } from '../channels/channel';
import { shownMetadata, withNoValue } from '../noValue';
import type { SmallMetadata } from '../smallMetadata';
import type { Switches } from '../switches';
import { timestamp } from '../timestamp';
import type { Message } from './message';

/** Seen by a third party on 2026-08-18, when it wrote to a conversation that had ended. */
export const expired = 'Conversation is expired';

/** Who ended a conversation; `system` when it timed out (Ada docs, conversation ended). */
export interface EndedBy {
	id: string | null;
	role: 'end_user' | 'system';
}

/** A conversation as the sandbox keeps it. */
export interface Conversation {
	id: string;
	channel: Channel;
	endUserId: string;
	metadata: SmallMetadata;
	status: 'active' | 'ended';
	endedBy: EndedBy | null;
	/** The label of the handoff integration while people have taken over. */
	handoff: string | null;
	/** Oldest first. */
	messages: Message[];
	createdAtMs: number;
	updatedAtMs: number;
	/** When something was written in it last. */
	lastMessageAtMs: number;
}

/** The Conversation object of answers (Ada OpenAPI). */
export function conversationAnswer(conversation: Conversation, switches: Switches): object {
	const format = switches.get('timestampFormat');
	return withNoValue(
		{
			id: conversation.id,
			channel_id: conversation.channel.id,
			end_user_id: conversation.endUserId,
			status: conversation.status,
			created_at: timestamp(conversation.createdAtMs, format),
			updated_at: timestamp(conversation.updatedAtMs, format),
			metadata: shownMetadata(conversation.metadata, switches),
		},
		switches,
	);
}
