import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { EndUser } from './endUser';
import { endUserList } from './endUserRequests';
import { failureOf } from './failure';
import { pagesOf } from './pages';

/** Of the look-ups that a list may spare, the part that may be read in vain. */
const PART_IN_VAIN = 0.05;

/** Why reading ended: nobody is missing, Most Pages, it did not pay off, or a page did not come. */
export type EndOfList = 'isWhole' | 'mostPages' | 'notWorthIt' | 'brokeOff';

/**
 * The people of a run as Ada's list has them: read page by page, 100 people a request, instead of
 * asking for each. Who appears in Ada after their page was read counts as unknown, who was removed
 * as known, and who was changed is as old as the page; writing finds out and does right by all.
 */
export class WholeList {
	/** The IDs that were taken: from then on the run itself may have changed their people. */
	private readonly taken = new Set<string>();

	private constructor(
		private readonly people: ReadonlyMap<string, EndUser>,
		readonly end: EndOfList,
		readonly pages: number,
	) {}

	/** Whether nobody else in Ada has one of the run's IDs. */
	get isWhole(): boolean {
		return this.end === 'isWhole';
	}

	/**
	 * Reads the list for the external IDs of a run, until all are found. Without `mostPages` it ends
	 * when reading on has stopped to pay off: after as many pages without anybody as there are IDs
	 * still missing, or with fewer found than pages were read, and a twentieth of the IDs in vain.
	 * Where a page cannot be had, the list ends there.
	 */
	static async read(
		ada: AdaClient,
		node: INode,
		externalIds: ReadonlySet<string>,
		mostPages?: number,
	): Promise<WholeList> {
		const people = new Map<string, EndUser>();
		const inVain = Math.ceil(externalIds.size * PART_IN_VAIN);
		const pages = pagesOf(ada, node, endUserList());
		let withoutAnybody = 0;
		for (let count = 0; ; count++) {
			const paysOff =
				count - people.size < inVain && withoutAnybody < externalIds.size - people.size;
			if (mostPages === undefined && !paysOff) return new WholeList(people, 'notWorthIt', count);
			if (count === mostPages) return new WholeList(people, 'mostPages', count);
			const page = await pages.next().catch((error: unknown) => {
				// The items would meet it too, and say so.
				if (error instanceof Error && failureOf(error).endsRun) throw error;
				return undefined;
			});
			if (page === undefined) return new WholeList(people, 'brokeOff', count);
			if (page.done) return new WholeList(people, 'isWhole', count);
			const found = people.size;
			for (const endUser of page.value) {
				const key = endUser.external_id?.toLowerCase();
				if (key !== undefined && externalIds.has(key)) people.set(key, endUser);
			}
			withoutAnybody = people.size > found ? 0 : withoutAnybody + 1;
			if (people.size === externalIds.size) return new WholeList(people, 'isWhole', count + 1);
		}
	}

	/**
	 * The person who has an external ID, for the first item that is about them; `isKnown` is false where
	 * only Ada can tell, which it is for all further items.
	 */
	take(externalId: string): { isKnown: boolean; endUser?: EndUser } {
		const key = externalId.toLowerCase();
		if (this.taken.has(key)) return { isKnown: false };
		this.taken.add(key);
		const endUser = this.people.get(key);
		return { isKnown: this.isWhole || endUser !== undefined, endUser };
	}
}
