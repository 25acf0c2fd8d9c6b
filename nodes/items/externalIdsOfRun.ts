import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';

/**
 * The external IDs that one run has seen. Ada takes `ABC-1` and `abc-1` for the same person, so two
 * people of the user's own system could end up as one: the second spelling is refused.
 */
export class ExternalIdsOfRun {
	private readonly spellings = new Map<string, string>();

	constructor(private readonly allowsCaseVariants: boolean) {}

	/** Refuses an ID that differs from an earlier one of the run in nothing but case. */
	check(node: INode, externalId: string): void {
		const key = externalId.toLowerCase();
		const earlier = this.spellings.get(key) ?? externalId;
		if (earlier !== externalId && !this.allowsCaseVariants) {
			throw refusedBeforeSending(
				node,
				`'External ID' "${externalId}" differs from "${earlier}", an earlier item's, in case only`,
				"To Ada the two are one person. Give one of them another ID, or, if they are the same person, switch on the option 'Allow IDs That Differ in Case Only'",
			);
		}
		this.spellings.set(key, earlier);
	}
}
