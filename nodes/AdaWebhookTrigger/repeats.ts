import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/** Deliveries that are remembered for each trigger; two entries each. */
const REMEMBERED = 1_000;

/** n8n's table is read again until it holds a batch; other processes may have written over it. */
const MOST_TRIES = 8;

/** Deliveries that are written at once. */
const LARGEST_BATCH = 200;

/** A delivery that waits for its verdict. */
interface Waiting {
	delivery: string;
	/** The delivery and the execution that it started, to tell an execution that n8n runs again. */
	run: string;
	context: IExecuteFunctions;
	settle: (isRepeat: boolean) => void;
}

/** The deliveries of one trigger that wait, and whether some are being written. */
interface Line {
	waiting: Waiting[];
	isWriting: boolean;
}

const lines = new Map<string, Line>();

/**
 * Whether a delivery has started an execution before, in whatever process; remembers it otherwise.
 * n8n's table of processed data is one row for a trigger, which is read and written without a lock
 * (2.41, deduplication-helper), so what arrives together in a process is written in one batch, one
 * batch after another, and read again until it is there. If the table cannot be used, no delivery
 * counts as a repeat: twice is better than not at all.
 */
export async function isRepeated(context: IExecuteFunctions, delivery: string): Promise<boolean> {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const line = lines.get(key) ?? { waiting: [], isWriting: false };
	lines.set(key, line);
	const verdict = new Promise<boolean>((settle) => {
		const run = `${delivery} ${context.getExecutionId()}`;
		line.waiting.push({ delivery, run, context, settle });
	});
	if (!line.isWriting) void write(line);
	return await verdict;
}

async function write(line: Line): Promise<void> {
	line.isWriting = true;
	while (line.waiting.length > 0) {
		const batch = line.waiting.splice(0, LARGEST_BATCH);
		const repeats = await repeatsIn(batch);
		for (const waiting of batch) waiting.settle(repeats.has(waiting));
	}
	line.isWriting = false;
}

async function repeatsIn(batch: Waiting[]): Promise<Set<Waiting>> {
	const [{ context }] = batch;
	const entries = [...new Set(batch.flatMap(({ delivery, run }) => [delivery, run]))];
	const fresh = await recorded(context, entries);
	const repeats = new Set<Waiting>();
	for (const waiting of batch) {
		const isFirst = fresh.delete(waiting.delivery);
		const isFirstRun = fresh.delete(waiting.run);
		if (!isFirst && isFirstRun) repeats.add(waiting);
	}
	return repeats;
}

/** Writes entries to n8n's table, and gives those that it had not held. */
async function recorded(context: IExecuteFunctions, entries: string[]): Promise<Set<unknown>> {
	let fresh: Set<unknown> | undefined;
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		try {
			const { new: missing } = await context.helpers.checkProcessedAndRecord(entries, 'node', {
				mode: 'entries',
				maxEntries: 2 * REMEMBERED,
			});
			fresh ??= new Set(missing);
			if (tries > 0 && missing.length === 0) return fresh;
		} catch {
			// Two processes made the trigger's row at the same moment, or the database is busy.
			await sleep(20 * 2 ** tries * Math.random());
		}
	}
	if (fresh) return fresh;
	context.logger.warn('The Ada Webhook Trigger could not look up whether deliveries are repeated', {
		node: context.getNode().name,
	});
	return new Set(entries);
}
