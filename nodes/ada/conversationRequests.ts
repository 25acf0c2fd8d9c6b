import type { INode } from 'n8n-workflow';

import type { AdaAnswer, AdaClient, AdaRequest } from './client';
import type { Conversation, LoggedMessage, NewConversation, NewEmail } from './conversation';
import { hasEnded, isConversation, isLoggedMessage } from './conversation';
import type { MetadataValue } from './endUser';
import { unexpectedAnswer } from './failure';
import type { PagedList } from './pages';
import { recordsIfAny } from './pages';

const CONVERSATIONS = '/v2/conversations/';

/** Ada's largest page (Ada docs, Get Messages). */
const LARGEST_PAGE = 100;

const LOOK_IN_DASHBOARD = "at the agent's conversations in the Ada dashboard";

/** The address of a conversation, with the slash that Ada's OpenAPI has at its end. */
export function pathOf(id: string): string {
	return `${CONVERSATIONS}${encodeURIComponent(id)}/`;
}

/**
 * The conversation; `undefined` if Ada has none of this ID (404), or says that it cannot be one (400).
 * Source: Ada OpenAPI, `GET /v2/conversations/{conversation_id}/`.
 */
export async function getConversation(
	ada: AdaClient,
	node: INode,
	id: string,
): Promise<Conversation | undefined> {
	const { status, body } = await ada.ask({
		method: 'GET',
		path: pathOf(id),
		purpose: 'look up the conversation',
		expected: [400, 404],
		repeatable: true,
	});
	if (status >= 400) return undefined;
	const conversation = checked(node, body, 'failed');
	if (conversation.id === id) return conversation;
	throw unexpectedAnswer(
		node,
		'Ada answered with another conversation than the one asked for',
		'failed',
	);
}

/** What came of starting a conversation; a refusal is not yet looked into. */
export type Started =
	{ kind: 'started'; conversation: Conversation } | { kind: 'refused'; refusal: Error };

/**
 * Starts a conversation on a custom channel. Ada would start another one for the same request, so it
 * is never sent again by itself. Source: Ada OpenAPI, `POST /v2/conversations/`.
 */
export async function startConversation(
	ada: AdaClient,
	node: INode,
	body: NewConversation,
): Promise<Started> {
	const request: AdaRequest = {
		method: 'POST',
		path: CONVERSATIONS,
		body,
		purpose: 'start the conversation',
		expected: [400, 404],
		repeatable: false,
		lookIn: LOOK_IN_DASHBOARD,
		statusWords: {
			404: {
				message: `Ada has no custom channel "${body.channel_id}"`,
				advice:
					"Choose 'Channel' from the list again. Conversations can be started on custom channels only",
			},
			409: {
				message: 'The end user has an active conversation on this channel already',
				advice: 'Write to that conversation, or end it first',
			},
		},
	};
	const answer = await ada.ask(request);
	if (answer.status >= 400) return { kind: 'refused', refusal: ada.refusal(request, answer) };
	return { kind: 'started', conversation: checked(node, answer.body, 'unknown') };
}

/**
 * Writes to somebody by Ada's own email channel, and gives the ID of the conversation.
 * Source: Ada OpenAPI, `POST /v2/conversations/email/`.
 */
export async function startEmail(ada: AdaClient, node: INode, body: NewEmail): Promise<object> {
	const { body: answer } = await ada.ask({
		method: 'POST',
		path: `${CONVERSATIONS}email/`,
		body,
		purpose: 'start the email conversation',
		repeatable: false,
		lookIn: LOOK_IN_DASHBOARD,
		statusWords: {
			422: {
				message: "Ada does not write from 'Reply As' to 'Reply To'",
				advice:
					'The two must differ, or the answers would go in a circle. Leave the option Reply As out to write from the address of your Ada agent',
			},
		},
	});
	if (typeof answer === 'object' && answer !== null && 'conversation_id' in answer) return answer;
	throw unexpectedAnswer(
		node,
		"Ada's answer names no conversation",
		'unknown',
		`Look ${LOOK_IN_DASHBOARD}`,
	);
}

/** A change of metadata: null removes a key, keys that are not named stay. */
export type MetadataChange = Record<string, MetadataValue | null>;

