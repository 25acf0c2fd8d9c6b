import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '../clock';
import type { Events } from '../events';
import type { Switches } from '../switches';
import { AuditLog, type Actor } from './auditLog';
import { EndpointStore } from './endpointStore';
import type { EndpointSettings, WebhookEndpoint } from './webhookEndpoint';

/** The agent's webhooks: one set, whether made through Ada's API or in its dashboard. */
export class Webhooks {
	readonly endpoints: EndpointStore;

	private readonly auditLog: AuditLog;

	constructor(
		private readonly clock: Clock,
		events: Events,
		switches: Switches,
	) {
		this.endpoints = new EndpointStore(clock);
		this.auditLog = new AuditLog(clock, events, switches);
	}

	create(settings: EndpointSettings, by: Actor): WebhookEndpoint {
		const endpoint = this.endpoints.add(settings);
		this.auditLog.tell('created', endpoint, by);
		return endpoint;
	}

	/** Changes what is given. Not documented; sandbox's choice: no change leaves `updated_at`. */
	edit(endpoint: WebhookEndpoint, change: Partial<EndpointSettings>, by: Actor): void {
		const before = { ...endpoint };
		Object.assign(endpoint, change);
		if (isDeepStrictEqual(before, endpoint)) return;
		endpoint.updatedAtMs = this.clock.now();
		this.auditLog.tell('updated', endpoint, by);
	}

	remove(endpoint: WebhookEndpoint, by: Actor): void {
		this.endpoints.remove(endpoint);
		this.auditLog.tell('deleted', endpoint, by);
	}

	/** @param key a key for which `isSigningKey` holds; a new one is made if absent */
	rotate(endpoint: WebhookEndpoint, key?: string): void {
		endpoint.secrets.rotate(this.clock.now(), key);
	}

	clear(): void {
		this.endpoints.clear();
	}
}
