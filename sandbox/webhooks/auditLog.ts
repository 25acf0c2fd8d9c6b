import { randomUUID } from 'node:crypto';

import type { Clock } from '../clock';
import type { Events } from '../events';
import type { Switches } from '../switches';
import type { WebhookEndpoint } from './webhookEndpoint';

/** Who changed something: a program through Ada's API, or a person in its dashboard. */
export interface Actor {
	interface: 'api' | 'dashboard';
	ip: string;
	userAgent: string;
}

/**
 * Tells of changes of webhooks by `v1.audit_log.emitted`, while the switch auditLogEvents says so:
 * which entities have these events, and under which names, is not documented. The fields are
 * those of Ada docs, audit log; an empty text means that something is not available.
 */
export class AuditLog {
	constructor(
		private readonly clock: Clock,
		private readonly events: Events,
		private readonly switches: Switches,
	) {}

	tell(activity: 'created' | 'updated' | 'deleted', endpoint: WebhookEndpoint, by: Actor): void {
		if (this.switches.get('auditLogEvents') === 'none') return;
		const entityType = 'webhook';
		const data = {
			id: randomUUID(),
			timestamp: new Date(this.clock.now()).toISOString(),
			actor_email: '',
			actor_name: '',
			actor_user_id: '',
			entity_type: entityType,
			entity_id: endpoint.id,
			entity_name: endpoint.description,
			activity,
			interface: by.interface,
			context_ip: by.ip,
			context_user_agent: by.userAgent,
			api_key_name: '',
		};
		this.events.emit('v1.audit_log.emitted', data, { tags: [entityType, activity, endpoint.id] });
	}
}