/** Changes metadata; `undefined` if there is no such conversation. Source: Ada OpenAPI, PATCH. */
export async function updateConversation(
	ada: AdaClient,
	node: INode,
	id: string,
	metadata: MetadataChange,
): Promise<Conversation | undefined> {
	const asked = await askWithin(ada, node, id, {
		method: 'PATCH',
		path: pathOf(id),
		body: { metadata },
		purpose: 'update the conversation',
		repeatable: true,
	});
	if (asked.kind === 'done') return checked(node, asked.answer.body, 'failed');
	if (asked.kind === 'missing') return undefined;
	throw asked.refusal;
}

/** What came of ending a conversation or its handoff. */
export type Ended =
	{ kind: 'missing' } | { kind: 'ended'; answer: object } | { kind: 'hadEnded'; answer: object };

/**
 * Ends a conversation. One that had ended is refused by some Adas and taken by others, and left as it
 * is by both. Source: Ada OpenAPI, `POST …/end/`.
 */
export async function endConversation(ada: AdaClient, node: INode, id: string): Promise<Ended> {
	const asked = await askWithin(ada, node, id, {
		method: 'POST',
		path: `${pathOf(id)}end/`,
		purpose: 'end the conversation',
		repeatable: true,
	});
	if (asked.kind === 'missing') return asked;
	if (asked.kind === 'done') return { kind: 'ended', answer: { ...objectIn(asked.answer) } };
	if (!hasEnded(asked.conversation)) throw asked.refusal;
	return { kind: asked.mayHaveBeenDone ? 'ended' : 'hadEnded', answer: {} };
}

/**
 * Gives a conversation back to the AI Agent; Ada refuses where people have not taken over (422).
 * Source: Ada OpenAPI, `POST …/end-handoff/`.
 */
export async function endHandoff(ada: AdaClient, node: INode, id: string): Promise<Ended> {
	const asked = await askWithin(ada, node, id, {
		method: 'POST',
		path: `${pathOf(id)}end-handoff/`,
		purpose: 'end the handoff',
		repeatable: true,
		statusWords: {
			422: {
				message: 'The conversation is not in a handoff',
				advice:
					'There is nothing to end: the AI Agent has the conversation, or it has ended. A handoff begins inside Ada only',
			},
		},
	});
	if (asked.kind === 'missing') return asked;
	if (asked.kind === 'done') return { kind: 'ended', answer: { ...objectIn(asked.answer) } };
	// An earlier try has ended it, and its answer did not arrive.
	if (asked.mayHaveBeenDone && asked.status === 422) return { kind: 'ended', answer: {} };
	throw asked.refusal;
}

/** The messages of a conversation, as many as wanted; `undefined` if there is no such conversation. */
export async function messagesOf(
	ada: AdaClient,
	node: INode,
	id: string,
	most: number,
): Promise<LoggedMessage[] | undefined> {
	const list: PagedList<LoggedMessage> = {
		path: `${pathOf(id)}messages/?limit=${Math.min(most, LARGEST_PAGE)}`,
		what: 'messages',
		isRecord: isLoggedMessage,
		idOf: ({ message_id }) => message_id,
	};
	return await recordsIfAny(ada, node, list, most);
}

/** What came of a request within a conversation. */
export type Asked =
	| { kind: 'done'; answer: AdaAnswer }
	| { kind: 'missing' }
	| {
			kind: 'refused';
			conversation: Conversation;
			refusal: Error;
			status: number;
			mayHaveBeenDone: boolean;
	  };

/** Ada's documents leave open which status goes with what (open for each of the calls). */
const REFUSALS = [400, 404, 422];

/**
 * Asks for something within a conversation. What Ada refuses is looked into, since its status does
 * not tell for sure whether the conversation is not there, has ended, or something else is wrong.
 */
export async function askWithin(
	ada: AdaClient,
	node: INode,
	id: string,
	request: AdaRequest,
): Promise<Asked> {
	const answer = await ada.ask({ ...request, expected: REFUSALS });
	const { status, mayHaveBeenDone } = answer;
	if (status < 400) return { kind: 'done', answer };
	const conversation = await getConversation(ada, node, id);
	if (!conversation) return { kind: 'missing' };
	const refusal = ada.refusal(request, answer);
	return { kind: 'refused', conversation, refusal, status, mayHaveBeenDone };
}

function objectIn({ body }: AdaAnswer): object {
	return typeof body === 'object' && body !== null ? body : {};
}

function checked(node: INode, body: unknown, outcome: 'failed' | 'unknown'): Conversation {
	if (isConversation(body)) return body;
	throw unexpectedAnswer(
		node,
		"Ada's answer is not a conversation",
		outcome,
		`Look ${LOOK_IN_DASHBOARD}`,
	);
}
