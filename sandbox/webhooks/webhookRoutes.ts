import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { documentedRoute } from '../documentedRoute';
import { AdaError, invalid, jsonPath, type Detail } from '../errors';
import { listAnswer, pageSize } from '../pagination';
import type { Actor } from './auditLog';
import { mostEndpoints } from './endpointStore';
import { eventTypes } from './eventTypes';
import type { CreateBody, ListQuery, RotateBody, UpdateBody } from './webhookBody';
import { createBody, listQuery, rotateBody, updateBody } from './webhookBody';
import { answerOf, type EndpointSettings, type WebhookEndpoint } from './webhookEndpoint';
import { endpointFindings, rotationFindings } from './webhookRules';

/** Not documented: see switch webhookPageSize. */
const pageSizes = {
	fifty: { byDefault: 50, most: 250 },
	hundred: { byDefault: 100, most: 100 },
	ten: { byDefault: 10, most: 10 },
} as const;

interface ById {
	Params: { id: string };
}

function refuse(findings: Detail[]): void {
	if (findings.length > 0) throw invalid(findings, 'Invalid webhook data.');
}

function settingsIn(body: UpdateBody): Partial<EndpointSettings> {
	const { url, description, event_filters: eventFilters, enabled } = body;
	return {
		...(url !== undefined && { url }),
		...(description !== undefined && { description: description ?? '' }),
		...(eventFilters && { eventFilters }),
		...(enabled !== undefined && { enabled }),
	};
}

/** The Webhooks API (Ada OpenAPI, /v2/webhooks/ and below). */
export function webhookRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { webhooks, switches } = ada;

	function endpointAt(id: string): WebhookEndpoint {
		const endpoint = webhooks.endpoints.get(id);
		if (!endpoint) throw new AdaError(404, 'Webhook not found.');
		return endpoint;
	}

	function actor({ ip, headers }: { ip: string; headers: FastifyRequest['headers'] }): Actor {
		return { interface: 'api', ip, userAgent: headers['user-agent'] ?? '' };
	}

	documentedRoute(app, ada, {
		method: 'GET',
		path: '/v2/webhooks/event-types/',
		family: 'default',
		handler: () => ({ data: eventTypes }),
	});

	documentedRoute<{ Querystring: ListQuery }>(app, ada, {
		method: 'GET',
		path: '/v2/webhooks/',
		family: 'default',
		schema: { querystring: listQuery },
		handler: (request) => {
			const { cursor, limit } = request.query;
			if (cursor !== undefined && !/^ep_[0-9A-Za-z]{27}$/.test(cursor)) {
				const at = { parameter: jsonPath('cursor'), location: 'query' as const };
				throw invalid([{ ...at, message: 'Not a valid cursor.' }], 'Invalid query.');
			}
			const sizes = pageSizes[switches.get('webhookPageSize')];
			const { endpoints, nextCursor } = webhooks.endpoints.page({
				limit: pageSize(limit, { ...sizes, switches }),
				cursor,
				cursorIs: switches.get('listCursor'),
			});
			const data = endpoints.map((endpoint) => answerOf(endpoint, switches));
			return listAnswer({ data, nextCursor, limit, request, switches });
		},
	});

	documentedRoute<{ Body: CreateBody }>(app, ada, {
		method: 'POST',
		path: '/v2/webhooks/',
		family: 'default',
		schema: { body: createBody },
		handler: (request, reply) => {
			const { body } = request;
			refuse(endpointFindings(body, 'POST', switches));
			if (webhooks.endpoints.full) {
				throw new AdaError(400, `There are ${mostEndpoints} webhooks already.`);
			}
			const absent = { description: '', eventFilters: [], enabled: true, channels: [] };
			const settings = { ...absent, ...settingsIn(body), url: body.url };
			const endpoint = webhooks.create(settings, actor(request));
			return reply.status(201).send(answerOf(endpoint, switches));
		},
	});

	documentedRoute<ById>(app, ada, {
		method: 'GET',
		path: '/v2/webhooks/:id',
		family: 'default',
		handler: ({ params }) => answerOf(endpointAt(params.id), switches),
	});

	documentedRoute<ById & { Body: UpdateBody }>(app, ada, {
		method: 'PATCH',
		path: '/v2/webhooks/:id',
		family: 'default',
		schema: { body: updateBody },
		handler: (request) => {
			const { body, params } = request;
			const endpoint = endpointAt(params.id);
			refuse(endpointFindings(body, 'PATCH', switches));
			webhooks.edit(endpoint, settingsIn(body), actor(request));
			return answerOf(endpoint, switches);
		},
	});

	documentedRoute<ById>(app, ada, {
		method: 'DELETE',
		path: '/v2/webhooks/:id',
		family: 'default',
		handler: (request, reply) => {
			webhooks.remove(endpointAt(request.params.id), actor(request));
			return reply.status(204).send();
		},
	});

	documentedRoute<ById>(app, ada, {
		method: 'GET',
		path: '/v2/webhooks/:id/secret/',
		family: 'default',
		handler: ({ params }) => ({ key: endpointAt(params.id).secrets.current }),
	});

	documentedRoute<ById & { Body: RotateBody }>(app, ada, {
		method: 'POST',
		path: '/v2/webhooks/:id/secret/rotate/',
		family: 'default',
		schema: { body: rotateBody },
		handler: ({ params, body }) => {
			const endpoint = endpointAt(params.id);
			refuse(rotationFindings(body, switches));
			webhooks.rotate(endpoint, body?.key);
			return {};
		},
	});
}
