import { seededNumbers } from '../seededNumbers';

/** How deliveries misbehave, on demand. */
export interface DeliveryChoices {
	/** How many copies of each delivery are sent with it, at once and with the same message ID. */
	duplicates: number;
	/** Whether events that are emitted close together go out in another order. */
	reorder: boolean;
	/**
	 * Of how many deliveries that succeed the answer counts as never arrived, so that they are
	 * retried: a whole number is that many, the next ones; a fraction is a share of all.
	 */
	lostAnswers: number;
	/** Whether deliveries are held until this is false again. */
	paused: boolean;
	/** How many are on their way at once, copies not counted. */
	concurrency: number;
	/** Which order, and which answers of a share: the same seed, the same ones. */
	seed: number;
}

const asStarted: DeliveryChoices = {
	duplicates: 0,
	reorder: false,
	lostAnswers: 0,
	paused: false,
	concurrency: 50,
	seed: 1,
};

/** The settings as they stand, and the chance that comes with them. */
export class DeliverySettings {
	private choices = asStarted;

	private random = seededNumbers(asStarted.seed);

	private toLose = 0;

	get current(): Readonly<DeliveryChoices> {
		return this.choices;
	}

	/** Sets what is given; the rest stays as it is. */
	set(change: Partial<DeliveryChoices>): void {
		this.choices = { ...this.choices, ...change };
		if (change.seed !== undefined) this.random = seededNumbers(change.seed);
		if (change.lostAnswers !== undefined) this.toLose = change.lostAnswers;
	}

	/** Whether this delivery's answer is lost. */
	losesAnswer(): boolean {
		const { lostAnswers } = this.choices;
		if (!Number.isInteger(lostAnswers)) return this.random() < lostAnswers;
		if (this.toLose === 0) return false;
		this.toLose -= 1;
		return true;
	}

	/** The same in another order: never in the one that it came in, so that two are swapped. */
	shuffled<Item>(list: readonly Item[]): Item[] {
		const ranked = list.map((item, at) => ({ item, at, rank: this.random() }));
		ranked.sort((a, b) => a.rank - b.rank);
		if (ranked.every(({ at }, place) => at === place)) ranked.reverse();
		return ranked.map(({ item }) => item);
	}

	reset(): void {
		this.set(asStarted);
	}
}
