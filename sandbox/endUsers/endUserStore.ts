import type { Clock } from '../clock';
import { ObjectIds } from '../objectIds';
import type { EndUser, NewEndUser } from './endUser';

/** Ada docs, End Users API: unattached end users are deleted 24 hours after their creation. */
const unattachedLifetimeMs = 24 * 60 * 60 * 1000;

/** Which part of the list is wanted. */
export interface PageRequest {
	limit: number;
	cursor: string | undefined;
	order: 'ascending' | 'descending';
	/** Whether the page begins with the record that the cursor names, or after it. */
	cursorIs: 'inclusive' | 'exclusive';
}

/**
 * The end users of the one agent, in memory. The order of their IDs is that of their creation.
 */
export class EndUserStore {
	private byId = new Map<string, EndUser>();

	/** Lower-cased external ID to the ID of the person who has it. */
	private idByExternalId = new Map<string, string>();

	/** All IDs, ascending; those of people who are gone are dropped when a page is asked for. */
	private ids: string[] = [];

	private someAreGone = false;

	/** Who is cleaned up when, in the order of time, from index `nextDue` on. */
	private due: Array<{ id: string; atMs: number }> = [];

	private nextDue = 0;

	private readonly newIds: ObjectIds;

	/** Who is erased when, in the order of time. */
	private erasures: Array<{ id: string; atMs: number }> = [];

	constructor(private readonly clock: Clock) {
		this.newIds = new ObjectIds(clock);
	}

	get(id: string): EndUser | undefined {
		this.cleanUp();
		return this.byId.get(id);
	}

	/** The person with this external ID, whatever its case. */
	find(externalId: string): EndUser | undefined {
		this.cleanUp();
		return this.byId.get(this.idByExternalId.get(externalId.toLowerCase()) ?? '');
	}

	/** Everybody, in the order of creation. */
	all(): EndUser[] {
		this.cleanUp();
		return [...this.byId.values()];
	}

	/** Stores a new person. Somebody who has the external ID already keeps it too. */
	add(newcomer: NewEndUser, externalId: string | null): EndUser {
		const now = this.clock.now();
		const person: EndUser = {
			...newcomer,
			id: this.newIds.next(),
			externalId: null,
			createdAtMs: now,
			updatedAtMs: now,
		};
		this.byId.set(person.id, person);
		this.ids.push(person.id);
		this.due.push({ id: person.id, atMs: now + unattachedLifetimeMs });
		this.assignExternalId(person, externalId);
		return person;
	}

	/** Gives a person an external ID, or takes it away; the value it had is free again. */
	assignExternalId(person: EndUser, externalId: string | null): void {
		this.releaseExternalId(person);
		person.externalId = externalId;
		if (externalId === null) return;
		const key = externalId.toLowerCase();
		if (!this.idByExternalId.has(key)) this.idByExternalId.set(key, person.id);
	}

	/** Removes people when the clock shows `atMs`, which is no earlier than for those before them. */
	removeAt(people: readonly EndUser[], atMs: number): void {
		this.erasures.push(...people.map(({ id }) => ({ id, atMs })));
	}

	remove(person: EndUser): void {
		this.releaseExternalId(person);
		this.byId.delete(person.id);
		this.someAreGone = true;
	}

	clear(): void {
		this.byId = new Map();
		this.idByExternalId = new Map();
		this.ids = [];
		this.due = [];
		this.nextDue = 0;
		this.erasures = [];
		this.someAreGone = false;
	}

	/** One page and the cursor of the next one, if there is more. */
	page({ limit, cursor, order, cursorIs }: PageRequest): {
		people: EndUser[];
		nextCursor: string | undefined;
	} {
		this.cleanUp();
		if (this.someAreGone) this.ids = this.ids.filter((id) => this.byId.has(id));
		this.someAreGone = false;

		const size = this.ids.length;
		const from = this.startOf(cursor, order, cursorIs);
		const slice =
			order === 'ascending'
				? this.ids.slice(from, from + limit)
				: this.ids.slice(Math.max(0, size - from - limit), size - from).reverse();
		const people = slice.flatMap((id) => this.byId.get(id) ?? []);
		const next = from + limit;
		if (next >= size) return { people, nextCursor: undefined };
		const named = cursorIs === 'inclusive' ? next : next - 1;
		return { people, nextCursor: this.ids[order === 'ascending' ? named : size - 1 - named] };
	}

	/** How many people the list has before the page that a cursor asks for. */
	private startOf(
		cursor: string | undefined,
		order: PageRequest['order'],
		cursorIs: PageRequest['cursorIs'],
	): number {
		if (cursor === undefined) return 0;
		const before = this.countBefore(cursor);
		const upTo = before + (this.ids[before] === cursor ? 1 : 0);
		if (order === 'ascending') return cursorIs === 'inclusive' ? before : upTo;
		return this.ids.length - (cursorIs === 'inclusive' ? upTo : before);
	}

	private countBefore(id: string): number {
		let low = 0;
		let high = this.ids.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.ids[middle] < id) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	private cleanUp(): void {
		const now = this.clock.now();
		while (this.nextDue < this.due.length && this.due[this.nextDue].atMs <= now) {
			const person = this.byId.get(this.due[this.nextDue].id);
			if (person && !person.attached) this.remove(person);
			this.nextDue += 1;
		}
		while (this.erasures.length > 0 && this.erasures[0].atMs <= now) {
			const person = this.byId.get(this.erasures[0].id);
			if (person) this.remove(person);
			this.erasures.shift();
		}
	}

	private releaseExternalId(person: EndUser): void {
		if (person.externalId === null) return;
		const key = person.externalId.toLowerCase();
		if (this.idByExternalId.get(key) === person.id) this.idByExternalId.delete(key);
	}
}
