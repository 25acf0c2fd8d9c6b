import type { FastifyRequest } from 'fastify';

import { invalid, jsonPath } from './errors';
import type { Switches } from './switches';

/**
 * The page size that a `limit` asks for: 1 to 100 unless the list has a maximum of its own (Ada
 * docs, Get End Users, 2025). What Ada does with others is not documented: see switch
 * limitOutOfRange.
 */
export function pageSize(
	sent: string | undefined,
	{ byDefault, most = 100, switches }: { byDefault: number; most?: number; switches: Switches },
): number {
	if (sent === undefined) return byDefault;
	const isNumber = /^-?\d+$/.test(sent);
	const wanted = Number(sent);
	if (isNumber && wanted >= 1 && wanted <= most) return wanted;
	if (switches.get('limitOutOfRange') === 'clamped') {
		return isNumber ? Math.min(most, Math.max(1, wanted)) : byDefault;
	}
	const message = isNumber ? `Must be 1 to ${most}.` : 'Not a valid integer.';
	throw invalid([{ parameter: jsonPath('limit'), location: 'query', message }], 'Invalid query.');
}

/**
 * A page of a list that never loses a record, and the cursor of the next one, if there is more.
 * Whether a cursor names the first record or the one before is switchable: see listCursor.
 * @throws AdaError for a cursor that names none (not documented; sandbox's choice)
 */
export function pageOf<Listed>(
	all: readonly Listed[],
	wanted: {
		idOf: (record: Listed) => string;
		limit: number;
		cursor: string | undefined;
		switches: Switches;
	},
): { records: Listed[]; nextCursor: string | undefined } {
	const { idOf, limit, cursor, switches } = wanted;
	const skipped = switches.get('listCursor') === 'exclusive' ? 1 : 0;
	const named = cursor === undefined ? -skipped : all.findIndex((one) => idOf(one) === cursor);
	if (cursor !== undefined && named < 0) {
		const at = { parameter: jsonPath('cursor'), location: 'query' as const };
		throw invalid([{ ...at, message: 'Not a valid cursor.' }], 'Invalid query.');
	}
	const from = named + skipped;
	const next = from + limit;
	const more = next < all.length;
	return {
		records: all.slice(from, next),
		nextCursor: more ? idOf(all[next - skipped]) : undefined,
	};
}

/**
 * A page of a list, with the absolute address of the next one (Ada docs, pagination). Whether it
 * repeats the limit, and what it is on the last page, is switchable.
 */
export function listAnswer(page: {
	data: object[];
	nextCursor: string | undefined;
	limit: string | undefined;
	/** The rest of the query, which every page repeats. */
	filters?: Record<string, string | undefined>;
	request: FastifyRequest;
	switches: Switches;
}): object {
	const { data, nextCursor, limit, filters = {}, request, switches } = page;
	if (nextCursor === undefined) {
		const last = { null: { next_page_url: null }, absent: {}, empty: { next_page_url: '' } };
		return { data, meta: last[switches.get('lastPage')] };
	}
	const [path = ''] = request.url.split('?');
	const next = new URL(path, `${request.protocol}://${request.host}`);
	for (const [name, value] of Object.entries(filters)) {
		if (value !== undefined) next.searchParams.set(name, value);
	}
	if (limit !== undefined && switches.get('nextPageLimit') === 'carried') {
		next.searchParams.set('limit', limit);
	}
	next.searchParams.set('cursor', nextCursor);
	return { data, meta: { next_page_url: next.href } };
}
