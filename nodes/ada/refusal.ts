import type { IDataObject } from 'n8n-workflow';

/** Ada's own account of what went wrong, from the first entry of its `errors` envelope. */
export interface AdaRefusal {
	type?: string;
	message?: string;
	/** Any JSON: since 2026-06-26 a list of `{ parameter, location, message }` or null. */
	details?: unknown;
}

/**
 * Reads both shapes that Ada's documents show: the envelope `{ errors: [{ type, message, details }] }`
 * (Ada docs, Introduction, Errors) and `{ message }` (the 401 of the authentication page).
 */
export function readRefusal(body: unknown): AdaRefusal {
	if (typeof body !== 'object' || body === null) return {};
	if ('errors' in body && Array.isArray(body.errors)) {
		const [first]: unknown[] = body.errors;
		return typeof first === 'object' && first !== null ? readEntry(first) : {};
	}
	return readEntry(body);
}

function readEntry(entry: object): AdaRefusal {
	return {
		type: 'type' in entry && typeof entry.type === 'string' ? entry.type : undefined,
		message: 'message' in entry && typeof entry.message === 'string' ? entry.message : undefined,
		details: 'details' in entry ? entry.details : undefined,
	};
}

/** The details as short lines, such as `external_id: Longer than maximum length 36.` */
export function detailLines({ details }: AdaRefusal): string[] {
	const entries = Array.isArray(details) ? details : [details];
	return entries.flatMap((entry: unknown) => {
		if (typeof entry === 'string' && entry !== '') return [entry];
		if (typeof entry !== 'object' || entry === null) return [];
		const { parameter, message }: IDataObject = { ...entry };
		const where = typeof parameter === 'string' ? parameter.replace(/^\$\.?/, '') : '';
		if (typeof message !== 'string') return [JSON.stringify(entry)];
		return [where === '' ? message : `${where}: ${message}`];
	});
}
