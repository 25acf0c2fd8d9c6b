import axios from 'axios';
import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotAnswered } from './findings.mjs';
import { isThisMachine } from './thisMachine.mjs';

/** 60 requests a minute, of the 100 at least that Ada allows to everybody together. */
const pauseMs = 1000;

/** Longer than Ada's windows of a minute. */
const patienceMs = 61_000;

/** The probe was stopped by its user. */
export class Stopped extends Error {}

/**
 * Ada's API, asked slowly and one thing at a time. Every status is an answer:
 * `{ status, headers, body, said }`, with `body` undefined where it is not JSON, and Ada's words for
 * a refusal in `said`.
 */
export class PacedAda {
	#client;
	#apiUrl;
	#apiKey;
	#print;
	#stopping = new AbortController();

	/** How many requests were sent. */
	requests = 0;

	/** How many of them succeeded. */
	successes = 0;

	/** The names of headers about limits that these carried. */
	limitHeaders = new Set();

	/** The answers with status 429. */
	refusals = [];

	/** @param {(line: string) => void} print what is told of every request */
	constructor({ apiUrl, apiKey }, print) {
		this.#apiUrl = apiUrl;
		this.#apiKey = apiKey;
		this.#print = print;
		this.#client = axios.create({
			validateStatus: () => true,
			maxRedirects: 0,
			timeout: 30_000,
			responseType: 'text',
			transformResponse: (text) => text,
			httpsAgent: new Agent({ keepAlive: true }),
			// What stays on this machine goes through no proxy.
			...(isThisMachine(new URL(apiUrl)) && { proxy: false }),
		});
	}

	/** From now on everything that waits or is asked throws Stopped, until `goOn`. */
	stop() {
		this.#stopping.abort();
	}

	goOn() {
		this.#stopping = new AbortController();
	}

	/** Asks after a pause, and again after a minute where Ada's limit is used up. */
	async ask(method, path, body, options) {
		for (let tries = 1; ; tries += 1) {
			await this.wait(pauseMs);
			const answer = await this.send(method, path, body, options);
			if (answer.status !== 429 || tries === 3) return answer;
			this.#print('Ada’s limit is used up, by others or by the probe: waiting a minute');
			await this.wait(patienceMs);
		}
	}

	async wait(ms) {
		const { signal } = this.#stopping;
		try {
			await sleep(ms, undefined, { signal });
		} catch (error) {
			throw signal.aborted ? new Stopped() : error;
		}
	}

	/** Waits until the requests so far count in none of Ada's windows of a minute any more. */
	async waitForRoom() {
		await this.wait(patienceMs);
	}

	/** Waits until `condition` holds, or for so many seconds. */
	async until(condition, seconds) {
		for (let second = 0; second < seconds && !condition(); second += 1) await this.wait(1000);
	}

	/**
	 * Sends at once. Throws NotAnswered when nothing comes back.
	 *
	 * @param {{ apiKey?: string }} [options] another key than the agent's
	 */
	async send(method, path, body, { apiKey = this.#apiKey } = {}) {
		if (this.#stopping.signal.aborted) throw new Stopped();
		this.requests += 1;
		const request = `${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
		const response = await this.#client
			.request({
				method,
				url: `${this.#apiUrl}${path}`,
				headers: { authorization: `Bearer ${apiKey}` },
				data: body,
			})
			.catch((error) => {
				// Nothing of axios' own error goes on: it holds the key.
				this.#print(`${request} → ${error.code}`);
				throw new NotAnswered(`no answer came (${error.code})`);
			});
		const answer = answerOf(response);
		this.#print(`${request} → ${answer.status}${answer.said && ` ${answer.said}`}`);
		this.#notice(answer);
		return answer;
	}

	/** The path of an address that Ada gave, or undefined if it leads elsewhere: no key goes there. */
	pathOf(address) {
		return address.startsWith(`${this.#apiUrl}/`) ? address.slice(this.#apiUrl.length) : undefined;
	}

	#notice({ status, headers }) {
		if (status === 429) this.refusals.push({ status, headers });
		if (status < 200 || status > 299) return;
		this.successes += 1;
		for (const name of Object.keys(headers)) {
			if (/^(x-)?ratelimit/.test(name)) this.limitHeaders.add(name);
		}
	}
}

function answerOf({ status, headers, data }) {
	const body = parsed(data);
	const said = status >= 400 ? refusalIn(body, data) : '';
	return { status, headers: Object.fromEntries(Object.entries(headers)), body, said };
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function refusalIn(body, text) {
	const [first] = Array.isArray(body?.errors) ? body.errors : [];
	const detail = Array.isArray(first?.details) ? first.details[0]?.message : undefined;
	const words = detail ?? first?.message ?? body?.message ?? text;
	return String(words).replaceAll(/\s+/g, ' ').slice(0, 100);
}

/** The answer's body; throws NotAnswered unless its status is one of `statuses` and it is JSON. */
export function bodyOf(answer, ...statuses) {
	const { status, body, said } = answer;
	if (statuses.includes(status) && body !== undefined) return body;
	throw new NotAnswered(`Ada answered ${status}${said && `: ${said}`}`);
}
