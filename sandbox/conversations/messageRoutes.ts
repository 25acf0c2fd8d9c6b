import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { documentedRoute } from '../documentedRoute';
import { AdaError, invalid, jsonPath, type Detail } from '../errors';
import { listAnswer, pageOf, pageSize } from '../pagination';
import type { Switches } from '../switches';
import { unknownKeyFindings } from '../unknownKeys';
import { expired, type Conversation } from './conversation';
import { conversationInPath, type InConversation } from './conversationInPath';
import { messageAnswer, messageLog, type Author, type Content } from './message';
import type { HistoryQuery, MessageBody } from './messageBody';
import { historyQuery, knownMessageKeys, messageBody } from './messageBody';

/** The default and the most (Ada docs, Get Messages). */
const defaultPageSize = 100;

function unknownKeys({ author, content, ...rest }: MessageBody, switches: Switches): Detail[] {
	return [
		...unknownKeyFindings(rest, knownMessageKeys.body, switches),
		...unknownKeyFindings(author, knownMessageKeys.author, switches, 'author'),
		...unknownKeyFindings(content, knownMessageKeys[content.type], switches, 'content'),
	];
}

/** What is kept of a content: its own fields and nothing else. */
function contentOf({ content }: MessageBody): Content {
	if (content.type === 'text') return { type: 'text', body: content.body };
	const { url, mime_type, filename } = content;
	return { type: 'file', url, mime_type, filename };
}

function authorOf({ author }: MessageBody): Author {
	const { role, avatar = null, display_name = null } = author;
	return { id: author.role === 'end_user' ? author.id : null, role, avatar, display_name };
}

/** Writing and reading messages (Ada OpenAPI, /v2/conversations/{conversation_id}/messages/). */
export function messageRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { conversations, switches } = ada;

	function checkEndUser(conversation: Conversation, id: string): void {
		// Ada docs, conversations overview; the status is the sandbox's choice.
		if (conversation.channel.type === 'native') {
			throw new AdaError(400, 'End users can be written for on custom channels only.');
		}
		if (id === conversation.endUserId) return;
		const message = 'Not the end user of this conversation.';
		if (switches.get('foreignAuthor') === 'notFound') throw new AdaError(404, message);
		const at = { parameter: jsonPath('author', 'id'), location: 'body' as const };
		throw invalid([{ ...at, message }], 'Invalid message data.');
	}

	function checkHuman({ handoff }: Conversation): void {
		const answer = switches.get('humanWithoutHandoff');
		if (handoff !== null || answer === 'accepted') return;
		const status = { badRequest: 400, unprocessable: 422 }[answer];
		throw new AdaError(status, 'The conversation is not in an active handoff.');
	}

	documentedRoute<InConversation & { Body: MessageBody }>(app, ada, {
		method: 'POST',
		path: '/v2/conversations/:id/messages/',
		family: 'default',
		schema: { body: messageBody },
		handler: ({ params, body }, reply) => {
			const conversation = conversationInPath(params.id, ada);
			const findings = unknownKeys(body, switches);
			if (findings.length > 0) throw invalid(findings, 'Invalid message data.');
			if (conversation.status === 'ended') {
				const status = { expired: 400, unprocessable: 422 };
				throw new AdaError(status[switches.get('messageAfterEnd')], expired);
			}
			if (body.author.role === 'end_user') checkEndUser(conversation, body.author.id);
			else checkHuman(conversation);
			const message = conversations.write(conversation, authorOf(body), contentOf(body));
			return reply.status(201).send(messageAnswer(conversation.id, message, switches));
		},
	});

	documentedRoute<InConversation & { Querystring: HistoryQuery }>(app, ada, {
		method: 'GET',
		path: '/v2/conversations/:id/messages/',
		family: 'default',
		schema: { querystring: historyQuery },
		handler: (request) => {
			const { cursor, limit } = request.query;
			const { messages } = conversationInPath(request.params.id, ada);
			// Not documented; sandbox's choice: oldest first.
			const { records, nextCursor } = pageOf(messages, {
				idOf: ({ id }) => id,
				limit: pageSize(limit, { byDefault: defaultPageSize, switches }),
				cursor,
				switches,
			});
			const data = records.map((message) => messageLog(message, switches));
			return listAnswer({ data, nextCursor, limit, request, switches });
		},
	});
}
