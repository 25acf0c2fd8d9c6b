import type { Clock } from './clock';

/** Something that Ada tells its webhooks: the envelope of all events (Ada docs, webhooks). */
export interface AdaEvent {
	type: string;
	/** Milliseconds' precision, for ordering. */
	timestamp: string;
	data: object;
	/** For filtering in the dashboard's log; for end users their ID. Conversations have none. */
	tags?: string[];
}

/** An event on its way: what Ada sends, and what it is routed by, which receivers do not see. */
export interface EmittedEvent {
	event: AdaEvent;
	/**
	 * The custom channel and the handoff integration of a conversation's event, which an endpoint can
	 * filter by; empty where there is neither (Ada release notes 2026-04-29 and 2026-06-01).
	 */
	channels: readonly string[];
	/** The text to send, where it is not the event's JSON: see the control API. */
	raw?: string;
}

const mostKept = 200_000;

/** The events of an instance, oldest first; of more than 200,000 the last ones. */
export class Events {
	private emitted: AdaEvent[] = [];

	private readonly listeners: Array<(emitted: EmittedEvent) => void> = [];

	constructor(private readonly clock: Clock) {}

	get all(): readonly AdaEvent[] {
		return this.emitted;
	}

	/** Everything that is emitted from now on is handed to `listener` at once. */
	onEmit(listener: (emitted: EmittedEvent) => void): void {
		this.listeners.push(listener);
	}

	/** Tells of something that just happened. */
	emit(
		type: string,
		data: object,
		{
			tags,
			channels = [],
			raw,
		}: { tags?: string[]; channels?: readonly string[]; raw?: string } = {},
	): void {
		const timestamp = new Date(this.clock.now()).toISOString().replace('Z', '+00:00');
		const event = { type, timestamp, data, ...(tags && { tags }) };
		this.emitted.push(event);
		if (this.emitted.length > 2 * mostKept) this.emitted = this.emitted.slice(-mostKept);
		for (const listener of this.listeners) listener({ event, channels, raw });
	}

	/** An end user's event, with the whole person after the change and nothing of before. */
	ofEndUser(type: 'v1.end_user.created' | 'v1.end_user.updated', id: string, data: object): void {
		this.emit(type, data, { tags: [id] });
	}

	clear(): void {
		this.emitted = [];
	}
}
