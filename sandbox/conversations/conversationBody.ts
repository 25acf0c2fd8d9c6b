import { Type, type Static } from '@sinclair/typebox';

import { metadataChange, newMetadata } from '../smallMetadata';

/** POST /v2/conversations/ (Ada OpenAPI). */
export const newConversationBody = Type.Object({
	channel_id: Type.String(),
	end_user_id: Type.Optional(Type.String()),
	metadata: Type.Optional(newMetadata),
});

/** PATCH /v2/conversations/{conversation_id}/ (Ada OpenAPI). */
export const conversationChangeBody = Type.Object({ metadata: metadataChange });

export type NewConversationBody = Static<typeof newConversationBody>;
export type ConversationChangeBody = Static<typeof conversationChangeBody>;
