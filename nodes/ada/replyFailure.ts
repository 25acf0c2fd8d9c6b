import type { IDataObject, INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { NodeError, Wording } from './failure';
import { forDisplay, inOurWords, nodeForErrors } from './failure';
import { detailLines, readRefusal } from './refusal';
import type { Reply } from './reply';
import { isRateLimited } from './retry';
import type { Secrets } from './secrets';

/** What a status of a refusal means for one request, by status. */
export type StatusWords = Partial<Record<number, { message: string; advice: string }>>;

/** Facts about a request that the words of its failure need. */
export interface RequestFacts {
	/** What the request was to do, such as `create the end user`. */
	purpose: string;
	/** Whether a trigger asked, while its workflow was being published, and not an item. */
	forTrigger: boolean;
	/** The part of Ada's API, as its documents call it. */
	api: string;
	/** Whether one of the tries may have changed something, although Ada did not say so. */
	mayHaveBeenDone: boolean;
	repeatable: boolean;
	/** Whether running again is safe, as a sentence, where that is more than yes or no. */
	runAgain?: string;
	/** Where to look whether it was done; `in Ada` if left out. */
	lookIn?: string;
	statusWords?: StatusWords;
	host: string;
	tries: number;
	seconds: number;
}

/** The error for a reply that ends a request, in words for people who do not know Ada's API. */
export function failureOfReply(
	node: INode,
	reply: Reply,
	facts: RequestFacts,
	secrets: Secrets,
): NodeError {
	const refusal = reply.kind === 'answer' ? readRefusal(reply.body) : {};
	const { outcome, endsRun, message, advice } = wording(reply, facts);
	const words = {
		...secrets.mask({
			message,
			advice,
			adaType: refusal.type,
			adaDetails: refusal.details ?? undefined,
		}),
		// Our own words, to branch on: a secret that is spelled like one of them does not hide it.
		outcome,
		endsRun,
		httpStatus: 'status' in reply ? reply.status : undefined,
	};
	const httpCode = words.httpStatus === undefined ? undefined : String(words.httpStatus);
	const error = inOurWords(new NodeApiError(nodeForErrors(node), {}, { httpCode }), words);
	const data: IDataObject = { ...forDisplay(words) };
	if (Object.keys(data).length > 0) error.context.data = data;
	return error;
}

function wording(reply: Reply, facts: RequestFacts): Wording {
	switch (reply.kind) {
		case 'foreign':
			return {
				message: `Something other than Ada's API answered at ${facts.host}`,
				advice: `The answer (HTTP status ${reply.status}) was ${
					isRedirect(reply.status) ? 'a redirect to another address' : 'not JSON'
				}. Check 'Agent Handle' and 'Cluster', or 'Base URL', in the credential, and whether a proxy stands in between${
					facts.repeatable ? '' : `. ${lookFirst(facts)}`
				}`,
				// A gateway's page tells nothing about what happened behind it.
				outcome: facts.repeatable ? 'failed' : 'unknown',
			};
		case 'notSent':
			return notConnected(reply.code, facts);
		case 'lost':
			return unfinished(`The connection broke before Ada answered (${reply.code})`, facts);
		case 'answer':
			if (isRateLimited(reply)) return rateLimited(facts);
			return reply.status >= 500
				? unfinished(`Ada answered with HTTP status ${reply.status}`, facts)
				: refusedByAda(reply, facts);
	}
}

function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
}

/** The connection broke, or Ada answered 5xx: Ada may have done what was asked for. */
function unfinished(what: string, facts: RequestFacts): Wording {
	if (!facts.repeatable) {
		return {
			message: `It is not known whether Ada managed to ${facts.purpose}`,
			advice: `${what}. ${facts.runAgain ?? lookFirst(facts)}`,
			outcome: 'unknown',
		};
	}
	const consequence = facts.mayHaveBeenDone ? 'Ada may have done it all the same. ' : '';
	return {
		message: `Ada could not ${facts.purpose}`,
		advice: `${what}. Tried ${times(facts)}. ${consequence}${facts.runAgain ?? `${capitalised(again(facts))} is safe`}`,
		outcome: 'failed',
	};
}

