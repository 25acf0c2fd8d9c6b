/** What came of sending one request to Ada. */
export type Reply =
	/** Ada's API answered. `retryAfter` is in seconds, where an answer named it. */
	| { kind: 'answer'; status: number; body: unknown; retryAfter?: number }
	/** Something answered that is not Ada's API: a page of a proxy, a redirect. */
	| { kind: 'foreign'; status: number }
	/** No connection came about, so Ada has not seen the request. */
	| { kind: 'notSent'; code: string; mayPass: boolean }
	/** The connection broke or took too long, so Ada may have handled the request. */
	| { kind: 'lost'; code: string };

/** A full answer as n8n's request helper gives it. */
export interface HttpAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

export function isHttpAnswer(value: unknown): value is HttpAnswer {
	return (
		typeof value === 'object' &&
		value !== null &&
		'statusCode' in value &&
		typeof value.statusCode === 'number' &&
		'headers' in value &&
		typeof value.headers === 'object' &&
		'body' in value
	);
}

/** Reads a full HTTP answer; `mayBeEmpty` if Ada documents 204 for the request. */
export function replyOfAnswer(
	{ statusCode, headers, body }: HttpAnswer,
	mayBeEmpty: boolean,
): Reply {
	// Nothing at all, where nothing is what Ada answers with: there is nothing in it to be JSON.
	if (statusCode === 204 && mayBeEmpty) return { kind: 'answer', status: 204, body: undefined };
	const isJson = typeof body === 'object' && body !== null;
	// A proxy's page with 502 is still a server that failed; with 200 it is somebody else, and with
	// 404 nothing that Ada says about a person.
	if (!isJson && (statusCode < 400 || statusCode === 404)) {
		return { kind: 'foreign', status: statusCode };
	}
	if (statusCode >= 300 && statusCode < 400) return { kind: 'foreign', status: statusCode };
	return { kind: 'answer', status: statusCode, body, retryAfter: secondsToWait(headers) };
}

/** `Retry-After` in seconds or as a date; `X-RateLimit-Reset` in Unix seconds when nothing is left. */
function secondsToWait(headers: Record<string, unknown>): number | undefined {
	const named = String(headers['retry-after'] ?? '').trim();
	if (named !== '') {
		const seconds = /^\d+$/.test(named) ? Number(named) : (Date.parse(named) - Date.now()) / 1000;
		return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
	}
	const reset = Number(headers['x-ratelimit-reset']);
	if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return undefined;
	return Math.max(0, reset - Date.now() / 1000);
}

/** Node.js and TLS codes of a connection that never came about; only some can pass by themselves. */
const NEVER_CONNECTED: Record<string, { mayPass: boolean }> = {
	ECONNREFUSED: { mayPass: true },
	EAI_AGAIN: { mayPass: true },
	EHOSTUNREACH: { mayPass: true },
	ENETUNREACH: { mayPass: true },
	ENOTFOUND: { mayPass: false },
	EPROTO: { mayPass: false },
	CERT_HAS_EXPIRED: { mayPass: false },
	DEPTH_ZERO_SELF_SIGNED_CERT: { mayPass: false },
	SELF_SIGNED_CERT_IN_CHAIN: { mayPass: false },
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { mayPass: false },
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: { mayPass: false },
	ERR_TLS_CERT_ALTNAME_INVALID: { mayPass: false },
};

/** Reads what n8n's request helper threw; `undefined` when it was not about the connection. */
export function replyOfFailure(thrown: unknown): Reply | undefined {
	const code = connectionCode(thrown);
	if (code === undefined) return undefined;
	const never = NEVER_CONNECTED[code];
	return never ? { kind: 'notSent', code, mayPass: never.mayPass } : { kind: 'lost', code };
}

/**
 * The code lies at the error, or below it where n8n has wrapped the connection's own error. n8n 1.123
 * loses the error that it wraps, and keeps its code where an answer's status would be.
 */
function connectionCode(thrown: unknown): string | undefined {
	for (let depth = 0, at = thrown; depth < 4 && typeof at === 'object' && at !== null; depth++) {
		const code = 'code' in at ? at.code : 'httpCode' in at ? at.httpCode : undefined;
		if (typeof code === 'string' && /^(E|CERT_|HPE_|[A-Z]+_)/.test(code)) return code;
		at = 'cause' in at ? at.cause : undefined;
	}
	return undefined;
}
