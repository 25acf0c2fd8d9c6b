import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';

interface Seen {
	spelling: string;
	/** What the first item of this ID asked for, as comparable text. */
	wanted?: string;
}

/**
 * The external IDs that one run has seen. Ada takes `ABC-1` and `abc-1` for the same person, so two
 * people of the user's own system could end up as one: the second spelling is refused.
 */
export class ExternalIdsOfRun {
	private readonly seen = new Map<string, Seen>();

	/** IDs that were accepted in more than one spelling. */
	readonly caseVariants = new Set<string>();

	/** IDs for which two items of the run asked for different things. */
	readonly contradicting = new Set<string>();

	constructor(private readonly allowsCaseVariants: boolean) {}

	/**
	 * Refuses an ID that differs from an earlier one of the run in nothing but case. `wanted` is what
	 * is to be written, to notice two items of one ID that contradict each other.
	 */
	check(node: INode, externalId: string, wanted?: object): void {
		const key = externalId.toLowerCase();
		const text = wanted && comparable(wanted);
		const earlier = this.seen.get(key);
		if (!earlier) {
			this.seen.set(key, { spelling: externalId, wanted: text });
			return;
		}
		if (earlier.spelling !== externalId) {
			if (!this.allowsCaseVariants) throw this.refusal(node, externalId, earlier.spelling);
			this.caseVariants.add(earlier.spelling);
		}
		if (earlier.wanted !== text) this.contradicting.add(earlier.spelling);
	}

	private refusal(node: INode, externalId: string, earlier: string): Error {
		return refusedBeforeSending(
			node,
			`'External ID' "${externalId}" differs from "${earlier}", an earlier item's, in case only (upper or lower)`,
			"To Ada the two are one person. Give one of them another ID, or, if they are the same person, switch on the option 'Allow Case Variants'",
		);
	}
}

/** Text that is the same for the same wishes; a Map has no JSON of its own. */
function comparable(wanted: object): string {
	return JSON.stringify(wanted, (_key, value: unknown) =>
		value instanceof Map ? Object.fromEntries(value) : value,
	);
}
