import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/** Deliveries that are remembered for each trigger; two entries each. */
const REMEMBERED = 1_000;

/** Deliveries that are looked up and written at once. */
const LARGEST_BATCH = 200;

/** Tries of one access to n8n's table. */
const MOST_TRIES = 4;

/** How often it is looked whether a claim has stayed, before that is taken for granted. */
const MOST_LOOKS = 8;

/** Milliseconds between two looks at the table, beside twice what the last one took, up to a limit. */
const PAUSE = 40;
const LONGEST_LOOK = 250;

/** Milliseconds after which whoever had read the row before a claim was in it has written it, too. */
const LATER = 5_000;

/** An execution that wants to be the first one of its delivery. */
interface Claim {
	delivery: string;
	/** The delivery and the execution: whose claim it is. */
	run: string;
	/** Says whether it is a repeat; undefined once that was said. */
	settle?: (isRepeat: boolean) => void;
	looks: number;
	/** Whether it was there when it was looked at again. */
	hasStayed: boolean;
	/** When it is to be looked at next, in milliseconds since 1970. */
	due: number;
}

/** The deliveries of one trigger in this process, from their arrival until they stay in n8n's table. */
class Line {
	private arrived: Claim[] = [];

	/** What was written and not yet seen to have stayed, by delivery. */
	private readonly claims = new Map<string, Claim>();

	private isWorking = false;

	/** Any execution's context will do: they share the table. */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly onDone: () => void,
	) {}

	async verdictOn(delivery: string, run: string): Promise<boolean> {
		return await new Promise((settle) => {
			this.arrived.push({ delivery, run, settle, looks: 0, hasStayed: false, due: 0 });
			if (!this.isWorking) void this.work();
		});
	}

	private async work(): Promise<void> {
		this.isWorking = true;
		while (this.arrived.length + this.claims.size > 0) {
			const began = Date.now();
			await this.look();
			const took = Math.min(Date.now() - began, LONGEST_LOOK);
			// Longer than another process takes between reading the row and writing it, so that what is
			// read next was not about to be written over; and not all processes at the same moment.
			if (this.claims.size > 0) await sleep((PAUSE + 2 * took) * (1 + Math.random()));
		}
		this.isWorking = false;
		this.onDone();
	}

	/** One access to the table, for what has arrived, and for the claims that were made before. */
	private async look(): Promise<void> {
		const arrived = this.arrived.splice(0, LARGEST_BATCH);
		const now = Date.now();
		const claims = [...this.claims.values()].filter(({ due }) => due <= now);
		if (arrived.length + claims.length === 0) return;
		const entries = [...claims, ...arrived].flatMap(({ delivery, run }) => [delivery, run]);
		const missing = await this.recorded([...new Set(entries)]);
		for (const claim of claims) this.lookAgainAt(claim, missing);
		for (const claim of arrived) this.receive(claim, missing);
	}

	/** Makes a claim, unless the delivery is known: to the table, or to this process. */
	private receive(claim: Claim, missing: Set<string> | undefined): void {
		const { delivery, run } = claim;
		if (this.claims.has(delivery) || missing?.has(delivery) === false) {
			// An execution that is known as well is one that n8n itself runs again.
			decide(claim, missing?.has(run) !== false);
			return;
		}
		this.claims.set(delivery, claim);
		if (!missing || isAlone) decide(claim, false);
	}

	/** Another process may have written over a claim, with one of its own or with none. */
	private lookAgainAt(claim: Claim, missing: Set<string> | undefined): void {
		const { delivery, run } = claim;
		claim.looks += 1;
		if (missing?.has(run) === false) this.foundAgain(claim);
		else if (missing?.has(delivery) === false) this.end(claim, true);
		else if (claim.looks >= MOST_LOOKS) this.end(claim, false);
		else {
			// It was not there, and is written again by this access.
			claim.hasStayed = false;
			if (!missing) decide(claim, false);
		}
	}

	/** That a claim was still there decides; where there are other processes it is watched longer. */
	private foundAgain(claim: Claim): void {
		if (isAlone || claim.hasStayed) {
			this.end(claim, false);
			return;
		}
		decide(claim, false);
		claim.hasStayed = true;
		claim.due = Date.now() + LATER;
	}

	private end(claim: Claim, isRepeat: boolean): void {
		this.claims.delete(claim.delivery);
		decide(claim, isRepeat);
	}

	/** Writes entries to n8n's table; those that it had not held, or undefined if it cannot be used. */
	private async recorded(entries: string[]): Promise<Set<string> | undefined> {
		for (let tries = 0; tries < MOST_TRIES; tries++) {
			try {
				const { new: missing } = await this.context.helpers.checkProcessedAndRecord(
					entries,
					'node',
					{ mode: 'entries', maxEntries: 2 * REMEMBERED },
				);
				return new Set(missing.map(String));
			} catch {
				// Two processes made the trigger's row at the same moment, or the database is busy.
				await sleep(20 * 2 ** tries * Math.random());
			}
		}
		this.context.logger.warn(
			'The Ada Webhook Trigger could not look up whether deliveries are repeated',
			{ node: this.context.getNode().name },
		);
		return undefined;
	}
}

function decide(claim: Claim, isRepeat: boolean): void {
	claim.settle?.(isRepeat);
	claim.settle = undefined;
}

const lines = new Map<string, Line>();

/**
 * Whether deliveries reach this process. Where it runs their executions too, it is all of n8n: in
 * queue mode workers run them, and are not what deliveries reach. So nobody else writes to the table.
 */
let isAlone = false;

/** To be called when a delivery has reached this process. */
export function deliveryArrived(): void {
	isAlone = true;
}

/**
 * Whether a delivery has started an execution before, in whatever process; remembers it otherwise.
 * n8n's table of processed data is one row for a trigger, which is read and written without a lock
 * (2.41, deduplication-helper). So a process makes one access after another, for all that waits. Two
 * workers can read the row at the same moment: there, a delivery that nobody knows is written with the
 * execution that claims it, and looked at again a moment later, when only the claim that was written
 * last is still there; and once more when even a slow worker has written what it had read, so that what
 * it wrote over is put back. If the table cannot be used, no delivery counts as a repeat: twice is better
 * than not at all.
 */
export async function isRepeated(context: IExecuteFunctions, delivery: string): Promise<boolean> {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const line = lines.get(key) ?? new Line(context, () => lines.delete(key));
	lines.set(key, line);
	return await line.verdictOn(delivery, `${delivery} ${context.getExecutionId()}`);
}
