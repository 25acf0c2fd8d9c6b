import type { AdaInstance } from '../adaInstance';
import { AdaError } from '../errors';
import { checkIdInPath } from '../idInPath';
import type { Conversation } from './conversation';

/** A route under /v2/conversations/{conversation_id}/. */
export interface InConversation {
	Params: { id: string };
}

/** The conversation that a path names. Throws AdaError: 400 for what is no ID, 404. */
export function conversationInPath(id: string, ada: AdaInstance): Conversation {
	checkIdInPath(id, 'conversation_id', ada.switches);
	const conversation = ada.conversations.get(id);
	if (!conversation) throw new AdaError(404, 'Conversation not found.');
	return conversation;
}
