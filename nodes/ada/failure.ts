import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/**
 * What a failure means for the person's data:
 * `refused`: Ada or the node did not take it as it is, and the data or a setting must change first;
 * `failed`: running again is safe, since it was not done or would be done to the same effect;
 * `unknown`: Ada may have done it; look before running again;
 * `notFound`: Ada does not know whom or what the item is about;
 * `notSent`: another item showed that Ada takes nothing more, so this one was not sent.
 */
export type FailureOutcome = 'refused' | 'failed' | 'unknown' | 'notFound' | 'notSent';

/** What a failing item tells beside its message and the way out. */
export interface Failure {
	outcome: FailureOutcome;
	httpStatus?: number;
	adaType?: string;
	adaDetails?: unknown;
	/** Ada refuses the key, or all that comes today, so the other items would fare no better. */
	endsRun?: boolean;
}

/** n8n's two classes of errors of a node: answers of a service, and everything else. */
export type NodeError = NodeApiError | NodeOperationError;

const failures = new WeakMap<Error, Failure & Words>();

/** What an error says: what happened, and what to do. */
interface Words {
	message: string;
	advice: string;
}

/** What is known about an error that one of the functions below made. */
export function failureOf(error: Error): Failure {
	return failures.get(error) ?? { outcome: 'failed' };
}

/** What an error says, without what was added to it where it ended a run. */
export function wordsOf(error: NodeError): Words {
	return failures.get(error) ?? { message: error.message, advice: error.description ?? '' };
}

/** Whether an item was never sent, since the run had ended. */
export function isNotSent(error: Error): boolean {
	return failureOf(error).outcome === 'notSent';
}

/** The same error with more to do, after its own advice. */
export function withMoreAdvice<Thrown>(error: Thrown, more: string): Thrown {
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return error;
	const { message, advice } = wordsOf(error);
	inOurWords(error, { ...failureOf(error), message, advice: `${advice}. ${more}` });
	return error;
}

/**
 * The node as its errors may carry it. n8n keeps an error's node with all its parameters, and
 * sensitive values that were typed into the form are among them.
 */
export function nodeForErrors(node: INode): INode {
	const { sensitiveMetadata, ...parameters } = node.parameters;
	return sensitiveMetadata === undefined ? node : { ...node, parameters };
}

/** A value that cannot be sent: nothing has left n8n. `message` names the field, `advice` the way out. */
export function refusedBeforeSending(node: INode, message: string, advice: string): NodeError {
	const error = new NodeOperationError(nodeForErrors(node), message);
	return inOurWords(error, { message, advice, outcome: 'refused' });
}

/** An item about somebody whom Ada does not know, where the form wants that to be a failure. */
export function notFoundAsFailure(node: INode, message: string, advice: string): NodeError {
	const error = new NodeOperationError(nodeForErrors(node), message);
	return inOurWords(error, { message, advice, outcome: 'notFound' });
}

/** The run ended before this item's turn came. */
export function notSentAnyMore(node: INode): NodeError {
	const message = 'The run ended before this item was sent';
	const advice = 'See the item that failed';
	return inOurWords(new NodeOperationError(nodeForErrors(node), message), {
		message,
		advice,
		outcome: 'notSent',
	});
}

/** Somebody cancelled the execution, which ends it for all items. */
export function executionCancelled(node: INode): NodeError {
	const message = 'The execution was cancelled';
	return inOurWords(new NodeOperationError(nodeForErrors(node), message), {
		message,
		advice: 'Nothing more was sent to Ada',
		outcome: 'failed',
		endsRun: true,
	});
}

/** The nodes themselves have used up what they may send in a day; `freeIn` in milliseconds. */
export function dayIsUsedUp(node: INode, freeIn: number): NodeError {
	const message = "The share of Ada's limit for a day is used up";
	const error = new NodeOperationError(nodeForErrors(node), message);
	const hours = Math.max(1, Math.round(freeIn / 3_600_000));
	return inOurWords(error, {
		message,
		advice: `This n8n has sent as many requests in 24 hours as the credential allows it, so it sends no more. There is room again in about ${hours} ${hours === 1 ? 'hour' : 'hours'}. Run the rest then, or raise 'Share of Ada's Limits' in the credential`,
		outcome: 'failed',
		endsRun: true,
	});
}

/** n8n adds the choice Custom API Call to every list of operations. */
export function customCallRefused(node: INode): NodeError {
	return refusedBeforeSending(
		node,
		"'Operation' names something that this node does not do, such as Custom API Call",
		'For the rest of Ada\'s API use the HTTP Request node with the credential type "Ada API"',
	);
}

/** An expression of the form that n8n cannot work out: nothing of the item was written. */
export function expressionRefused(node: INode, reason: Error): NodeError {
	const error = new NodeOperationError(nodeForErrors(node), reason);
	return inOurWords(error, {
		message: `An expression in the form does not work: ${reason.message}`,
		advice:
			'Open this node and look for the field that is marked in red. Correct its expression, or drag the column into the field again',
		outcome: 'refused',
	});
}

