import type { Switches } from '../switches';
import { timestamp } from '../timestamp';
import type { SentIdentifier } from './erasureBody';
import type { Verdict } from './matching';

const minuteMs = 60 * 1000;

/** Ada says only that a job can take up to 30 days; sandbox's choice: when it starts and ends. */
const startsAfterMs = 10 * minuteMs;
const endsAfterMs = 60 * minuteMs;

/** A bulk deletion as the sandbox keeps it. */
export interface ErasureJob {
	id: string;
	clientReference: string | null;
	identifiers: Array<{ sent: SentIdentifier; verdict: Verdict }>;
	createdAtMs: number;
	/** Why nobody is erased, if so: what the job will say when it has ended. */
	failureReason: string | null;
}

export type JobStatus = 'queued' | 'in_progress' | 'completed' | 'partial' | 'failed';

/** When the people of a job are gone. */
export function endOf({ createdAtMs }: Pick<ErasureJob, 'createdAtMs'>): number {
	return createdAtMs + endsAfterMs;
}

/** Where a job stands. When it is partial is the sandbox's choice: anything that is not accepted. */
export function statusOf(job: ErasureJob, nowMs: number): JobStatus {
	if (nowMs < job.createdAtMs + startsAfterMs) return 'queued';
	if (nowMs < endOf(job)) return 'in_progress';
	if (job.failureReason !== null) return 'failed';
	const all = job.identifiers.every(({ verdict }) => verdict.disposition === 'accepted');
	return all ? 'completed' : 'partial';
}

/** The answer of POST /v2/end-users/delete. */
export function receiptOf(job: ErasureJob, nowMs: number, switches: Switches): object {
	return {
		job_id: job.id,
		status: statusOf(job, nowMs),
		submitted_count: job.identifiers.length,
		created_at: timestamp(job.createdAtMs, switches.get('timestampFormat')),
	};
}

/** The answer of GET /v2/jobs/{job_id}. */
export function jobAnswer(job: ErasureJob, nowMs: number, switches: Switches): object {
	const format = switches.get('timestampFormat');
	const status = statusOf(job, nowMs);
	const hasEnded = nowMs >= endOf(job);
	const isTold = hasEnded || switches.get('erasureDispositions') === 'atOnce';
	return {
		job_id: job.id,
		type: switches.get('erasureJobType'),
		client_reference: job.clientReference,
		status,
		identifiers: job.identifiers.map(({ sent: { type, value, variable }, verdict }) => ({
			type,
			value,
			variable: variable ?? null,
			disposition: isTold ? verdict.disposition : null,
			matched_chatters: isTold ? verdict.matched : null,
			reason: isTold ? verdict.reason : null,
		})),
		created_at: timestamp(job.createdAtMs, format),
		completed_at: hasEnded ? timestamp(endOf(job), format) : null,
		failure_reason: hasEnded ? job.failureReason : null,
	};
}
