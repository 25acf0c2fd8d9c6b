import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request that reached the API under /api, as the control API shows it. */
export interface ReceivedRequest {
	/** Counts from 1 and goes on after the log was cleared. */
	number: number;
	method: string;
	/** Without the query. */
	path: string;
	/** As it stood in the request line, without the question mark. */
	queryString: string;
	query: Record<string, string | string[]>;
	/** Authorization is never shown: `the key` (one that is accepted) or `another`. */
	headers: IncomingHttpHeaders;
	/** SHA-256 of the bearer token in hexadecimal, to tell several keys apart. */
	keySha256: string | null;
	/** Parsed when it is JSON, otherwise its text; null when there was none or it was not read. */
	body: unknown;
	/** The status that was answered, or would have been: see `fault`. Null while it is handled. */
	status: number | null;
	/** The kind of the fault that struck, if any. */
	fault: string | null;
	/** The sandbox's clock, ISO 8601. */
	time: string;
	/** Wall clock, milliseconds with fractions, to measure a client's pace and concurrency. */
	receivedAtMs: number;
	answeredAtMs: number | null;
}

const mostKept = 200_000;

function wallClock(): number {
	return performance.timeOrigin + performance.now();
}

function queryOf(queryString: string): Record<string, string | string[]> {
	const parameters = new URLSearchParams(queryString);
	return Object.fromEntries(
		[...new Set(parameters.keys())].map((name) => {
			const [first, ...more] = parameters.getAll(name);
			return [name, more.length === 0 ? first : [first, ...more]];
		}),
	);
}

/** What the sandbox received, oldest first; of more than 200,000 requests the last ones. */
export class RequestLog {
	private received: ReceivedRequest[] = [];

	private count = 0;

	get all(): readonly ReceivedRequest[] {
		return this.received;
	}

	/** Notes a request that has just arrived. */
	open(arrived: {
		method: string;
		url: string;
		headers: IncomingHttpHeaders;
		token: string | undefined;
		accepted: boolean;
		timeMs: number;
	}): ReceivedRequest {
		const { method, url, token, accepted, timeMs } = arrived;
		const [path, ...rest] = url.split('?');
		const queryString = rest.join('?');
		const headers = { ...arrived.headers };
		if (headers.authorization !== undefined) {
			headers.authorization = accepted ? 'the key' : 'another';
		}
		const entry: ReceivedRequest = {
			number: ++this.count,
			method,
			path,
			queryString,
			query: queryOf(queryString),
			headers,
			keySha256: token === undefined ? null : createHash('sha256').update(token).digest('hex'),
			body: null,
			status: null,
			fault: null,
			time: new Date(timeMs).toISOString(),
			receivedAtMs: wallClock(),
			answeredAtMs: null,
		};
		this.received.push(entry);
		if (this.received.length > mostKept * 1.1) this.received = this.received.slice(-mostKept);
		return entry;
	}

	/** Notes how a request ended. */
	close(entry: ReceivedRequest, status: number | null): void {
		entry.status = status;
		entry.answeredAtMs = wallClock();
	}

	clear(): void {
		this.received = [];
	}
}