/** An item that was not sent because `cause`, an earlier item's failure, would meet it as well. */
export function notSentAfter(node: INode, cause: Error): NodeError {
	const message = `Not sent: ${cause.message}`;
	const advice =
		'An earlier item met this, and the others would have met it too, so nothing more was sent. See the first item that failed';
	const error = new NodeOperationError(nodeForErrors(node), message);
	const { httpStatus } = failureOf(cause);
	return inOurWords(error, { message, advice, outcome: 'notSent', httpStatus });
}

/**
 * A trigger that could not be registered in Ada, or not removed. While a workflow is published n8n
 * (2.40 and later) shows an error's message only, so the way out stands in it as well.
 */
export function notRegistered(node: INode, what: string, cause: unknown): NodeError {
	const error = new NodeOperationError(nodeForErrors(node), what);
	const why = cause instanceof Error ? cause.message : String(cause);
	const advice =
		cause instanceof NodeApiError || cause instanceof NodeOperationError
			? (cause.description ?? '')
			: '';
	return inOurWords(error, {
		...(cause instanceof Error ? failureOf(cause) : { outcome: 'failed' }),
		message: [what, why, advice].filter(Boolean).join('. '),
		advice,
	});
}

/** Ada's answer came, but it is not what this request is answered with. */
export function unexpectedAnswer(
	node: INode,
	message: string,
	outcome: FailureOutcome,
	lookFirst = 'Look the person up in Ada',
): NodeError {
	const advice =
		outcome === 'unknown'
			? `${lookFirst} before running this item again`
			: 'Try it again, and tell the makers of this node if it happens again';
	return inOurWords(new NodeApiError(nodeForErrors(node), {}), { message, advice, outcome });
}

/** Ada answered, but did not do everything as asked; `fields` are Ada's names of the rest. */
export function notKept(node: INode, fields: string[]): NodeError {
	return inOurWords(new NodeApiError(nodeForErrors(node), {}), {
		message: `Ada did not keep these fields as asked: ${fields.join(', ')}`,
		advice:
			'Everything else was written. Ada may not let these fields be changed or cleared through its API: look at the person in Ada, and leave the fields out',
		outcome: 'refused',
	});
}

/** Ada answers 400 to the look-up of an ID that none of its own can be. */
export function notAnAdaId(node: INode, id: string): NodeError {
	const error = new NodeApiError(nodeForErrors(node), {}, { httpCode: '400' });
	return inOurWords(error, {
		message: `'Ada ID' "${id}" is not an ID that Ada gives`,
		advice:
			"Use end_user_id from Ada's answers and events, such as 5f7e0e2c1e7c7e000f0f9c3a; for an ID of your own system choose External ID",
		outcome: 'refused',
		httpStatus: 400,
	});
}

/**
 * This Ada took a change of some metadata for the whole of it, and putting the rest back did not
 * work out: `keys` are the ones that may be gone.
 */
export function metadataLost(node: INode, keys: string[], cause: string): NodeError {
	const error = new NodeApiError(nodeForErrors(node), {});
	return inOurWords(error, {
		message: `Metadata of this person may be gone: ${keys.join(', ')}`,
		advice: `Ada replaced the metadata instead of adding to it, and sending the rest again did not work: ${cause}. Look at the person in Ada, and set these keys again`,
		outcome: 'unknown',
	});
}

/** An external ID belongs to one person at a time, and this one to somebody else. */
export function takenExternalId(node: INode, externalId: string, holder?: string): NodeError {
	const who = holder === undefined ? 'another end user' : `the end user ${holder}`;
	const error = new NodeApiError(nodeForErrors(node), {}, { httpCode: '409' });
	return inOurWords(error, {
		message: `The external ID "${externalId}" belongs to ${who} already`,
		advice: `Nothing was changed. Look ${holder === undefined ? 'the holder' : holder} up, and free the ID there first with the operation Clear External ID`,
		outcome: 'refused',
		httpStatus: 409,
	});
}

/**
 * Sets an error's words after its making: n8n replaces a message in which one of Node.js' codes
 * appears, be it within an external ID ("superperm" holds EPERM).
 */
export function inOurWords(error: NodeError, words: Wording & Failure): NodeError {
	error.message = words.message;
	error.description = words.advice;
	error.messages = [];
	error.level = 'warning';
	failures.set(error, words);
	return error;
}

/** An error's words, and what they mean. */
export interface Wording {
	message: string;
	advice: string;
	outcome: FailureOutcome;
	endsRun?: boolean;
}

/** The parts of a failure that n8n shows and passes on. */
export function forDisplay({ httpStatus, adaType, adaDetails }: Failure): JsonObject {
	const shown: JsonObject = {};
	if (httpStatus !== undefined) shown.httpStatus = httpStatus;
	if (adaType !== undefined) shown.adaType = adaType;
	if (adaDetails !== undefined) shown.adaDetails = JSON.parse(JSON.stringify(adaDetails));
	return shown;
}
