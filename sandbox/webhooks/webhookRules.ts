import { jsonPath, type Detail } from '../errors';
import type { Switches } from '../switches';
import { eventTypes } from './eventTypes';
import { httpUrl, isPublic } from './publicUrl';
import type { RotateBody, UpdateBody } from './webhookBody';
import { isSigningKey } from './signingSecrets';

function finding(message: string, ...steps: string[]): Detail {
	return { parameter: jsonPath(...steps), location: 'body', message };
}

function unknownKeyFindings(body: object, known: readonly string[], switches: Switches): Detail[] {
	if (switches.get('unknownKeys') === 'ignored') return [];
	const unknown = Object.keys(body).filter((key) => !known.includes(key));
	return unknown.map((key) => finding('Unknown field.', key));
}

function urlFindings(sent: string | undefined, switches: Switches): Detail[] {
	if (sent === undefined) return [];
	const url = httpUrl(sent);
	if (!url) return [finding('Not a valid URL.', 'url')];
	if (switches.get('privateWebhookUrl') === 'accepted' || isPublic(url)) return [];
	return [finding('Must be an https URL of a public host.', 'url')];
}

function filterFindings(filters: readonly string[] = [], switches: Switches): Detail[] {
	if (switches.get('unknownEventType') === 'stored') return [];
	return filters.flatMap((filter, at) =>
		eventTypes.some(({ name }) => name === filter)
			? []
			: [finding('Not a known event type.', 'event_filters', String(at))],
	);
}

/** Everything wrong with the body of a POST or PATCH that its schema cannot see. */
export function endpointFindings(
	body: UpdateBody,
	method: 'POST' | 'PATCH',
	switches: Switches,
): Detail[] {
	const { url, event_filters: filters } = body;
	const known = ['url', 'description', 'event_filters', 'enabled'];
	const findings = [
		...unknownKeyFindings(body, known, switches),
		...urlFindings(url, switches),
		...filterFindings(filters, switches),
	];
	const emptied = method === 'PATCH' && filters?.length === 0;
	if (emptied && switches.get('emptyEventFilters') === 'refused') {
		findings.push(finding('Must not be empty.', 'event_filters'));
	}
	return findings;
}

/** Everything wrong with the body of a rotation. */
export function rotationFindings(body: RotateBody, switches: Switches): Detail[] {
	const { key } = body ?? {};
	const findings = unknownKeyFindings(body ?? {}, ['key'], switches);
	if (key !== undefined && !isSigningKey(key)) {
		findings.push(finding('Must be base64 of 24 to 75 bytes, with or without whsec_.', 'key'));
	}
	return findings;
}
