import type { Switches } from '../switches';
import type { EndUser, SensitiveValue } from './endUser';
import type { ProfileBody } from './endUserBody';

/** Ada docs, End Users API getting started: sensitive values are deleted after 24 hours. */
const lifetimeMs = 24 * 60 * 60 * 1000;

/** Forgets the person's values whose 24 hours are over: see switches sensitive… */
export function forgetExpired(
	person: Pick<EndUser, 'sensitive'>,
	nowMs: number,
	switches: Switches,
): void {
	const restarts = switches.get('sensitiveRewrite') === 'restarts';
	const startMs = ({ firstWrittenAtMs, lastWrittenAtMs }: SensitiveValue) =>
		restarts ? lastWrittenAtMs : firstWrittenAtMs;
	const starts = [...person.sensitive.values()].map(startMs);
	const ofUser = restarts ? Math.max(...starts) : Math.min(...starts);
	const perUser = switches.get('sensitiveExpiry') === 'perUser';
	for (const [key, value] of [...person.sensitive]) {
		const start = perUser ? ofUser : startMs(value);
		if (start + lifetimeMs <= nowMs) person.sensitive.delete(key);
	}
}

/**
 * Sets, replaces and (by null) removes sensitive values; keys that are not named stay (Ada OpenAPI,
 * sensitive_metadata). Null, and no fields at all, do nothing.
 */
export function changeSensitive(
	person: Pick<EndUser, 'sensitive'>,
	sent: ProfileBody['sensitive_metadata'],
	nowMs: number,
	switches: Switches,
): void {
	forgetExpired(person, nowMs, switches);
	for (const [key, value] of Object.entries(sent?.fields ?? {})) {
		if (value === null) {
			person.sensitive.delete(key);
			continue;
		}
		const firstWrittenAtMs = person.sensitive.get(key)?.firstWrittenAtMs ?? nowMs;
		person.sensitive.set(key, { value, firstWrittenAtMs, lastWrittenAtMs: nowMs });
	}
}
