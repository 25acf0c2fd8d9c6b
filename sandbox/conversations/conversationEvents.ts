import { channelAnswer } from '../channels/channel';
import type { Events } from '../events';
import { shownMetadata, withNoValue } from '../noValue';
import type { Switches } from '../switches';
import { timestamp } from '../timestamp';
import type { Conversation } from './conversation';
import { shownMessage, type Message } from './message';

/** The host of the agent, as events name it (Ada docs, conversation events). */
export const aiAgentDomain = 'sandbox.ada.support';

/**
 * What an endpoint can filter a conversation's events by: the custom channel, and the handoff
 * integration during a handoff (Ada release notes 2026-04-29 and 2026-06-01).
 */
function routedBy({ channel, handoff }: Conversation): string[] {
	return [
		...(channel.type === 'custom' ? [channel.id] : []),
		...(handoff === null ? [] : [handoff]),
	];
}

/** Tells webhooks about conversations; the payloads are those of Ada's docs, webhooks. */
export class ConversationEvents {
	constructor(
		private readonly events: Events,
		private readonly switches: Switches,
	) {}

	created(conversation: Conversation): void {
		this.emit('v1.conversation.created', conversation, {
			...this.whoAndWhere(conversation),
			created_at: this.time(conversation.createdAtMs),
			metadata: shownMetadata(conversation.metadata, this.switches),
		});
	}

	message(conversation: Conversation, message: Message): void {
		const { switches } = this;
		const posted = conversation.channel.type === 'custom' && message.author.role !== 'ai_agent';
		if (posted && switches.get('ownMessages') === 'silent') return;
		const id = switches.get('messageIdInEvents') === 'uuid' ? message.uuid : message.id;
		this.emit('v1.conversation.message', conversation, {
			message_id: id,
			conversation_id: conversation.id,
			end_user_id: conversation.endUserId,
			handoff_integration: conversation.handoff,
			// Whole, instead of an ID as in the other events (changed on 2025-07-07).
			channel: channelAnswer(conversation.channel, switches),
			...shownMessage(message, switches),
		});
	}

	ended(conversation: Conversation): void {
		this.emit('v1.conversation.ended', conversation, {
			...this.whoAndWhere(conversation),
			created_at: this.time(conversation.createdAtMs),
			updated_at: this.time(conversation.updatedAtMs),
			ended_by: conversation.endedBy && withNoValue(conversation.endedBy, this.switches),
			metadata: shownMetadata(conversation.metadata, this.switches),
		});
	}

	/** To be called while the conversation is still in its handoff. */
	handoffEnded(conversation: Conversation): void {
		this.emit('v1.conversation.handoff.ended', conversation, {
			conversation_id: conversation.id,
			end_user_id: conversation.endUserId,
			handoff_integration: conversation.handoff,
		});
	}

	private whoAndWhere({ id, channel, endUserId }: Conversation): object {
		return { conversation_id: id, channel_id: channel.id, end_user_id: endUserId };
	}

	private time(ms: number): string {
		return timestamp(ms, this.switches.get('timestampFormat'));
	}

	private emit(type: string, conversation: Conversation, data: object): void {
		const whole = withNoValue({ ...data, ai_agent_domain: aiAgentDomain }, this.switches);
		this.events.emit(type, whole, { channels: routedBy(conversation) });
	}
}
