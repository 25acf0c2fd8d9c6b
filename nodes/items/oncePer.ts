import { NodeApiError } from 'n8n-workflow';

import { failureOf } from '../ada/failure';

/**
 * Work of one kind that is done once for the same key, such as looking up a person whom several
 * items name. What fails is done again when it is asked for again, unless Ada may have done it.
 */
export class OncePer<Result> {
	private readonly results = new WeakMap<object, Map<string, Promise<Result>>>();

	/** The result for a key within a scope: an Item's `run` or `allTries`. */
	async get(scope: object, key: string, work: () => Promise<Result>): Promise<Result> {
		const results = this.resultsOf(scope);
		const known = results.get(key);
		if (known) return await known;
		const begun = work();
		results.set(key, begun);
		const forget = (reason: unknown) => {
			if (!mayBeDone(reason)) results.delete(key);
		};
		begun.catch(forget);
		return await begun;
	}

	/** The result for a key, if there is one already. */
	async known(scope: object, key: string): Promise<Result | undefined> {
		return await this.resultsOf(scope).get(key);
	}

	/** Lets the work be done again. */
	forget(scope: object, key: string): void {
		this.resultsOf(scope).delete(key);
	}

	private resultsOf(scope: object): Map<string, Promise<Result>> {
		const known = this.results.get(scope);
		if (known) return known;
		const results = new Map<string, Promise<Result>>();
		this.results.set(scope, results);
		return results;
	}
}

function mayBeDone(reason: unknown): boolean {
	return reason instanceof NodeApiError && failureOf(reason).outcome === 'unknown';
}
