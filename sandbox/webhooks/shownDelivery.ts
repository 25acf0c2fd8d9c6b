import type { AdaEvent } from '../events';
import type { Delivery, DeliveryState } from './delivery';

/** A try to deliver, as the control API shows it. */
export interface ShownAttempt {
	number: number;
	/** The sandbox's clock, ISO 8601. */
	at: string;
	/** Null when there was no answer; `error` says why. */
	status: number | null;
	error: string | null;
	/** Real milliseconds until the answer. */
	ms: number;
	/** The beginning of the answer's body. */
	answer: string;
	/** Whether a person asked for it. */
	manual: boolean;
	/** Whether it is one of the duplicates that the settings ask for. */
	copy: boolean;
}

/** A message and one endpoint, as the control API shows them. */
export interface ShownDelivery {
	messageId: string;
	endpointId: string;
	/** The endpoint's, as it is now. */
	url: string;
	type: string;
	event: AdaEvent;
	/** The text that is sent, where it is not the event's JSON. */
	raw?: string;
	channels: readonly string[];
	/** When the event was emitted: the sandbox's clock, ISO 8601. */
	at: string;
	state: DeliveryState;
	attempts: ShownAttempt[];
	/** The sandbox's clock, ISO 8601; null when nothing is planned or a try is under way. */
	nextAttemptAt: string | null;
}

/** What GET /sandbox/deliveries answers. */
export interface DeliveryOverview {
	/** Whether nothing is on its way and nothing is due that may go out now. */
	idle: boolean;
	/** Of the whole log, whatever was asked for. */
	counts: Record<'messages' | 'deliveries' | DeliveryState | 'inFlight', number>;
	/** How many match what was asked for. */
	count: number;
	deliveries: ShownDelivery[];
}

const iso = (ms: number) => new Date(ms).toISOString();

/** A delivery in JSON's types. */
export function shownDelivery(delivery: Delivery): ShownDelivery {
	const { message, endpoint, state, attempts, nextAttemptAtMs } = delivery;
	const { raw } = message;
	return {
		messageId: message.id,
		endpointId: endpoint.id,
		url: endpoint.url,
		type: message.event.type,
		event: message.event,
		...(raw !== undefined && { raw }),
		channels: message.channels,
		at: iso(message.atMs),
		state,
		attempts: attempts.map(({ atMs, ...attempt }) => ({ ...attempt, at: iso(atMs) })),
		nextAttemptAt: nextAttemptAtMs === null ? null : iso(nextAttemptAtMs),
	};
}
