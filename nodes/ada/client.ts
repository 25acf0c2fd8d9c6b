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
import {
	dayIsUsedUp,
	executionCancelled,
	nodeForErrors,
	notSentAnyMore,
	refusedBeforeSending,
} from './failure';
import type { LimitSettings, RateLimit } from './limits';
import { AdaLimits } from './limits';
import type { GivenTurn, Pace, RefusedTurn } from './pace';
import { PaceUser, paceOf } from './pace';
import { pause } from './pause';
import type { Reply } from './reply';
import { isHttpAnswer, replyOfAnswer, replyOfFailure } from './reply';
import type { RequestFacts, StatusWords } from './replyFailure';
import { failureOfReply } from './replyFailure';
import type { Patience } from './retry';
import { isRateLimited, mayHaveBeenHandled, pauseBeforeRetry, USUAL_PATIENCE } from './retry';
import { Secrets } from './secrets';

const CREDENTIAL = 'adaCxApi';

/** Milliseconds without an answer after which a connection counts as broken. */
const ANSWER_TIMEOUT = 60_000;

/**
 * Of a trigger's request: somebody waits for the workflow to be published, and n8n (2.40 and later)
 * tries the whole again for half a minute.
 */
const PATIENCE_OF_TRIGGER: Patience = { mostTries: 3, longestWait: 120 };

/** What a request fails with that was not sent any more: Ada has refused all others for too long. */
const RATE_LIMITED: Reply = { kind: 'answer', status: 429, body: undefined };

/** The Adas that have answered in this process, by the address of their API. */
const haveAnswered = new Set<string>();

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
	/** Whether something was sent for the item that this client is of. */
	private hasSent = false;

	private constructor(
		private readonly context: AdaContext,
		/** The address of Ada's API, such as `https://acme.ada.support/api`. */
		readonly apiUrl: string,
		private readonly apiKey: string,
		private readonly limits: AdaLimits,
		private readonly patience: Patience,
		/** The run that shares the limits with others. */
		readonly paceUser: PaceUser,
		/** Ends what has not sent anything yet. */
		private readonly end?: AbortSignal,
	) {}

	/** Reads the node's Ada credential; a NodeOperationError names the field that does not fit. */
	static async connect(context: AdaContext, patience = USUAL_PATIENCE): Promise<AdaClient> {
		const credential = await context.getCredentials<
			AdaAddress & LimitSettings & { apiKey?: string }
		>(CREDENTIAL);
		return new AdaClient(
			context,
			addressIn(context, credential),
			String(credential.apiKey ?? '').trim(),
			AdaLimits.from(credential),
			isForTrigger(context) ? PATIENCE_OF_TRIGGER : patience,
			new PaceUser(cancelSignalOf(context)),
		);
	}

	/**
	 * The same for one item of the run. After `end` an item sends nothing any more, unless it has sent
	 * something already: such an item is carried through.
	 */
	forItem(end: AbortSignal): AdaClient {
		const { context, apiUrl, apiKey, limits, patience, paceUser } = this;
		return new AdaClient(context, apiUrl, apiKey, limits, patience, paceUser, end);
	}

	/**
	 * Sends a request and gives Ada's answer. Any other status than 200, 201 and the expected ones
	 * is thrown as an error in the user's words, with all secrets masked.
	 */
	async ask(request: AdaRequest): Promise<AdaAnswer> {
		const { pace, limits } = this.paceFor(request);
		const since = pace.now();
		const tries = { rateLimited: 0, failed: 0 };
		let mayHaveBeenDone = false;
		for (;;) {
			const turn = await this.turnFor(request, pace, limits, since);
			if (turn.kind === 'refused') {
				throw this.failure(request, RATE_LIMITED, {
					tries: turn.times,
					seconds: turn.seconds,
					mayHaveBeenDone,
				});
			}
			const reply = await this.sendInTurn(request, turn);
			const isExpected =
				reply.kind === 'answer' && [200, 201, ...(request.expected ?? [])].includes(reply.status);
			if (isExpected) return { status: reply.status, body: reply.body, mayHaveBeenDone };

			mayHaveBeenDone ||= request.method !== 'GET' && mayHaveBeenHandled(reply);
			if (!(await this.isTriedAgain(request, reply, tries))) {
				throw this.failure(request, reply, {
					tries: isRateLimited(reply) ? tries.rateLimited : tries.failed,
					seconds: (pace.now() - since) / 1000,
					mayHaveBeenDone,
				});
			}
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

	private get cancelled(): AbortSignal | undefined {
		return cancelSignalOf(this.context);
	}

	private stopIfCancelled(): void {
		if (!this.cancelled?.aborted) return;
		throw executionCancelled(this.context.getNode());
	}

	/** Counts a reply that was not as expected, and waits before the next try, if there is one. */
	private async isTriedAgain(
		request: AdaRequest,
		reply: Reply,
		tries: { rateLimited: number; failed: number },
	): Promise<boolean> {
		const isUrgent = request.urgentWithin !== undefined;
		if (isRateLimited(reply)) {
			tries.rateLimited++;
			// Everybody shares the limit, so everybody waits, and for their turns.
			return !isUrgent && (reply.retryAfter ?? 0) <= this.patience.longestWait;
		}
		const { repeatable } = request;
		const adaHasAnswered = haveAnswered.has(this.apiUrl);
		const kind = { repeatable, adaHasAnswered };
		const wait = isUrgent ? undefined : pauseBeforeRetry(reply, kind, tries.failed, this.patience);
		tries.failed++;
		if (wait === undefined) return false;
		// A broken connection is this request's own.
		await pause(wait, this.cancelled);
		return true;
	}

	private paceFor({ method, path }: AdaRequest): { pace: Pace; limits: RateLimit[] } {
		const family = this.limits.familyOf(method, path);
		return { pace: paceOf(this.apiUrl, family), limits: this.limits.of(family) };
	}

	/** Waits for the request's turn, if it needs one. */
	private async turnFor(
		request: AdaRequest,
		pace: Pace,
		limits: RateLimit[],
		since: number,
	): Promise<GivenTurn | RefusedTurn> {
		if (request.urgentWithin !== undefined) {
			return pace.urgentTurn();
		}
		const turn = await pace.turn({
			user: this.paceUser,
			limits,
			since,
			longestWait: this.patience.longestWait * 1000,
			signals: [this.cancelled, this.hasSent ? undefined : this.end].filter(
				(signal) => signal !== undefined,
			),
		});
		const node = this.context.getNode();
		if (turn.kind === 'dayIsUsedUp') throw dayIsUsedUp(node, turn.freeIn);
		if (turn.kind === 'ended') {
			this.stopIfCancelled();
			throw notSentAnyMore(node);
		}
		return turn;
	}

	private async sendInTurn(request: AdaRequest, turn: GivenTurn): Promise<Reply> {
		try {
			this.stopIfCancelled();
			this.hasSent ||= request.urgentWithin === undefined;
			const reply = await this.send(request);
			if (reply.kind === 'answer') {
				haveAnswered.add(this.apiUrl);
				turn.end({ limited: isRateLimited(reply), retryAfter: reply.retryAfter });
			}
			return reply;
		} finally {
			// Whatever happened, or nobody would get this turn's place.
			turn.end();
		}
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
			forTrigger: isForTrigger(this.context),
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

/** Aborts when a user cancels the execution; the same for all of its nodes. */
function cancelSignalOf(context: AdaContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Whether a trigger asks while its workflow is being published or unpublished. */
function isForTrigger(context: AdaContext): boolean {
	return 'getActivationMode' in context;
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