function notConnected(code: string, facts: RequestFacts): Wording {
	const advice =
		code === 'ENOTFOUND'
			? "There is nothing at this address. Check 'Agent Handle' and 'Cluster', or 'Base URL', in the credential"
			: code === 'ECONNREFUSED'
				? 'The host refused the connection. Check the address in the credential, and whether a firewall or proxy stands in between'
				: 'Check the address in the credential, and the network between n8n and Ada';
	return {
		message: `Ada could not be reached at ${facts.host}`,
		advice: `${advice} (${code}). Tried ${times(facts)}; ${facts.mayHaveBeenDone ? 'Ada may have done it all the same' : 'nothing was changed'}${onlyIfDone(facts)}`,
		outcome: 'failed',
	};
}

function rateLimited(facts: RequestFacts): Wording {
	return {
		message: "Ada's rate limit is used up",
		advice: `Ada answered "Too Many Requests" ${times(facts)}. The limit for the whole day may be used up, by this or by another integration of your Ada agent. ${facts.mayHaveBeenDone ? 'Ada may have done it all the same' : 'Nothing was done'}. Try ${again(facts)} later${onlyIfDone(facts)}`,
		outcome: 'failed',
		endsRun: true,
	};
}

function refusedByAda(reply: Reply & { kind: 'answer' }, facts: RequestFacts): Wording {
	const refusal = readRefusal(reply.body);
	const said = refusal.message ? ` Ada says: ${refusal.message}` : '';
	const lines = detailLines(refusal);
	const details = lines.length > 0 ? ` (${lines.join('; ')})` : '';
	const { status } = reply;
	const words = facts.statusWords?.[status];
	if (words) {
		return { message: words.message, advice: `${words.advice}.${said}`, outcome: 'refused' };
	}
	switch (status) {
		case 401:
			return {
				message: 'Ada refused the API key',
				advice: `Open the credential and press Test. The key may be mistyped, deleted, or a legacy key.${said}`,
				outcome: 'refused',
				endsRun: true,
			};
		case 403:
			return {
				message: 'Ada does not let this API key do that',
				advice: `Use an API key that has permission for the ${facts.api}.${said}`,
				outcome: 'refused',
				endsRun: true,
			};
		case 404:
			return {
				message: `Ada found nothing to ${facts.purpose}`,
				advice: `${missing(facts)}.${said}`,
				outcome: 'refused',
			};
		case 409:
			return {
				message: 'Another end user has this external ID already',
				advice: `Look that person up by the external ID first; an external ID belongs to one person at a time.${said}`,
				outcome: 'refused',
			};
		case 413:
			return {
				message: 'The data is too large for Ada',
				advice: `Ada takes at most 10 MB in one request. Send less.${said}`,
				outcome: 'refused',
			};
		default:
			return {
				message: `Ada refused to ${facts.purpose}`,
				advice: `${((said.trim() || `HTTP status ${status}`) + details).replace(/\.$/, '')}. Change what does not fit before ${again(facts)}`,
				outcome: 'refused',
			};
	}
}

function missing({ api }: RequestFacts): string {
	return api === 'Conversations API'
		? 'Check the IDs, and that the credential is of the same Ada agent'
		: 'The person may have been removed in the meantime: Ada deletes a new end user after 24 hours without a conversation';
}

/** The advice for what would be done twice if it was done already. */
function lookFirst(facts: RequestFacts): string {
	return `Look ${facts.lookIn ?? 'in Ada'} before ${again(facts)}, so that nothing is done twice`;
}

function again({ forTrigger }: RequestFacts): string {
	return forTrigger ? 'publishing the workflow again' : 'running this item again';
}

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Where running again is safe under a condition, and it may have been done: that condition. */
function onlyIfDone({ mayHaveBeenDone, runAgain }: RequestFacts): string {
	return mayHaveBeenDone && runAgain !== undefined ? `. ${runAgain}` : '';
}

function times({ tries, seconds }: RequestFacts): string {
	return tries === 1 ? 'once' : `${tries} times in ${Math.round(seconds)} seconds`;
}
