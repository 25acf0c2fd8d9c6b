import type { FastifyRequest } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { ControlError, type AddRoute } from '../controlRoute';
import type { Actor } from './auditLog';
import * as bodies from './controlBodies';
import { mostEndpoints } from './endpointStore';
import type { EndpointSettings, WebhookEndpoint } from './webhookEndpoint';

interface ById {
	Params: { id: string };
}

/** An endpoint with what Ada's API never shows. */
export interface ShownEndpoint {
	id: string;
	url: string;
	description: string;
	event_filters: readonly string[];
	enabled: boolean;
	channels: readonly string[];
	secret: string;
	/** Those before that sign along, newest first, each until an ISO time. */
	oldSecrets: Array<{ key: string; until: string }>;
	failingSince: string | null;
	created_at: string;
	updated_at: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

function shown(endpoint: WebhookEndpoint, nowMs: number): ShownEndpoint {
	const { secrets, failingSinceMs } = endpoint;
	return {
		id: endpoint.id,
		url: endpoint.url,
		description: endpoint.description,
		event_filters: endpoint.eventFilters,
		enabled: endpoint.enabled,
		channels: endpoint.channels,
		secret: secrets.current,
		oldSecrets: secrets.old(nowMs).map(({ key, untilMs }) => ({ key, until: iso(untilMs) })),
		failingSince: failingSinceMs === null ? null : iso(failingSinceMs),
		created_at: iso(endpoint.createdAtMs),
		updated_at: iso(endpoint.updatedAtMs),
	};
}

function settingsIn(body: bodies.EndpointEdit): Partial<EndpointSettings> {
	const { event_filters: eventFilters, ...rest } = body;
	return { ...rest, ...(eventFilters && { eventFilters }) };
}

/** The webhooks as a person sees and changes them in Ada's dashboard, without Ada's checks. */
export function endpointControl({ webhooks, clock }: AdaInstance, route: AddRoute): void {
	function endpointAt(id: string): WebhookEndpoint {
		const endpoint = webhooks.endpoints.get(id);
		if (!endpoint) throw new ControlError(404, `There is no webhook ${id}.`);
		return endpoint;
	}

	function person({ ip, headers }: { ip: string; headers: FastifyRequest['headers'] }): Actor {
		return { interface: 'dashboard', ip, userAgent: headers['user-agent'] ?? '' };
	}

	const view = (endpoint: WebhookEndpoint) => shown(endpoint, clock.now());

	route({
		method: 'GET',
		path: '/webhooks',
		does: 'all endpoints, with secrets and channel filters',
		handler: () => ({ endpoints: webhooks.endpoints.all.map(view) }),
	});
	route<{ Body: bodies.EndpointSeed }>({
		method: 'POST',
		path: '/webhooks',
		does:
			'{url, description, event_filters, enabled, channels} makes an endpoint, as a person does in ' +
			'Ada’s dashboard; channels is the filter that only the dashboard can set',
		schema: { body: bodies.endpointSeed },
		handler: (request) => {
			if (webhooks.endpoints.full) {
				throw new ControlError(400, `There are ${mostEndpoints} webhooks already.`);
			}
			const absent = { description: '', eventFilters: [], enabled: true, channels: [] };
			const { body } = request;
			const settings = { ...absent, ...settingsIn(body), url: body.url };
			return view(webhooks.create(settings, person(request)));
		},
	});
	route<ById & { Body: bodies.EndpointEdit }>({
		method: 'PATCH',
		path: '/webhooks/:id',
		does: '{url, description, event_filters, enabled, channels} changes what is given',
		schema: { body: bodies.endpointEdit },
		handler: (request) => {
			const endpoint = endpointAt(request.params.id);
			webhooks.edit(endpoint, settingsIn(request.body), person(request));
			return view(endpoint);
		},
	});
	route<ById>({
		method: 'DELETE',
		path: '/webhooks/:id',
		does: 'deletes an endpoint',
		handler: (request) => {
			const { id } = request.params;
			webhooks.remove(endpointAt(id), person(request));
			return { removed: id };
		},
	});
	route<ById>({
		method: 'POST',
		path: '/webhooks/:id/rotate',
		does: 'gives an endpoint a new secret; the one before signs along for 24 hours',
		handler: ({ params }) => {
			const endpoint = endpointAt(params.id);
			webhooks.rotate(endpoint);
			return view(endpoint);
		},
	});
}
