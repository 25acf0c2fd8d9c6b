import { randomBytes, randomUUID } from 'node:crypto';

import type { Clock } from '../clock';
import type { EndUserStore } from '../endUsers/endUserStore';
import { AdaError } from '../errors';
import type { Switches } from '../switches';
import type { ErasureBody, SentIdentifier } from './erasureBody';
import { endOf, type ErasureJob } from './erasureJob';
import { matched, sameness, type Verdict } from './matching';

const dayMs = 24 * 60 * 60 * 1000;

/** For so long a reference stands for its job (Ada OpenAPI, client_reference). */
const referenceMs = dayMs;

/** For so long an identifier that was submitted is refused in another job (Ada docs, bulk deletion). */
const coolDownMs = 7 * dayMs;

/** The bulk deletions of the one agent, oldest first. */
export class ErasureJobs {
	private jobs: ErasureJob[] = [];

	/** When each identifier was last submitted, by its sameness. */
	private submittedAtMs = new Map<string, number>();

	constructor(
		private readonly clock: Clock,
		private readonly switches: Switches,
		private readonly endUsers: EndUserStore,
	) {}

	all(): readonly ErasureJob[] {
		return this.jobs;
	}

	get(id: string): ErasureJob | undefined {
		return this.jobs.find((job) => job.id === id);
	}

	/**
	 * Takes a request: its job, or the earlier one that its reference stands for. Whom it means is
	 * settled now (sandbox's choice), and they are gone when the job ends. Throws AdaError.
	 */
	submit({ identifiers, client_reference: sentReference }: ErasureBody): ErasureJob {
		const clientReference = sentReference ?? null;
		const earlier = this.standsFor(clientReference);
		if (earlier && isSameRequest(earlier, identifiers)) return earlier;
		if (earlier && this.switches.get('clientReferenceReused') === 'conflict') {
			throw new AdaError(409, 'This client_reference was used for another request.');
		}
		if (earlier && this.switches.get('clientReferenceReused') === 'sameJob') return earlier;

		const job = this.newJob(clientReference, identifiers);
		this.jobs.push(job);
		return job;
	}

	clear(): void {
		this.jobs = [];
		this.submittedAtMs = new Map();
	}

	private standsFor(reference: string | null): ErasureJob | undefined {
		if (reference === null) return undefined;
		const since = this.clock.now() - referenceMs;
		return this.jobs.findLast(
			({ clientReference, createdAtMs }) => clientReference === reference && createdAtMs > since,
		);
	}

	private newJob(clientReference: string | null, sent: SentIdentifier[]): ErasureJob {
		const now = this.clock.now();
		const tooSoon = (identifier: SentIdentifier) => {
			const last = this.submittedAtMs.get(sameness(identifier));
			return last !== undefined && now - last < coolDownMs;
		};
		const named = new Set<string>();
		const settled = sent.map((identifier) => {
			const key = sameness(identifier);
			const isRepeated = named.has(key);
			named.add(key);
			return { sent: identifier, ...this.settled(identifier, isRepeated, tooSoon(identifier)) };
		});
		const fails = this.switches.get('erasureCoolDown') === 'failsJob' && sent.some(tooSoon);
		for (const key of named) this.submittedAtMs.set(key, now);

		const job: ErasureJob = {
			id: this.switches.get('erasureJobIds') === 'uuid' ? randomUUID() : hexId(),
			clientReference,
			identifiers: settled.map(({ sent: identifier, verdict }) => ({ sent: identifier, verdict })),
			createdAtMs: now,
			failureReason: fails ? 'An identifier was submitted in the previous 7 days.' : null,
		};
		const people = fails ? [] : settled.flatMap((identifier) => identifier.people);
		this.endUsers.removeAt(people, endOf(job));
		return job;
	}

	private settled(identifier: SentIdentifier, isRepeated: boolean, isTooSoon: boolean) {
		const coolDown = this.switches.get('erasureCoolDown');
		const refusal = (disposition: Verdict['disposition'], reason: string | null) => ({
			verdict: { disposition, matched: 0, reason },
			people: [],
		});
		if (isRepeated) return refusal('duplicate', null);
		if (isTooSoon) {
			return refusal(
				coolDown === 'invalid' ? 'invalid' : 'duplicate',
				'Submitted in the previous 7 days.',
			);
		}
		return matched(identifier, this.endUsers, this.switches);
	}
}

/** Whether a request is identical with the one that made a job: to the letter, in the same order. */
function isSameRequest(job: ErasureJob, identifiers: SentIdentifier[]): boolean {
	const asText = (all: SentIdentifier[]) =>
		JSON.stringify(all.map(({ type, value, variable }) => [type, value, variable ?? null]));
	return asText(job.identifiers.map(({ sent }) => sent)) === asText(identifiers);
}

function hexId(): string {
	return randomBytes(12).toString('hex');
}
