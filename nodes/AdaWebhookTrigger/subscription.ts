import type { INode } from 'n8n-workflow';

import { isPrivateHost } from '../ada/address';
import type { AdaClient } from '../ada/client';
import { failureOf, refusedBeforeSending } from '../ada/failure';
import type { WebhookEndpoint } from '../ada/webhookRequests';
import {
	createEndpoint,
	deleteEndpoint,
	eventTypes,
	getEndpoint,
	listEndpoints,
	signingSecret,
	updateEndpoint,
} from '../ada/webhookRequests';
import type { Registration } from './registration';

/** What the trigger wants Ada to do. */
export interface Wanted {
	/** The address of this n8n to send events to. */
	url: string;
	/** Never empty: Ada takes an empty list for all events. */
	events: string[];
	workflowName: string;
}

/** An endpoint in Ada that sends the wanted events to the wanted address. */
export interface Subscription {
	endpointId: string;
	madeByTrigger: boolean;
	secret: string;
}

/** Stands in the description of the endpoints that the trigger made, where Ada's dashboard shows it. */
const MARK = '(n8n-nodes-ada-cx)';

/**
 * Sees to it that exactly one endpoint sends the wanted events to the wanted address, whatever
 * happened before: the one that was remembered, otherwise one that is there for this address
 * already, otherwise a new one. Endpoints for other addresses are not touched.
 */
export async function subscribe(
	ada: AdaClient,
	node: INode,
	wanted: Wanted,
	remembered: Registration | undefined,
): Promise<Subscription> {
	requireReachable(ada, node, wanted.url);
	const mine = (await listEndpoints(ada, node)).filter(
		(endpoint) => sameUrl(endpoint.url, wanted.url) || isRemembered(endpoint, remembered),
	);
	const [kept, ...surplus] = inOrderOfKeeping(mine, remembered);
	const there = kept && (await repaired(ada, node, kept, wanted));
	for (const endpoint of surplus) {
		await release(ada, node, endpoint.id, isMadeByTrigger(endpoint, remembered));
	}
	if (there) {
		const secret = await signingSecret(ada, node, there.id);
		return { endpointId: there.id, madeByTrigger: isMadeByTrigger(there, remembered), secret };
	}
	const { id } = await made(ada, node, wanted);
	try {
		return { endpointId: id, madeByTrigger: true, secret: await signingSecret(ada, node, id) };
	} catch (error) {
		// Without the secret nothing that it sends would be accepted. What was thrown says more than a
		// failing removal would; the next publishing finds the endpoint by its address.
		await deleteEndpoint(ada, id).catch(() => undefined);
		throw asError(error);
	}
}

/**
 * Removes what the trigger made for this address, where nothing is remembered: n8n may have ended
 * after the endpoint was made, and before its ID was saved.
 */
export async function removeUnremembered(ada: AdaClient, node: INode, url: string): Promise<void> {
	for (const endpoint of await listEndpoints(ada, node)) {
		if (sameUrl(endpoint.url, url) && isMadeByTrigger(endpoint, undefined)) {
			await deleteEndpoint(ada, endpoint.id);
		}
	}
}

/**
 * Ends a subscription: what the trigger made is deleted, or only disabled if it is to be kept; what
 * a person made is disabled. Says whether the endpoint is still there.
 */
export async function unsubscribe(
	ada: AdaClient,
	node: INode,
	registration: Registration,
	keep: boolean,
): Promise<boolean> {
	const endpoint = await getEndpoint(ada, node, registration.endpointId);
	// Somebody gave it another address in Ada's dashboard, so it is theirs now.
	if (!endpoint || !sameUrl(endpoint.url, registration.url)) return false;
	const isDeleted = registration.madeByTrigger && !keep;
	await release(ada, node, endpoint.id, isDeleted);
	return !isDeleted;
}

async function release(
	ada: AdaClient,
	node: INode,
	id: string,
	isToBeDeleted: boolean,
): Promise<void> {
	if (isToBeDeleted) await deleteEndpoint(ada, id);
	else await updateEndpoint(ada, node, id, { enabled: false });
}

