/** What Ada takes to name somebody who is to be erased, as far as the form offers it. */
export const IDENTIFIER_TYPES = ['email', 'end_user_id', 'external_id'] as const;

export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/** Who is to be erased. An email can be that of many people. */
export interface Identifier {
	type: IdentifierType;
	value: string;
}

/** Body of `POST /v2/end-users/delete` (Ada OpenAPI). */
export interface ErasureBody {
	/** Within 24 hours, an identical request with the same reference returns the same job. */
	client_reference: string;
	identifiers: Identifier[];
}

/** What Ada answers to a request at once. */
export interface ErasureReceipt {
	job_id: string;
	status?: string;
	submitted_count?: number;
	created_at?: string;
	[key: string]: unknown;
}

/**
 * How far a job is, and what became of its identifiers. Source: Ada OpenAPI, `GET /v2/jobs/{job_id}`;
 * what it says of identifiers before it has ended is not documented.
 */
export interface ErasureJob {
	job_id: string;
	/** `queued`, `in_progress`, `completed`, `partial` or `failed`, or newer ones. */
	status?: string;
	identifiers?: unknown;
	[key: string]: unknown;
}

/** What became of one identifier of a job. */
export interface JobIdentifier {
	type?: unknown;
	value?: unknown;
	/** `accepted`, `not_found`, `invalid`, `exceeds_limit` or `duplicate`, or newer ones. */
	disposition?: unknown;
	reason?: unknown;
	[key: string]: unknown;
}

/** Whether an answer's body is about a job: the receipt of one, or its state. */
export function hasJobId(body: unknown): body is { job_id: string } {
	return (
		typeof body === 'object' &&
		body !== null &&
		'job_id' in body &&
		typeof body.job_id === 'string' &&
		body.job_id !== ''
	);
}

/** The identifiers of a job that can be read. */
export function identifiersOf({ identifiers }: ErasureJob): JobIdentifier[] {
	const listed: unknown[] = Array.isArray(identifiers) ? identifiers : [];
	return listed.flatMap((one) => (typeof one === 'object' && one !== null ? [{ ...one }] : []));
}

/** Whether nothing more will become of a job. */
export function hasEnded({ status = '' }: ErasureJob): boolean {
	return ['completed', 'partial', 'failed'].includes(status);
}

/**
 * An identifier in Ada's own normalising, in which two that name the same person are equal: emails
 * and external IDs without case (Ada OpenAPI, identifiers[].value).
 */
export function normalised({ type, value }: Identifier): Identifier {
	const text = value.trim();
	return { type, value: type === 'end_user_id' ? text : text.toLowerCase() };
}
