import { Type, type Static } from '@sinclair/typebox';

import type { AdaInstance } from '../adaInstance';
import { ControlError, type AddRoute } from '../controlRoute';
import { newMetadata } from '../smallMetadata';
import { conversationAnswer, type Conversation } from './conversation';
import { giveNotice } from './handoffNotice';
import { messageLog } from './message';

const strict = { additionalProperties: false };

const startBody = Type.Object(
	{
		channel_id: Type.String(),
		end_user_id: Type.String(),
		metadata: Type.Optional(newMetadata),
	},
	strict,
);

const textBody = Type.Object({ text: Type.String({ minLength: 1 }) }, strict);

const handoffBody = Type.Object(
	{
		integration: Type.String({ minLength: 1 }),
		notifyUrl: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://' })),
	},
	strict,
);

interface ById {
	Params: { id: string };
}

/** What happens to conversations inside Ada, where its API has no call for it. */
export function conversationControlRoutes(ada: AdaInstance, route: AddRoute): void {
	const { conversations, channels, endUsers, switches } = ada;

	const shown = (conversation: Conversation) => ({
		...conversationAnswer(conversation, switches),
		ended_by: conversation.endedBy,
		handoff_integration: conversation.handoff,
		messages: conversation.messages.map((message) => messageLog(message, switches)),
	});

	function running(id: string): Conversation {
		const conversation = conversations.get(id);
		if (!conversation) throw new ControlError(404, `There is no conversation ${id}.`);
		if (conversation.status === 'active') return conversation;
		throw new ControlError(400, `Conversation ${id} has ended.`);
	}

	route({
		method: 'GET',
		path: '/conversations',
		does: 'all conversations with their messages, oldest first',
		handler: () => ({ conversations: conversations.all().map(shown) }),
	});
	route<{ Body: Static<typeof startBody> }>({
		method: 'POST',
		path: '/conversations',
		does: '{channel_id, end_user_id, metadata} starts one on any channel, native ones too',
		schema: { body: startBody },
		handler: ({ body }) => {
			const channel = channels.get(body.channel_id);
			if (!channel) throw new ControlError(404, `There is no channel ${body.channel_id}.`);
			const person = endUsers.get(body.end_user_id);
			if (!person) throw new ControlError(404, `There is no end user ${body.end_user_id}.`);
			const metadata = new Map(Object.entries(body.metadata ?? {}));
			const beginning = { channel, person, personIsNew: false, metadata };
			const conversation = conversations.start(beginning);
			conversations.agent.greet(conversation);
			return shown(conversation);
		},
	});
	route<ById & { Body: Static<typeof textBody> }>({
		method: 'POST',
		path: '/conversations/:id/messages',
		does: '{text} is written by the end user, as in Ada’s own chat',
		schema: { body: textBody },
		handler: ({ params, body }) => {
			const conversation = running(params.id);
			const none = { avatar: null, display_name: null };
			const author = { id: conversation.endUserId, role: 'end_user' as const, ...none };
			conversations.write(conversation, author, { type: 'text', body: body.text });
			return shown(conversation);
		},
	});
	route<ById & { Body: Static<typeof handoffBody> }>({
		method: 'POST',
		path: '/conversations/:id/handoff',
		does:
			'{integration: label, notifyUrl} starts a handoff; notifyUrl is told once by a plain POST ' +
			'of {conversation_id, end_user_id, channel_id, integration}',
		schema: { body: handoffBody },
		handler: async ({ params, body }) => {
			const conversation = running(params.id);
			if (conversation.handoff !== null) {
				throw new ControlError(400, `Conversation ${params.id} is in a handoff already.`);
			}
			conversations.startHandoff(conversation, body.integration);
			const { notifyUrl } = body;
			const notice = notifyUrl === undefined ? null : await giveNotice(notifyUrl, conversation);
			return { ...shown(conversation), notice };
		},
	});
	route<ById>({
		method: 'POST',
		path: '/conversations/:id/expire',
		does: 'ends one as Ada’s time-out does',
		handler: ({ params }) => {
			const conversation = running(params.id);
			conversations.end(conversation, { id: null, role: 'system' });
			return shown(conversation);
		},
	});
}