/** The endpoint as it is wanted, changed where it differs; `undefined` if it vanished meanwhile. */
async function repaired(
	ada: AdaClient,
	node: INode,
	endpoint: WebhookEndpoint,
	{ url, events }: Wanted,
): Promise<WebhookEndpoint | undefined> {
	const has = new Set(endpoint.event_filters);
	const isAsWanted =
		sameUrl(endpoint.url, url) &&
		endpoint.enabled === true &&
		has.size === events.length &&
		events.every((event) => has.has(event));
	if (isAsWanted) return endpoint;
	return await sayingWhichAreUnknown(ada, node, events, () =>
		updateEndpoint(ada, node, endpoint.id, { url, event_filters: events, enabled: true }),
	);
}

async function made(
	ada: AdaClient,
	node: INode,
	{ url, events, workflowName }: Wanted,
): Promise<WebhookEndpoint> {
	const description = `n8n: ${workflowName} ${MARK}`;
	try {
		return await sayingWhichAreUnknown(ada, node, events, () =>
			createEndpoint(ada, node, { url, description, event_filters: events, enabled: true }),
		);
	} catch (error) {
		// Ada may have made it without being able to say so; a second one would send everything twice.
		if (failureOf(asError(error)).outcome !== 'unknown') throw asError(error);
		const all = await listEndpoints(ada, node);
		const there = all.find((endpoint) => sameUrl(endpoint.url, url));
		if (there) return there;
		throw asError(error);
	}
}

/** Does something with event types; where Ada refuses, says which of them Ada does not know. */
async function sayingWhichAreUnknown<T>(
	ada: AdaClient,
	node: INode,
	events: string[],
	act: () => Promise<T>,
): Promise<T> {
	try {
		return await act();
	} catch (error) {
		const refusal = asError(error);
		if (![400, 422].includes(failureOf(refusal).httpStatus ?? 0)) throw refusal;
		// What Ada said first says more than a list that cannot be had.
		const known = (await eventTypes(ada).catch(() => [])).map(({ name }) => name);
		const unknown = events.filter((event) => !known.includes(event));
		if (known.length === 0 || unknown.length === 0) throw refusal;
		throw refusedBeforeSending(
			node,
			`Ada does not know these events: ${unknown.join(', ')}`,
			`Take them out of 'Trigger On' or 'Further Event Names or IDs'. Your Ada agent knows: ${known.join(', ')}`,
		);
	}
}

/** Ada cannot send to an address that exists within somebody's own network only. */
function requireReachable(ada: AdaClient, node: INode, url: string): void {
	const hostname = webHostOf(url);
	if (hostname === undefined) {
		throw refusedBeforeSending(
			node,
			`n8n's own address is not a web address: ${url}`,
			'Set the environment variable WEBHOOK_URL of n8n to one such as https://n8n.example.com/, and restart n8n',
		);
	}
	if (!isPrivateHost(hostname) || isPrivateHost(new URL(ada.apiUrl).hostname)) return;
	throw refusedBeforeSending(
		node,
		`Ada cannot reach this n8n at ${url}`,
		'That address exists in your own network only. Set the environment variable WEBHOOK_URL of n8n to the address at which the internet reaches it, such as https://n8n.example.com/, and restart n8n',
	);
}

function webHostOf(url: string): string | undefined {
	if (!/^https?:\/\//i.test(url)) return undefined;
	try {
		return new URL(url).hostname;
	} catch {
		return undefined;
	}
}

function isRemembered(endpoint: WebhookEndpoint, remembered: Registration | undefined): boolean {
	return endpoint.id === remembered?.endpointId && sameUrl(endpoint.url, remembered.url);
}

function isMadeByTrigger(endpoint: WebhookEndpoint, remembered: Registration | undefined): boolean {
	if (endpoint.id === remembered?.endpointId) return remembered.madeByTrigger;
	return endpoint.description?.endsWith(MARK) ?? false;
}

/** The remembered one first, then what a person made: it may have a channel filter, unseen by the API. */
function inOrderOfKeeping(
	endpoints: WebhookEndpoint[],
	remembered: Registration | undefined,
): WebhookEndpoint[] {
	const rank = (endpoint: WebhookEndpoint) => {
		if (endpoint.id === remembered?.endpointId) return 0;
		return isMadeByTrigger(endpoint, remembered) ? 2 : 1;
	};
	return [...endpoints].sort((one, other) => rank(one) - rank(other));
}

/** Whether two addresses are one, however they are written: the host's case does not count. */
function sameUrl(one: string, other: string): boolean {
	return normalised(one) === normalised(other);
}

function normalised(url: string): string {
	try {
		return new URL(url).href;
	} catch {
		return url;
	}
}

function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
