import type { NodeError } from '../ada/failure';
import { failureOf, isNotSent } from '../ada/failure';
import type { PlannedOperation } from './operation';
import type { Answered, Doubled } from './outcome';
import type { Shaped } from './outputs';

/** What became of the items of a run that a failure has ended; nothing where an item was not begun. */
export interface EndedRun {
	results: ReadonlyArray<Shaped | NodeError | undefined>;
	/** The number of all input items. */
	count: number;
	planned?: PlannedOperation;
}

/** How far the run came, for whoever has to decide whether to run all items again. */
export function progressOf({ results, count, planned }: EndedRun): string {
	if (count < 2) return '';
	const done = results.filter((result): result is Shaped => isShaped(result));
	const failed = results.filter((result) => result instanceof Error && !isNotSent(result));
	const answered = done.flatMap(({ results: all }) => all.filter(isAnswered));
	const kinds = countedBy(answered.map(({ outcome }) => outcome));
	const inWords = kinds.length > 0 ? ` (${kinds.join(', ')})` : '';
	const allFailed = failed.length > 1 && !planned ? `, ${failed.length} failed` : '';
	const others = planned
		? 'the others were sent together with this one, or not at all'
		: 'nothing more was sent';
	const again = planned?.runAllAgain ?? consequenceOfRepeating(answered, failed);
	return `${done.length} of ${count} items done${inWords}${allFailed}; ${others}. ${again}`;
}

function consequenceOfRepeating(answered: Answered[], failed: unknown[]): string {
	const again = 'Running all items again';
	const doubled = DOUBLED.flatMap(({ what, inWords }) => {
		const count = answered.filter(({ doubles }) => doubles === what).length;
		return count > 0 ? [inWords(count)] : [];
	});
	if (doubled.length > 0) return `${again} would ${doubled.join(', and ')}`;
	const unknown = failed.filter(
		(error) => error instanceof Error && failureOf(error).outcome === 'unknown',
	).length;
	if (unknown === 0) return `${again} is safe`;
	return `${again} may do ${unknown === 1 ? 'this item' : `${unknown} items`} twice`;
}

function isShaped(result: Shaped | NodeError | undefined): result is Shaped {
	return result !== undefined && !(result instanceof Error);
}

function isAnswered(result: Shaped['results'][number]): result is Answered {
	return result.kind === 'answered';
}

function countedBy(outcomes: string[]): string[] {
	const counts = new Map<string, number>();
	for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	return [...counts].sort().map(([outcome, count]) => `${count} ${outcome}`);
}

/** What running all items again would do a second time, in words. */
const DOUBLED: ReadonlyArray<{ what: Doubled; inWords(count: number): string }> = [
	{
		what: 'person',
		inWords: (count) =>
			`create ${count === 1 ? '1 person' : `${count} people`} a second time, without an external ID to tell them by`,
	},
	{
		what: 'conversation',
		inWords: (count) => `start ${counted(count, 'conversation')} a second time`,
	},
	{ what: 'message', inWords: (count) => `send ${counted(count, 'message')} a second time` },
];

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}
