import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/** Deliveries that are remembered for each trigger; two entries each. */
const REMEMBERED = 1_000;

/** Deliveries that are looked up and written at once. */
const LARGEST_BATCH = 200;

/** Tries of one access to n8n's table. */
const MOST_TRIES = 4;

/** Milliseconds after which it is looked whether entries are still there, and how often that is done. */
const CHECKED_AFTER = 250;
const MOST_CHECKS = 8;

/**
 * Milliseconds without an access before such a look, longer than another process takes between
 * reading the row and writing it: two that take turns without a pause would each see its own row.
 */
const QUIET = 50;

/** A delivery that waits for its verdict. */
interface Waiting {
	delivery: string;
	/** The delivery and the execution that it started, to tell an execution that n8n runs again. */
	run: string;
	settle: (isRepeat: boolean) => void;
}

/** The deliveries of one trigger in this process, from their arrival until they stay in n8n's table. */
class Line {
	private waiting: Waiting[] = [];

	/** Entries that were written and may not have stayed, and how often they were. */
	private readonly unchecked = new Map<string, number>();

	private isWorking = false;

	private isChecking = false;

	/** Any execution's context will do: they share the table. */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly onDone: () => void,
	) {}

	async verdictOn(delivery: string, run: string): Promise<boolean> {
		const verdict = new Promise<boolean>((settle) => {
			this.waiting.push({ delivery, run, settle });
		});
		if (!this.isWorking) void this.work();
		return await verdict;
	}

	private async work(): Promise<void> {
		this.isWorking = true;
		while (this.waiting.length > 0) await this.step([]);
		this.isWorking = false;
		if (!this.isChecking) await this.check();
	}

	/** Looks again and again, until everything that was written has stayed. */
	private async check(): Promise<void> {
		this.isChecking = true;
		while (this.unchecked.size > 0 || this.isWorking) {
			// Not all processes at the same moment.
			await sleep(CHECKED_AFTER * (1 + Math.random()));
			while (this.isWorking) await sleep(QUIET);
			this.isWorking = true;
			await sleep(QUIET * (1 + Math.random()));
			await this.step([...this.unchecked.keys()]);
			while (this.waiting.length > 0) await this.step([]);
			this.isWorking = false;
		}
		this.isChecking = false;
		this.onDone();
	}

	/** One access to the table, for what waits, and for what is to be checked. */
	private async step(toCheck: string[]): Promise<void> {
		const batch = this.waiting.splice(0, LARGEST_BATCH);
		const arrived = batch.flatMap(({ delivery, run }) => [delivery, run]);
		const missing = await this.recorded([...new Set([...arrived, ...toCheck])]);
		// What this process has written is known to it, even if another one has written over it.
		const fresh = new Set(
			arrived.filter((entry) => missing.has(entry) && !this.unchecked.has(entry)),
		);
		for (const entry of toCheck) if (!missing.has(entry)) this.unchecked.delete(entry);
		for (const entry of missing) this.toBeChecked(entry);
		for (const { delivery, run, settle } of batch) {
			const isFirst = fresh.delete(delivery);
			const isFirstRun = fresh.delete(run);
			settle(!isFirst && isFirstRun);
		}
	}

	private toBeChecked(entry: string): void {
		const times = (this.unchecked.get(entry) ?? 0) + 1;
		if (times > MOST_CHECKS) this.unchecked.delete(entry);
		else this.unchecked.set(entry, times);
	}

	/** Writes entries to n8n's table, and gives those that it had not held. */
	private async recorded(entries: string[]): Promise<Set<string>> {
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
		return new Set(entries);
	}
}

const lines = new Map<string, Line>();

/**
 * Whether a delivery has started an execution before, in whatever process; remembers it otherwise.
 * n8n's table of processed data is one row for a trigger, which is read and written without a lock
 * (2.41, deduplication-helper). So what arrives together in a process is written in one batch, one
 * batch after another, and it is looked a while later whether it stayed. If the table cannot be used,
 * no delivery counts as a repeat: twice is better than not at all.
 */
export async function isRepeated(context: IExecuteFunctions, delivery: string): Promise<boolean> {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const line = lines.get(key) ?? new Line(context, () => lines.delete(key));
	lines.set(key, line);
	return await line.verdictOn(delivery, `${delivery} ${context.getExecutionId()}`);
}
