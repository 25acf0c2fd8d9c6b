import type { INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

/** The locator End User, by the ID of the user's own system. */
export function byExternalId(value = '={{ $json.id }}'): INodeParameterResourceLocator {
	return { __rl: true, mode: 'externalId', value };
}

/** The locator End User, by Ada's ID. */
export function byAdaId(value = '={{ $json.id }}'): INodeParameterResourceLocator {
	return { __rl: true, mode: 'id', value };
}

/** A row of Metadata whose key was typed. */
export function metadataRow(key: string, value: string, type = 'string'): INodeParameters {
	return { key: { __rl: true, mode: 'name', value: key }, type, value };
}

/** A row of Sensitive Metadata. */
export function sensitiveRow(key: string, value: string, type = 'string'): INodeParameters {
	return { key, type, value };
}

/** Either field, filled with JSON: text, or an expression. */
export function inJson(json: string): INodeParameters {
	return { json: [{ json }] };
}
