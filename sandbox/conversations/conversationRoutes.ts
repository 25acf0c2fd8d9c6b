import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import type { Channel } from '../channels/channel';
import { documentedRoute } from '../documentedRoute';
import { blankEndUser, type EndUser } from '../endUsers/endUser';
import { AdaError, invalid } from '../errors';
import { withMetadata } from '../smallMetadata';
import { unknownKeyFindings } from '../unknownKeys';
import { conversationAnswer, expired } from './conversation';
import type { ConversationChangeBody, NewConversationBody } from './conversationBody';
import { conversationChangeBody, newConversationBody } from './conversationBody';
import { conversationInPath, type InConversation } from './conversationInPath';

/** The Conversations API without messages, attachments and email (Ada OpenAPI, /v2/conversations/). */
export function conversationRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { conversations, channels, endUsers, switches } = ada;

	function unknown(what: string): AdaError {
		return new AdaError(
			switches.get('unknownReference') === 'notFound' ? 404 : 400,
			`${what} not found.`,
		);
	}

	function checkKeys(body: object, known: object): void {
		const findings = unknownKeyFindings(body, Object.keys(known), switches);
		if (findings.length > 0) throw invalid(findings, 'Invalid conversation data.');
	}

	function channelAt(id: string): Channel {
		const channel = channels.get(id);
		if (!channel) throw unknown('Channel');
		// Ada docs, conversations overview: custom channels only. The status is the sandbox's choice.
		if (channel.type === 'native') {
			throw new AdaError(400, 'Conversations can be created on custom channels only.');
		}
		return channel;
	}

	function personFor(id: string | undefined): EndUser | undefined {
		if (id === undefined) return undefined;
		const person = endUsers.get(id);
		if (!person) throw unknown('End user');
		return person;
	}

	function checkNoneRuns(channel: Channel, person: EndUser | undefined): void {
		if (!person || switches.get('secondConversation') === 'allowed') return;
		const running = conversations
			.all()
			.some(
				(conversation) =>
					conversation.status === 'active' &&
					conversation.channel.id === channel.id &&
					conversation.endUserId === person.id,
			);
		if (running) throw new AdaError(409, 'The end user has an active conversation here.');
	}

	documentedRoute<{ Body: NewConversationBody }>(app, ada, {
		method: 'POST',
		path: '/v2/conversations/',
		family: 'conversations',
		schema: { body: newConversationBody },
		handler: ({ body }, reply) => {
			checkKeys(body, newConversationBody.properties);
			const metadata = withMetadata(new Map(), body.metadata);
			const channel = channelAt(body.channel_id);
			const known = personFor(body.end_user_id);
			checkNoneRuns(channel, known);
			const person = known ?? endUsers.add(blankEndUser(), null);
			const conversation = conversations.start({
				channel,
				person,
				personIsNew: known === undefined,
				metadata,
			});
			conversations.agent.greet(conversation);
			return reply.status(201).send(conversationAnswer(conversation, switches));
		},
	});

	documentedRoute<InConversation>(app, ada, {
		method: 'GET',
		path: '/v2/conversations/:id/',
		family: 'conversations',
		handler: ({ params }) => conversationAnswer(conversationInPath(params.id, ada), switches),
	});

	// Not documented; sandbox's choice: the metadata of an ended conversation can be changed too.
	documentedRoute<InConversation & { Body: ConversationChangeBody }>(app, ada, {
		method: 'PATCH',
		path: '/v2/conversations/:id/',
		family: 'default',
		schema: { body: conversationChangeBody },
		handler: ({ params, body }) => {
			const conversation = conversationInPath(params.id, ada);
			checkKeys(body, conversationChangeBody.properties);
			const metadata = withMetadata(conversation.metadata, body.metadata);
			conversations.setMetadata(conversation, metadata);
			return conversationAnswer(conversation, switches);
		},
	});

	documentedRoute<InConversation>(app, ada, {
		method: 'POST',
		path: '/v2/conversations/:id/end/',
		family: 'conversations',
		body: 'optionalJson',
		handler: ({ params }) => {
			const conversation = conversationInPath(params.id, ada);
			const answer = { message: 'Conversation ended successfully.' };
			if (conversation.status === 'ended') {
				if (switches.get('endTwice') === 'repeated') return answer;
				throw new AdaError(400, expired);
			}
			const byPerson = switches.get('endedByApi') === 'endUser';
			conversations.end(
				conversation,
				byPerson ? { id: conversation.endUserId, role: 'end_user' } : { id: null, role: 'system' },
			);
			return answer;
		},
	});

	documentedRoute<InConversation>(app, ada, {
		method: 'POST',
		path: '/v2/conversations/:id/end-handoff/',
		family: 'default',
		body: 'optionalJson',
		handler: ({ params }) => {
			const conversation = conversationInPath(params.id, ada);
			if (conversation.handoff === null) {
				throw new AdaError(422, 'The conversation is not in an active handoff.');
			}
			conversations.endHandoff(conversation);
			return { message: 'Handoff ended successfully.' };
		},
	});
}
