import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import { unexpectedAnswer } from './failure';
import type { PagedList } from './pages';
import { recordsOf } from './pages';

const WEBHOOKS = '/v2/webhooks/';

/**
 * Ada's side of a subscription to events. Which channels it is limited to can be seen and set in
 * Ada's dashboard only. Source: Ada OpenAPI, schema Webhook.
 */
export interface WebhookEndpoint {
	id: string;
	url: string;
	description?: string | null;
	/** Event types; an empty list means all. */
	event_filters?: string[] | null;
	enabled?: boolean;
}

/** What can be given to an endpoint. */
export type EndpointChange = Partial<Omit<WebhookEndpoint, 'id'>>;

/** An event type that Ada can tell of. */
export interface EventType {
	name: string;
	description?: string;
}

/** What a status means here, where the usual words are about the profile of one person. */
const STATUS_WORDS = {
	404: {
		message: 'Ada has no such webhook endpoint any more',
		advice: 'It may have been deleted in Ada just now. Publish the workflow again',
	},
	409: {
		message: 'Ada refuses this webhook endpoint beside those that there are',
		advice: "Look at the webhooks in Ada's dashboard, and delete what is not needed there",
	},
};

const endpointList: PagedList<WebhookEndpoint> = {
	path: WEBHOOKS,
	what: 'webhook endpoints',
	isRecord: isEndpoint,
	idOf: ({ id }) => id,
};

/** All endpoints of the agent, whoever made them. Source: Ada OpenAPI, `GET /v2/webhooks/`. */
export async function listEndpoints(ada: AdaClient, node: INode): Promise<WebhookEndpoint[]> {
	const endpoints: WebhookEndpoint[] = [];
	for await (const endpoint of recordsOf(ada, node, endpointList)) endpoints.push(endpoint);
	return endpoints;
}

/** The endpoint, or `undefined` if there is none of this ID (404). */
export async function getEndpoint(
	ada: AdaClient,
	node: INode,
	id: string,
): Promise<WebhookEndpoint | undefined> {
	const { status, body } = await ada.ask({
		method: 'GET',
		path: byId(id),
		purpose: 'read the webhook endpoint',
		expected: [404],
		repeatable: true,
	});
	return status === 404 ? undefined : checkedEndpoint(node, body);
}

/** Makes an endpoint. Ada takes the same URL twice, so this is never sent again by itself. */
export async function createEndpoint(
	ada: AdaClient,
	node: INode,
	endpoint: EndpointChange & { url: string },
): Promise<WebhookEndpoint> {
	const { body } = await ada.ask({
		method: 'POST',
		path: WEBHOOKS,
		body: endpoint,
		purpose: 'create the webhook endpoint',
		statusWords: STATUS_WORDS,
		repeatable: false,
	});
	return checkedEndpoint(node, body);
}

/** Changes what is named; `undefined` if there is no such endpoint (any more). */
export async function updateEndpoint(
	ada: AdaClient,
	node: INode,
	id: string,
	change: EndpointChange,
): Promise<WebhookEndpoint | undefined> {
	const { status, body } = await ada.ask({
		method: 'PATCH',
		path: byId(id),
		body: change,
		purpose: 'update the webhook endpoint',
		statusWords: STATUS_WORDS,
		expected: [404],
		repeatable: true,
	});
	return status === 404 ? undefined : checkedEndpoint(node, body);
}

/** Removes an endpoint; it may be gone already. */
export async function deleteEndpoint(ada: AdaClient, id: string): Promise<void> {
	await ada.ask({
		method: 'DELETE',
		path: byId(id),
		purpose: 'delete the webhook endpoint',
		expected: [204, 404],
		repeatable: true,
	});
}

/**
 * The secret that Ada signs an endpoint's deliveries with; it is in no other answer. `urgentWithin`
 * milliseconds if a delivery waits for it. Source: Ada OpenAPI, `GET /v2/webhooks/{id}/secret/`.
 */
export async function signingSecret(
	ada: AdaClient,
	node: INode,
	id: string,
	urgentWithin?: number,
): Promise<string> {
	const { body } = await ada.ask({
		method: 'GET',
		path: `${byId(id)}/secret/`,
		purpose: 'read the signing secret of the webhook endpoint',
		statusWords: STATUS_WORDS,
		repeatable: true,
		urgentWithin,
	});
	if (typeof body === 'object' && body !== null && 'key' in body && typeof body.key === 'string') {
		return body.key;
	}
	throw unexpectedAnswer(node, "Ada's answer holds no signing secret", 'failed');
}

/** The event types that Ada knows. Source: Ada OpenAPI, `GET /v2/webhooks/event-types/`. */
export async function eventTypes(ada: AdaClient): Promise<EventType[]> {
	const { body } = await ada.ask({
		method: 'GET',
		path: `${WEBHOOKS}event-types/`,
		purpose: 'list the event types',
		repeatable: true,
	});
	if (typeof body !== 'object' || body === null || !('data' in body)) return [];
	return Array.isArray(body.data) ? body.data.filter(isEventType) : [];
}

function byId(id: string): string {
	return WEBHOOKS + encodeURIComponent(id);
}

function checkedEndpoint(node: INode, body: unknown): WebhookEndpoint {
	if (isEndpoint(body)) return body;
	throw unexpectedAnswer(node, "Ada's answer is not a webhook endpoint", 'failed');
}

function isEndpoint(value: unknown): value is WebhookEndpoint {
	return (
		typeof value === 'object' &&
		value !== null &&
		'id' in value &&
		typeof value.id === 'string' &&
		value.id !== '' &&
		'url' in value &&
		typeof value.url === 'string'
	);
}

function isEventType(value: unknown): value is EventType {
	return (
		typeof value === 'object' &&
		value !== null &&
		'name' in value &&
		typeof value.name === 'string' &&
		value.name !== ''
	);
}
