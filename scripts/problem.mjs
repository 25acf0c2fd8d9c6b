/** Something the person at the keyboard can put right: shown as its text alone, without a stack. */
export class Problem extends Error {}

/** Prints what went wrong, in as few words as it needs. */
export function report(error) {
	console.error(`\n${error instanceof Problem ? error.message : (error?.stack ?? error)}`);
}
