/** Items that are done at once at most: what waits for Ada's pace costs little, but not nothing. */
const MOST_AT_ONCE = 50;

/**
 * Lets the items of a run be done side by side. It begins with one, and each that went well lets one
 * more be done at once, so that what is wrong with all of them is met by one or a few. Items about
 * the same person or conversation are done one after another, in the order of the input.
 */
export class SideBySide {
	private underWay = 0;

	private allowed = 1;

	private readonly lastAbout = new Map<string, Promise<void>>();

	private wakeUp = () => {};

	/** Waits until one more item may be begun. */
	async place(): Promise<void> {
		while (this.underWay >= this.allowed) await this.change();
		this.underWay++;
	}

	/** One item is over. */
	leave(wentWell: boolean): void {
		this.underWay--;
		if (wentWell && this.allowed < MOST_AT_ONCE) this.allowed++;
		this.wakeUp();
	}

	/** Waits until all items that were begun are over. */
	async allAreOver(): Promise<void> {
		while (this.underWay > 0) await this.change();
	}

	/** Waits until the earlier items about the same are over; this one is when `over` is. */
	async inOrder(about: string, over: Promise<void>): Promise<void> {
		const before = this.lastAbout.get(about);
		this.lastAbout.set(about, over);
		await before;
		void over.then(() => {
			if (this.lastAbout.get(about) === over) this.lastAbout.delete(about);
		});
	}

	private async change(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.wakeUp = resolve;
		});
	}
}
