/** At most `requests` in any stretch of `seconds`. */
export interface RateLimit {
	requests: number;
	seconds: number;
}

/** The parts of Ada's API that have limits of their own. */
export type ApiFamily = 'conversations' | 'default' | 'endUserById';

/** The fields of the credential `adaCxApi` that say what Ada allows, and how much of it is for us. */
export interface LimitSettings {
	limitShare?: number;
	adaLimits?: string;
	defaultPerSecond?: number;
	defaultPerMinute?: number;
	defaultPerDay?: number;
	widePerSecond?: number;
	widePerMinute?: number;
	widePerDay?: number;
}

const DAY = 86_400;

/** The credential's default: chats and other integrations need a part as well. */
const USUAL_SHARE = 0.8;

/**
 * Ada's published rate limits; each holds for all integrations of one AI Agent together.
 * Source: Ada docs, Introduction, Limits; the wide ones: release note of 2026-03-03.
 */
const DEFAULT_LIMITS = limits(10, 100, 10_000);
const WIDE_LIMITS = limits(30, 300, 60_000);

/**
 * The calls that have wide limits, and which of them draw on the same ones. The release note names
 * only the paths of end users with an ID, so creating, listing and looking up count as default, and
 * of conversations only creating, reading and ending one do not.
 */
const FAMILIES: Array<{ calls: RegExp; family: ApiFamily }> = [
	// Bulk deletion and writing an email have the look of an ID.
	{ calls: /^\S+ \/v2\/(end-users\/delete|conversations\/email\/)$/, family: 'default' },
	{ calls: /^\S+ \/v2\/end-users\/[^/?]+$/, family: 'endUserById' },
	{ calls: /^POST \/v2\/conversations\/$/, family: 'conversations' },
	{ calls: /^GET \/v2\/conversations\/[^/?]+\/$/, family: 'conversations' },
	{ calls: /^POST \/v2\/conversations\/[^/?]+\/end\/$/, family: 'conversations' },
];

/** The other reading of that note: all paths of end users have the wide limits together. */
const END_USERS_TOGETHER = /^\S+ \/v2\/end-users\/(\?.*)?$/;

/** What Ada allows the user of one credential. */
export class AdaLimits {
	private constructor(
		private readonly byFamily: Record<ApiFamily, RateLimit[]>,
		private readonly hasEndUsersTogether: boolean,
	) {}

	/** Reads the credential; a number that is no use is taken for the published or usual one. */
	static from(settings: LimitSettings): AdaLimits {
		const isGranted = settings.adaLimits === 'granted';
		const { defaultPerSecond, defaultPerMinute, defaultPerDay } = settings;
		const usual = isGranted
			? granted(DEFAULT_LIMITS, [defaultPerSecond, defaultPerMinute, defaultPerDay])
			: DEFAULT_LIMITS;
		const { widePerSecond, widePerMinute, widePerDay } = settings;
		const wide = isGranted
			? granted(WIDE_LIMITS, [widePerSecond, widePerMinute, widePerDay])
			: WIDE_LIMITS;
		const percent = Number(settings.limitShare);
		const share = percent > 0 ? percent / 100 : USUAL_SHARE;
		return new AdaLimits(
			{
				conversations: shareOf(wide, share),
				default: shareOf(usual, share),
				endUserById: shareOf(wide, share),
			},
			settings.adaLimits === 'endUsersTogether',
		);
	}

	/** The family whose limits a request counts against; `path` begins with `/v2/`. */
	familyOf(method: string, path: string): ApiFamily {
		const call = `${method} ${path}`;
		if (this.hasEndUsersTogether && END_USERS_TOGETHER.test(call)) return 'endUserById';
		return FAMILIES.find(({ calls }) => calls.test(call))?.family ?? 'default';
	}

	/** The limits of a family, as far as they may be used; the shortest window first. */
	of(family: ApiFamily): RateLimit[] {
		return this.byFamily[family];
	}
}

function limits(perSecond: number, perMinute: number, perDay: number): RateLimit[] {
	return [
		{ requests: perSecond, seconds: 1 },
		{ requests: perMinute, seconds: 60 },
		{ requests: perDay, seconds: DAY },
	];
}

function granted(published: RateLimit[], numbers: Array<number | undefined>): RateLimit[] {
	return published.map(({ requests, seconds }, index) => {
		const number = Math.floor(Number(numbers[index]));
		return { requests: number >= 1 ? number : requests, seconds };
	});
}

function shareOf(whole: RateLimit[], share: number): RateLimit[] {
	return whole.map(({ requests, seconds }) => ({
		requests: Math.max(1, Math.floor(requests * share)),
		seconds,
	}));
}
