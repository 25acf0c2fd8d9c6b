import type { ErasureJob, JobIdentifier } from './erasure';
import { hasEnded } from './erasure';

/** What Ada's words mean, for people who read a mail rather than Ada's API pages. */
export interface Words {
	meaning: string;
	whatToDo: string;
}

const LOOK_AGAIN = 'Look again tomorrow: a job can take up to 30 days';

const NOT_FINISHED: Words = {
	meaning: 'Ada has not finished with it',
	whatToDo: LOOK_AGAIN,
};

const NOT_SAID: Words = {
	meaning: 'Ada does not say what became of it',
	whatToDo: 'Ask Ada',
};

const DISPOSITIONS: Record<string, Words> = {
	accepted: {
		meaning: 'Ada took it for erasure, and the job is finished',
		whatToDo: 'Nothing. Keep this as the record of the erasure',
	},
	not_found: {
		meaning: 'Ada has nobody with this identifier, so nothing was erased',
		whatToDo:
			'Check the spelling and the identifier type. If both are right, there is nothing to erase',
	},
	invalid: {
		meaning: 'Ada does not take it as an identifier of its type, so nothing was erased',
		whatToDo: 'Correct the identifier or its type, and request the erasure of the corrected one',
	},
	exceeds_limit: {
		meaning: 'It matches more people than Ada erases by one identifier, so nobody was erased',
		whatToDo: 'Request the erasure of each person by Ada ID or external ID',
	},
	duplicate: {
		meaning: 'Ada counts it as a repetition of another identifier, in this job or an earlier one',
		whatToDo: 'See what became of the other one. If that was accepted, there is nothing to do',
	},
};

const FAILED: Words = {
	meaning: 'The whole job failed, so do not count on anything having been erased',
	whatToDo:
		'One identifier that was requested in the 7 days before can fail a whole job. Request the erasure again when 7 days have passed since the last request',
};

const JOBS: Record<string, Words> = {
	completed: {
		meaning: 'The job is finished',
		whatToDo: 'See what became of each identifier',
	},
	partial: {
		meaning: 'The job is finished, but not for all of its identifiers',
		whatToDo: 'See what became of each identifier',
	},
	failed: FAILED,
	queued: { meaning: 'The job waits for Ada to begin', whatToDo: LOOK_AGAIN },
	in_progress: { meaning: 'Ada is at work on the job', whatToDo: LOOK_AGAIN },
};

/** What became of one identifier, with Ada's reason where there is one. */
export function wordsOfIdentifier(job: ErasureJob, { disposition, reason }: JobIdentifier): Words {
	const isSaid = typeof disposition === 'string' && disposition !== '';
	const words = isSaid ? (DISPOSITIONS[disposition] ?? newer(disposition)) : NOT_SAID;
	// Only what Ada took is still open, or undone by the failure of the whole.
	const isTaken = disposition === 'accepted' || !isSaid;
	if (isTaken && job.status === 'failed') return wordsOfJob(job);
	return because(isTaken && !hasEnded(job) ? NOT_FINISHED : words, reason);
}

/** How far a job is as a whole. */
export function wordsOfJob({ status = '', failure_reason: reason }: ErasureJob): Words {
	return because(JOBS[status] ?? newer(status), reason);
}

function because({ meaning, whatToDo }: Words, reason: unknown): Words {
	const isGiven = typeof reason === 'string' && reason !== '';
	return { meaning: isGiven ? `${meaning}. Ada's reason: ${reason}` : meaning, whatToDo };
}

/** Ada may add values at any time (Ada docs, Introduction, Versioning). */
function newer(word: string): Words {
	return {
		meaning: `Ada says "${word}", which this node does not know yet`,
		whatToDo: "See Ada's documents for what it means",
	};
}
