import type { IDataObject } from 'n8n-workflow';

import type { Secrets } from '../ada/secrets';

/** What became of an item that went well, in the same words in all nodes. */
export const OUTCOMES = [
	'created',
	'duplicateInRun',
	'ended',
	'existing',
	'found',
	'requested',
	'sent',
	'unchanged',
	'updated',
	'wouldCreate',
	'wouldUpdate',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** An item for which Ada gave an answer. */
export interface Answered {
	kind: 'answered';
	outcome: Outcome;
	/** Ada's answer as it came. */
	answer: IDataObject;
	/** The same with fewer fields, side by side. */
	simplified: IDataObject;
	/** Our own findings, beside the outcome. */
	findings?: IDataObject;
	secrets?: Secrets;
	/** What doing the item again would do a second time. */
	doubles?: Doubled;
}

/** What Ada would have twice, since it knows no idempotency key. */
export type Doubled = 'conversation' | 'message' | 'person';

/** An item whose person Ada does not know; `message` says who was looked for. */
export interface NotFound {
	kind: 'notFound';
	message: string;
	advice: string;
	secrets?: Secrets;
}

export type ItemResult = Answered | NotFound;
