import type { IExecuteFunctions } from 'n8n-workflow';

/** n8n's own bounds for Max. Tries (n8n-core 2.41 and 1.123, workflow-execute). */
const FEWEST_TRIES = 2;
const MOST_TRIES = 5;
const USUAL_TRIES = 3;

/** n8n waits at most 5 seconds between two tries, so what was not used for longer is over. */
const KEPT_FOR = 15 * 60 * 1000;

/** Runs that are kept at most; of more the ones that were not used for longest are forgotten. */
const MOST_KEPT = 100;

/** What the tries of one run have left so far. */
interface Kept<Result> {
	/** By item, what is not done again. */
	done: Map<number, Result>;
	tries: number;
	usedAt: number;
}

/** One try at running all items of a node. */
export interface Try<Result> {
	/** What earlier tries have done, by item; the same object for all tries of a run. */
	readonly done: ReadonlyMap<number, Result>;
	/** Keeps what became of an item for the next try, if there can be one. */
	keep(index: number, result: Result): void;
	/** Ends the try; nothing is kept where n8n will not try again. */
	end(isTriedAgain: boolean): void;
}

/**
 * Remembers in this process what the tries of n8n's Retry On Fail have done: n8n runs all items of a
 * node again, although Ada has no key by which it would know what it got already. All tries of a run
 * are made by the same process, also in queue mode.
 */
export class Tries<Result> {
	private readonly runs = new Map<string, Kept<Result>>();

	/** The try that begins now; `isRemembered` is false for what may be done any number of times. */
	next(context: IExecuteFunctions, isRemembered: boolean): Try<Result> {
		const { id, retryOnFail, maxTries } = context.getNode();
		const execution: string | undefined = context.getExecutionId();
		if (!isRemembered || retryOnFail !== true || !execution) return forgettingTry<Result>();

		this.forgetOld();
		const run = [execution, id, runIndexOf(context)].join(' ');
		const kept = this.runs.get(run) ?? { done: new Map<number, Result>(), tries: 0, usedAt: 0 };
		kept.tries++;
		this.use(run, kept);
		const isLast =
			kept.tries >= Math.min(MOST_TRIES, Math.max(FEWEST_TRIES, maxTries || USUAL_TRIES));
		let isOver = false;
		return {
			done: kept.done,
			keep: (index, result) => {
				kept.done.set(index, result);
				this.use(run, kept);
			},
			end: (isTriedAgain) => {
				if (isOver) return;
				isOver = true;
				if (isLast || !isTriedAgain) this.runs.delete(run);
				else this.use(run, kept);
			},
		};
	}

	/** The runs lie in the order of their last use. */
	private use(run: string, kept: Kept<Result>): void {
		kept.usedAt = Date.now();
		this.runs.delete(run);
		this.runs.set(run, kept);
	}

	private forgetOld(): void {
		for (const [run, { usedAt }] of this.runs) {
			if (Date.now() - usedAt < KEPT_FOR && this.runs.size < MOST_KEPT) return;
			this.runs.delete(run);
		}
	}
}

function forgettingTry<Result>(): Try<Result> {
	return { done: new Map<number, Result>(), keep: () => {}, end: () => {} };
}

/** In a loop the node runs several times in one execution, with other items under the same numbers. */
function runIndexOf(context: IExecuteFunctions): number {
	return Number(context.getWorkflowDataProxy(0).$runIndex);
}
