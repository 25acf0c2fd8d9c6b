import type { Switches } from '../switches';
import { timestamp } from '../timestamp';
import type { SigningSecrets } from './signingSecrets';

/** What can be set at an endpoint through Ada's API (Ada OpenAPI, Webhook). */
export interface EndpointSettings {
	url: string;
	description: string;
	/** Names of event types; none means all of them. */
	eventFilters: readonly string[];
	enabled: boolean;
	/**
	 * The channel filter, which only Ada's dashboard can set (Ada release note 2026-04-29). None
	 * means that every event is let through.
	 */
	channels: readonly string[];
}

/** Where Ada sends events to, as the sandbox keeps it. */
export interface WebhookEndpoint extends EndpointSettings {
	readonly id: string;
	readonly secrets: SigningSecrets;
	createdAtMs: number;
	updatedAtMs: number;
	/** Since when everything sent there fails; null when the last one did not. */
	failingSinceMs: number | null;
}

/** The Webhook object of every answer; it has neither secret nor channel filter (Ada OpenAPI). */
export function answerOf(endpoint: WebhookEndpoint, switches: Switches): object {
	const format = switches.get('timestampFormat');
	return {
		id: endpoint.id,
		url: endpoint.url,
		description: endpoint.description,
		event_filters: endpoint.eventFilters,
		enabled: endpoint.enabled,
		created_at: timestamp(endpoint.createdAtMs, format),
		updated_at: timestamp(endpoint.updatedAtMs, format),
	};
}
