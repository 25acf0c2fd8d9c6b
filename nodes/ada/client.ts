import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { AdaAddress } from './address';
import { apiUrl } from './address';
import type { RequestFacts, StatusWords } from './failure';
import { failureOfReply, nodeForErrors, refusedBeforeSending } from './failure';
import { familyOf } from './limits';
import { paceOf } from './pace';
import { pause } from './pause';
import type { Reply } from './reply';
import { isHttpAnswer, replyOfAnswer, replyOfFailure } from './reply';
import { isRateLimited, mayHaveBeenHandled, pauseBeforeRetry } from './retry';
import { Secrets } from './secrets';

const CREDENTIAL = 'adaCxApi';

/** Milliseconds without an answer after which a connection counts as broken. */
const ANSWER_TIMEOUT = 60_000;

/**
 * Broken connections and 5xx that a trigger's request meets before it gives up: somebody waits for
 * the workflow to be published, and n8n (2.40 and later) tries the whole again for half a minute.
 */
const TRIES_FOR_TRIGGER = 2;

/** The n8n contexts from which a node can talk to Ada. */
export type AdaContext =
	IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IWebhookFunctions;

/** One request to Ada. */
export interface AdaRequest {
	method: IHttpRequestMethods;
	/** Below `/api`, begins with `/v2/`, to the slash as Ada's OpenAPI has it. */
	path: string;
	query?: Record<string, string>;
	body?: object;
	/** Instead of JSON: bytes of a type of their own. */
	file?: FileBody;
	/** What it is to do, for the words of a failure: `create the end user`. */
	purpose: string;
	/** Statuses that the caller reads itself, beside 200 and 201. */
	expected?: number[];
	/**
	 * Whether sending it twice comes to the same as once. False only for what would be doubled, such
	 * as an end user without an external ID: Ada knows no idempotency key.
	 */
	repeatable: boolean;
	/**
	 * Sent at once and once only, outside of Ada's pace, since somebody waits for it this many
	 * milliseconds at most: for the rare question that a webhook's answer depends on.
	 */
	urgentWithin?: number;
	/** Whether running again is safe, as a sentence, where that is more than yes or no. */
	runAgain?: string;
	/** Where to look whether it was done, if that is not known; `in Ada` if left out. */
	lookIn?: string;
	/** What some refusals mean, where the usual words do not fit. */
	statusWords?: StatusWords;
	/** Sensitive values in it, which must not come back in words. */
	secrets?: Secrets;
}

/** A body that is not JSON. */
export interface FileBody {
	bytes: Buffer;
	contentType: string;
}

/** Ada's answer with a status that the caller expects. */
export interface AdaAnswer {
	status: number;
	body: unknown;
	/** Whether an earlier try may have done what was asked for already. */
	mayHaveBeenDone: boolean;
}

/**
 * The one way from the nodes to Ada: adds the credential, keeps Ada's pace, and sends again what
 * can be sent again. Everything that n8n sets for requests (proxy, certificates, network rules)
 * holds, since n8n's own helper sends them.
 */
export class AdaClient {
	private constructor(
		private readonly context: AdaContext,
		/** The address of Ada's API, such as `https://acme.ada.support/api`. */
		readonly apiUrl: string,
		private readonly apiKey: string,
		private readonly share: number,
	) {}

	/** Reads the node's Ada credential; a NodeOperationError names the field that does not fit. */
	static async connect(context: AdaContext): Promise<AdaClient> {
		const credential = await context.getCredentials<
			AdaAddress & { apiKey?: string; limitShare?: number }
		>(CREDENTIAL);
		const share = Number(credential.limitShare ?? 80) / 100;
		return new AdaClient(
			context,
			addressIn(context, credential),
			String(credential.apiKey ?? '').trim(),
			share > 0 ? share : 1,
		);
	}

	/**
	 * Sends a request and gives Ada's answer. Any other status than 200, 201 and the expected ones
	 * is thrown as an error in the user's words, with all secrets masked.
	 */
	async ask(request: AdaRequest): Promise<AdaAnswer> {
		const isUrgent = request.urgentWithin !== undefined;
		const pace = paceOf(this.apiUrl, familyOf(request.method, request.path), this.share);
		const tries = { rateLimited: 0, failed: 0 };
		const started = Date.now();
		let mayHaveBeenDone = false;
		for (;;) {
			if (!isUrgent) await pace.turn(this.cancelled);
			this.stopIfCancelled();
			const reply = await this.send(request);
			const isExpected =
				reply.kind === 'answer' && [200, 201, ...(request.expected ?? [])].includes(reply.status);
			if (isExpected) return { status: reply.status, body: reply.body, mayHaveBeenDone };

			const isOver = isUrgent || (this.isForTrigger && tries.failed >= TRIES_FOR_TRIGGER);
			const wait = isOver ? undefined : pauseBeforeRetry(reply, request.repeatable, tries);
			tries[isRateLimited(reply) ? 'rateLimited' : 'failed']++;
			mayHaveBeenDone ||= request.method !== 'GET' && mayHaveBeenHandled(reply);
			if (wait === undefined) {
				throw this.failure(request, reply, {
					tries: tries.rateLimited + tries.failed,
					seconds: (Date.now() - started) / 1000,
					mayHaveBeenDone,
				});
			}
			// Everybody shares the limit, so everybody waits; a broken connection is this request's own.
			if (isRateLimited(reply)) pace.freeze(wait);
			else await pause(wait, this.cancelled);
		}
	}

