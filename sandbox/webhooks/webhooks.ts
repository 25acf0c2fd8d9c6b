import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '../clock';
import type { Events } from '../events';
import type { Switches } from '../switches';
import { AuditLog, type Actor } from './auditLog';
import { Deliveries } from './deliveries';
import { EndpointStore } from './endpointStore';
import type { EndpointSettings, WebhookEndpoint } from './webhookEndpoint';

/** The agent's webhooks: one set, whether made through Ada's API or in its dashboard. */
export class Webhooks {
	readonly endpoints: EndpointStore;

	readonly deliveries: Deliveries;

	private readonly auditLog: AuditLog;

	/** @param answerLimitMs how long a receiver may take to answer, in real milliseconds */
	constructor(
		private readonly clock: Clock,
		events: Events,
		switches: Switches,
		answerLimitMs: number,
	) {
		const endpoints = new EndpointStore(clock);
		this.endpoints = endpoints;
		this.deliveries = new Deliveries({ clock, switches, endpoints, answerLimitMs });
		this.auditLog = new AuditLog(clock, events, switches);
		events.onEmit((emitted) => {
			this.deliveries.publish(emitted);
		});
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
		if (!endpoint.enabled) this.deliveries.drop(endpoint);
		else if (!before.enabled) endpoint.failingSinceMs = null;
		this.auditLog.tell('updated', endpoint, by);
	}

	remove(endpoint: WebhookEndpoint, by: Actor): void {
		this.endpoints.remove(endpoint);
		this.deliveries.drop(endpoint);
		this.auditLog.tell('deleted', endpoint, by);
	}

	/** @param key a key for which `isSigningKey` holds; a new one is made if absent */
	rotate(endpoint: WebhookEndpoint, key?: string): void {
		endpoint.secrets.rotate(this.clock.now(), key);
	}

	clear(): void {
		this.deliveries.clear();
		this.endpoints.clear();
	}

	/** Sends nothing any more, and cuts off what is on its way. */
	close(): void {
		this.deliveries.close();
	}
}
