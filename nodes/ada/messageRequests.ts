import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { Author, Content, Conversation, PostedMessage } from './conversation';
import { hasEnded, isPostedMessage } from './conversation';
import { askWithin, pathOf } from './conversationRequests';
import type { StatusWords } from './replyFailure';
import { unexpectedAnswer } from './failure';

const LOOK_IN_CONVERSATION = 'at the messages of the conversation (operation Get Many)';

/** What came of writing a message. */
export type Sent =
	| { kind: 'sent'; message: PostedMessage }
	| { kind: 'missing' }
	| { kind: 'ended'; conversation: Conversation };

/**
 * Writes a message. Ada would write it twice if it got it twice, so it is never sent again by itself.
 * Source: Ada OpenAPI, `POST /v2/conversations/{conversation_id}/messages/`.
 */
export async function sendMessage(
	ada: AdaClient,
	node: INode,
	conversationId: string,
	message: { author: Author; content: Content },
): Promise<Sent> {
	const asked = await askWithin(ada, node, conversationId, {
		method: 'POST',
		path: `${pathOf(conversationId)}messages/`,
		body: message,
		purpose: 'send the message',
		repeatable: false,
		lookIn: LOOK_IN_CONVERSATION,
		statusWords: wordsFor(message.author),
	});
	if (asked.kind === 'missing') return asked;
	if (asked.kind === 'refused') {
		if (hasEnded(asked.conversation)) return { kind: 'ended', conversation: asked.conversation };
		throw asked.refusal;
	}
	const { body } = asked.answer;
	if (isPostedMessage(body)) return { kind: 'sent', message: body };
	throw unexpectedAnswer(
		node,
		"Ada's answer is not a message",
		'unknown',
		`Look ${LOOK_IN_CONVERSATION}`,
	);
}

/** For a conversation that is there and has not ended. */
function wordsFor(author: Author): StatusWords {
	if (author.role === 'end_user') {
		const words = {
			message: `The end user ${author.id} is not the person of this conversation`,
			advice:
				'Leave the option End User out: then the message is from the person of the conversation',
		};
		return { 404: words };
	}
	return {
		422: {
			message: "Ada did not take a human agent's message in this conversation",
			advice: 'People can write while they have taken over from the AI Agent (a handoff)',
		},
	};
}