	/** The error for an answer that the caller expected, but has no use for. */
	refusal(request: AdaRequest, { status, body, mayHaveBeenDone }: AdaAnswer): Error {
		const effort = { tries: 1, seconds: 0, mayHaveBeenDone };
		return this.failure(request, { kind: 'answer', status, body }, effort);
	}

	/** The path and query of the next page, if `url` leads to the same Ada; the key goes nowhere else. */
	pathOnThisAda(url: unknown): string | undefined {
		if (typeof url !== 'string' || url === '') return undefined;
		const here = new URL(this.apiUrl);
		const next = parsedUrl(url, here);
		// Behind a proxy Ada may name itself by http, or by another port: only the host decides.
		if (next?.hostname !== here.hostname) return undefined;
		const start = next.pathname.indexOf('/v2/');
		return start < 0 ? undefined : next.pathname.slice(start) + next.search;
	}

	/** A key of 32 bytes that only whoever knows the API key can make, another one for each purpose. */
	keyFor(purpose: string): Buffer {
		return createHash('sha256').update(`${purpose}\n${this.apiKey}`).digest();
	}

	/** Whether a trigger asks while its workflow is being published or unpublished. */
	private get isForTrigger(): boolean {
		return 'getActivationMode' in this.context;
	}

	private get cancelled(): AbortSignal | undefined {
		return 'getExecutionCancelSignal' in this.context
			? this.context.getExecutionCancelSignal()
			: undefined;
	}

	private stopIfCancelled(): void {
		if (!this.cancelled?.aborted) return;
		throw new NodeOperationError(
			nodeForErrors(this.context.getNode()),
			'The execution was cancelled',
			{
				description: 'Nothing more was sent to Ada',
				level: 'warning',
			},
		);
	}

	private async send(request: AdaRequest): Promise<Reply> {
		const { method, path, query } = request;
		const search = query ? `?${new URLSearchParams(query).toString()}` : '';
		const options: IHttpRequestOptions = {
			method,
			url: `${this.apiUrl}${path}${search}`,
			...bodyOf(request),
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// A redirect could turn a POST into a GET, or take the key to another host.
			disableFollowRedirect: true,
			timeout: request.urgentWithin ?? ANSWER_TIMEOUT,
		};
		try {
			const answer: unknown = await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				options,
			);
			if (!isHttpAnswer(answer)) return { kind: 'foreign', status: 200 };
			return replyOfAnswer(answer, request.expected?.includes(204) ?? false);
		} catch (error) {
			this.stopIfCancelled();
			const reply = replyOfFailure(error);
			if (reply) return reply;
			// What n8n itself refused (a network rule, a credential). Its error holds the request with the
			// key, so only its words are kept.
			const words = error instanceof Error ? error.message : 'n8n did not send the request';
			throw new NodeOperationError(
				nodeForErrors(this.context.getNode()),
				this.secretsOf(request).mask(words),
			);
		}
	}

	private failure(
		request: AdaRequest,
		reply: Reply,
		effort: Pick<RequestFacts, 'tries' | 'seconds' | 'mayHaveBeenDone'>,
	): Error {
		const facts = {
			...effort,
			purpose: request.purpose,
			forTrigger: this.isForTrigger,
			api: apiOf(request.path),
			repeatable: request.repeatable,
			runAgain: request.runAgain,
			lookIn: request.lookIn,
			statusWords: request.statusWords,
			host: new URL(this.apiUrl).host,
		};
		return failureOfReply(this.context.getNode(), reply, facts, this.secretsOf(request));
	}

	private secretsOf({ secrets = new Secrets() }: AdaRequest): Secrets {
		return secrets.with(this.apiKey);
	}
}

function bodyOf({ body, file }: AdaRequest): Pick<IHttpRequestOptions, 'body' | 'headers'> {
	if (file) return { body: file.bytes, headers: { 'Content-Type': file.contentType } };
	// As text: axios leaves out keys such as `constructor` when it copies an object.
	return body
		? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
		: {};
}

/** What Ada's documents call the part of the API that a path belongs to. */
function apiOf(path: string): string {
	if (path.startsWith('/v2/webhooks/')) return 'Webhooks API';
	return /^\/v2\/(channels|conversations)\//.test(path) ? 'Conversations API' : 'End Users API';
}

function parsedUrl(url: string, base: URL): URL | undefined {
	try {
		return new URL(url, base);
	} catch {
		return undefined;
	}
}

function addressIn(context: AdaContext, address: AdaAddress): string {
	try {
		return apiUrl(address);
	} catch (error) {
		throw refusedBeforeSending(
			context.getNode(),
			error instanceof Error ? error.message : 'The address in the Ada credential does not fit',
			'Open the Ada credential of this node and correct the field',
		);
	}
}
