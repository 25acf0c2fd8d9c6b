import { randomUUID } from 'node:crypto';

import type { Channel } from '../channels/channel';
import type { Clock } from '../clock';
import { answerOf, type EndUser } from '../endUsers/endUser';
import type { EndUserStore } from '../endUsers/endUserStore';
import type { Events } from '../events';
import { ObjectIds } from '../objectIds';
import type { SmallMetadata } from '../smallMetadata';
import type { Switches } from '../switches';
import { AiAgent } from './aiAgent';
import type { Conversation, EndedBy } from './conversation';
import { aiAgentDomain, ConversationEvents } from './conversationEvents';
import { IdleWatch } from './idleWatch';
import { aiAgent, type Author, type Content, type Message } from './message';

/** What the conversations of an instance work with. */
interface Surroundings {
	clock: Clock;
	switches: Switches;
	events: Events;
	endUsers: EndUserStore;
}

/** How a conversation begins. */
interface Beginning {
	channel: Channel;
	person: EndUser;
	/** Whether Ada made the person for this conversation. */
	personIsNew: boolean;
	metadata: SmallMetadata;
}

/**
 * The conversations of the one agent: what can happen to them, and whom it is told. Whether it may
 * happen is checked by those who call.
 */
export class Conversations {
	readonly agent: AiAgent;

	readonly idle = new IdleWatch((limitMs) => {
		this.endIdle(limitMs);
	});

	private byId = new Map<string, Conversation>();

	private readonly newIds: ObjectIds;

	private readonly tell: ConversationEvents;

	constructor(private readonly ada: Surroundings) {
		this.newIds = new ObjectIds(ada.clock);
		this.tell = new ConversationEvents(ada.events, ada.switches);
		this.agent = new AiAgent({
			say: (conversation, text) => {
				this.write(conversation, aiAgent, { type: 'text', body: text });
			},
			languageOf: ({ endUserId }) => ada.endUsers.get(endUserId)?.scalars.language ?? null,
		});
	}

	get(id: string): Conversation | undefined {
		this.idle.look();
		return this.byId.get(id);
	}

	/** All of them, oldest first. */
	all(): Conversation[] {
		this.idle.look();
		return [...this.byId.values()];
	}

	/** Starts one, without a word of the AI Agent; the person is cleaned up no more. */
	start({ channel, person, personIsNew, metadata }: Beginning): Conversation {
		const now = this.ada.clock.now();
		const conversation: Conversation = {
			id: this.newIds.next(),
			channel,
			endUserId: person.id,
			metadata,
			status: 'active',
			endedBy: null,
			handoff: null,
			messages: [],
			createdAtMs: now,
			updatedAtMs: now,
			lastMessageAtMs: now,
		};
		this.byId.set(conversation.id, conversation);
		person.attached = true;
		if (person.isUntold) this.tellOfPerson(person);
		person.isUntold = false;
		const told = personIsNew ? this.ada.switches.get('endUserOfConversation') : 'silent';
		if (told === 'before') this.tellOfPerson(person);
		this.tell.created(conversation);
		if (told === 'after') this.tellOfPerson(person);
		return conversation;
	}

	/** Not documented; sandbox's choice: `updated_at` is not moved by messages. */
	write(conversation: Conversation, author: Author, content: Content): Message {
		const createdAtMs = this.ada.clock.now();
		const id = this.newIds.next();
		const message: Message = { id, uuid: randomUUID(), author, content, createdAtMs };
		conversation.messages.push(message);
		conversation.lastMessageAtMs = createdAtMs;
		this.tell.message(conversation, message);
		if (author.role === 'end_user') this.agent.answer(conversation, content);
		return message;
	}

	setMetadata(conversation: Conversation, metadata: SmallMetadata): void {
		conversation.metadata = metadata;
		conversation.updatedAtMs = this.ada.clock.now();
	}

	/** Ends it, and with it a handoff, of which nothing is told (not documented). */
	end(conversation: Conversation, endedBy: EndedBy): void {
		conversation.status = 'ended';
		conversation.endedBy = endedBy;
		conversation.updatedAtMs = this.ada.clock.now();
		this.tell.ended(conversation);
		conversation.handoff = null;
		this.sendSurvey(conversation);
	}

	/** What Ada does when a Handoff block is reached. */
	startHandoff(conversation: Conversation, integration: string): void {
		conversation.handoff = integration;
		this.sendPresence(conversation, 'You are being connected with a person.');
	}

	endHandoff(conversation: Conversation): void {
		this.sendPresence(conversation, 'The person has left the conversation.');
		this.tell.handoffEnded(conversation);
		conversation.handoff = null;
		this.sendSurvey(conversation);
	}

	/** No timer runs on. */
	stop(): void {
		this.agent.fallSilent();
		this.idle.stop();
	}

	/** As in a fresh sandbox. */
	reset(): void {
		this.agent.reset();
		this.idle.set(null);
		this.byId = new Map();
	}

	private tellOfPerson(person: EndUser): void {
		const data = answerOf(person, this.ada.switches);
		this.ada.events.ofEndUser('v1.end_user.created', person.id, data);
	}

	/** Ada docs, conversation message event: the survey is a link, not a text. */
	private sendSurvey(conversation: Conversation): void {
		if (!this.agent.settings.csat) return;
		const url = `https://${aiAgentDomain}/survey/${conversation.id}`;
		this.write(conversation, aiAgent, { type: 'link', url, link_text: 'Rate this chat' });
	}

	/** Its author is not documented; sandbox's choice: the AI Agent. */
	private sendPresence(conversation: Conversation, body: string): void {
		if (this.ada.switches.get('presenceContent') === 'never') return;
		this.write(conversation, aiAgent, { type: 'presence', body });
	}

	private endIdle(limitMs: number): void {
		const latest = this.ada.clock.now() - limitMs;
		for (const conversation of this.byId.values()) {
			if (conversation.status === 'active' && conversation.lastMessageAtMs <= latest) {
				this.end(conversation, { id: null, role: 'system' });
			}
		}
	}
}
