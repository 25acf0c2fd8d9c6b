import type { Clock } from './clock';

/** Something that Ada tells its webhooks: the envelope of all events (Ada docs, webhooks). */
export interface AdaEvent {
	type: string;
	/** Milliseconds' precision, for ordering. */
	timestamp: string;
	data: object;
	/** For filtering in the dashboard's log; for end users their ID. */
	tags: string[];
}

const mostKept = 200_000;

/** The events of an instance, oldest first; of more than 200,000 the last ones. */
export class Events {
	private emitted: AdaEvent[] = [];

	constructor(private readonly clock: Clock) {}

	get all(): readonly AdaEvent[] {
		return this.emitted;
	}

	/** An end user's event, with the whole person after the change and nothing of before. */
	ofEndUser(type: 'v1.end_user.created' | 'v1.end_user.updated', id: string, data: object): void {
		const timestamp = new Date(this.clock.now()).toISOString().replace('Z', '+00:00');
		this.emitted.push({ type, timestamp, data, tags: [id] });
		if (this.emitted.length > 2 * mostKept) this.emitted = this.emitted.slice(-mostKept);
	}

	clear(): void {
		this.emitted = [];
	}
}
