import type { AdaEvent } from '../events';
import type { Answer } from './post';
import type { WebhookEndpoint } from './webhookEndpoint';

/** An event as it is sent: one message, whichever endpoints get it and however often. */
export interface Message {
	readonly id: string;
	readonly event: AdaEvent;
	readonly channels: readonly string[];
	/** The text that is sent, where it is not the event's JSON. */
	readonly raw: string | undefined;
	/** Exactly what is sent and signed. */
	readonly body: Buffer;
	/** Milliseconds since 1970 on the sandbox's clock. */
	readonly atMs: number;
}

/** One try to deliver a message. */
export interface Attempt extends Answer {
	/** Counts from 1; copies have the number of their try. */
	number: number;
	/** Milliseconds since 1970 on the sandbox's clock. */
	atMs: number;
	/** Whether a person asked for it. */
	manual: boolean;
	/** Whether it is one of the duplicates that the settings ask for. */
	copy: boolean;
}

export const deliveryStates = ['pending', 'delivered', 'failed', 'dropped'] as const;

/** Dropped is what still waited when its endpoint was disabled or deleted. */
export type DeliveryState = (typeof deliveryStates)[number];

/** A message on its way to one endpoint. */
export interface Delivery {
	readonly message: Message;
	readonly endpoint: WebhookEndpoint;
	state: DeliveryState;
	attempts: Attempt[];
	/** How many tries were begun, and how many of the schedule's own failed. */
	tries: number;
	failures: number;
	/** When it is tried (again); null when it is not, or when it is just being tried. */
	nextAttemptAtMs: number | null;
}

/** Whether an event goes to an endpoint (Ada docs, webhooks; release note 2026-04-29). */
export function isWanted({ event, channels }: Message, endpoint: WebhookEndpoint): boolean {
	if (!endpoint.enabled) return false;
	const { eventFilters, channels: wanted } = endpoint;
	if (eventFilters.length > 0 && !eventFilters.includes(event.type)) return false;
	return wanted.length === 0 || wanted.some((channel) => channels.includes(channel));
}

/** Any 2xx (Ada docs, webhooks overview). */
export function isSuccess({ status }: Answer): boolean {
	return status !== null && status >= 200 && status < 300;
}
