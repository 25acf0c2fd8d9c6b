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
 * A page of a list, with the absolute address of the next one (Ada docs, pagination). Whether it
 * repeats the limit, and what it is on the last page, is switchable.
 */
export function listAnswer(page: {
	data: object[];
	nextCursor: string | undefined;
	limit: string | undefined;
	request: FastifyRequest;
	switches: Switches;
}): object {
	const { data, nextCursor, limit, request, switches } = page;
	if (nextCursor === undefined) {
		const last = { null: { next_page_url: null }, absent: {}, empty: { next_page_url: '' } };
		return { data, meta: last[switches.get('lastPage')] };
	}
	const [path = ''] = request.url.split('?');
	const next = new URL(path, `${request.protocol}://${request.host}`);
	if (limit !== undefined && switches.get('nextPageLimit') === 'carried') {
		next.searchParams.set('limit', limit);
	}
	next.searchParams.set('cursor', nextCursor);
	return { data, meta: { next_page_url: next.href } };
}
