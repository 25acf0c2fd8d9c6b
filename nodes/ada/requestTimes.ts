/** Longer than Ada's longest window, in milliseconds. */
const KEPT_FOR = 86_400_000 + 60_000;

/** When requests were sent, or ended: enough to know, for any window, when the next one fits. */
export class RequestTimes {
	private readonly times: number[] = [];

	/** The oldest of `times` that still counts. */
	private first = 0;

	add(at: number): void {
		this.times.push(at);
		while (this.times[this.first] < at - KEPT_FOR) this.first++;
		if (this.first < 10_000) return;
		this.times.splice(0, this.first);
		this.first = 0;
	}

	/** The latest of them, in milliseconds; 0 if there is none. */
	get last(): number {
		return this.times.length > 0 ? this.times[this.times.length - 1] : 0;
	}

	/** How many came after a time, and when the first of them was. */
	within(from: number): { used: number; oldest: number } {
		let [low, high] = [this.first, this.times.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.times[middle] <= from) low = middle + 1;
			else high = middle;
		}
		return { used: this.times.length - low, oldest: this.times[low] ?? 0 };
	}

	/** From when on a window of `length` milliseconds holds fewer than `size` requests; 0 if at once. */
	fitsAt(size: number, length: number): number {
		const index = this.times.length - size;
		return index < this.first ? 0 : this.times[index] + length;
	}
}
