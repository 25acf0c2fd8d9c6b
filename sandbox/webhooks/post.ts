import axios from 'axios';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** A receiver's answer, or why there is none. */
export interface Answer {
	status: number | null;
	error: string | null;
	ms: number;
	/** The beginning of its body, for people to read. */
	answer: string;
}

const excerptBytes = 300;

/** A receiver that closes its side while a connection waits would look like one that fails. */
const agents = {
	httpAgent: new HttpAgent({ keepAlive: false }),
	httpsAgent: new HttpsAgent({ keepAlive: false }),
};

async function excerptOf(body: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes >= excerptBytes) break;
	}
	return Buffer.concat(chunks).subarray(0, excerptBytes).toString('utf8');
}

function wordsFor(error: unknown): string {
	if (!(error instanceof Error)) return 'no answer';
	return 'code' in error ? `no answer (${String(error.code)})` : `no answer (${error.message})`;
}

/**
 * Posts a body once; never rejects. Redirects are answers like any other (Svix docs, receiving).
 * @param limitMs for the whole answer; one that is not there by then is none
 */
export async function post(
	url: string,
	body: Buffer,
	headers: Record<string, string>,
	{ limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<Answer> {
	const startedMs = performance.now();
	const limit = new AbortController();
	const timer = setTimeout(() => {
		limit.abort();
	}, limitMs).unref();
	const passed = () => Math.round(performance.now() - startedMs);
	try {
		const { status, data } = await axios.post<AsyncIterable<Buffer>>(url, body, {
			...agents,
			headers: {
				...headers,
				'Content-Type': 'application/json',
				// Begins as Svix's own does.
				'User-Agent': 'Svix-Webhooks/1.0 (a local Ada)',
			},
			proxy: false,
			maxRedirects: 0,
			responseType: 'stream',
			signal: AbortSignal.any([signal, limit.signal]),
			validateStatus: () => true,
		});
		const answer = await excerptOf(data);
		return { status, error: null, ms: passed(), answer };
	} catch (error) {
		const words = limit.signal.aborted ? `no answer within ${limitMs} ms` : wordsFor(error);
		return { status: null, error: words, ms: passed(), answer: '' };
	} finally {
		clearTimeout(timer);
	}
}
