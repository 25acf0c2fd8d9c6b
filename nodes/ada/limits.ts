/** At most `requests` in any stretch of `seconds`. */
export interface RateLimit {
	requests: number;
	seconds: number;
}

/** The parts of Ada's API that have limits of their own. */
export type ApiFamily = 'conversations' | 'default' | 'endUserById';

/**
 * Ada's published rate limits; each holds for all integrations of one AI Agent together.
 * Source: Ada docs, Introduction, Limits; end users by ID, and conversations: release note of
 * 2026-03-03. That note names only the paths of end users with an ID, so creating, listing and
 * looking up count as default here, and of conversations only creating, reading and ending one.
 */
export const PUBLISHED_LIMITS: Record<ApiFamily, RateLimit[]> = {
	conversations: [
		{ requests: 30, seconds: 1 },
		{ requests: 300, seconds: 60 },
		{ requests: 60_000, seconds: 86_400 },
	],
	default: [
		{ requests: 10, seconds: 1 },
		{ requests: 100, seconds: 60 },
		{ requests: 10_000, seconds: 86_400 },
	],
	endUserById: [
		{ requests: 30, seconds: 1 },
		{ requests: 300, seconds: 60 },
		{ requests: 60_000, seconds: 86_400 },
	],
};

/** The calls of the family conversations; writing an email has the look of an ID. */
const CONVERSATION_CALLS = [
	/^POST \/v2\/conversations\/$/,
	/^GET \/v2\/conversations\/[^/?]+\/$/,
	/^POST \/v2\/conversations\/[^/?]+\/end\/$/,
];

/** The family whose limits a request counts against; `path` begins with `/v2/`. */
export function familyOf(method: string, path: string): ApiFamily {
	const call = `${method} ${path}`;
	if (CONVERSATION_CALLS.some((known) => known.test(call))) return 'conversations';
	// Bulk deletion has the look of an ID, and is not named among the paths with one.
	if (path === '/v2/end-users/delete') return 'default';
	return /^\/v2\/end-users\/[^/?]+$/.test(path) ? 'endUserById' : 'default';
}
