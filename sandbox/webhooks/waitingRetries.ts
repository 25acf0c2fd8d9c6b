import type { Clock } from '../clock';
import type { Delivery } from './delivery';

/** The most that a timer takes; it is set again then. */
const longestTimerMs = 2 ** 31 - 1;

/** Deliveries that wait for their time on the sandbox's clock. */
export class WaitingRetries {
	private waiting = new Set<Delivery>();

	private timer: NodeJS.Timeout | undefined;

	/** @param due gets a delivery when its time has come; it waits no longer then */
	constructor(
		private readonly clock: Clock,
		private readonly due: (delivery: Delivery) => void,
	) {
		clock.onChange(() => {
			this.look();
		});
	}

	get someAreDue(): boolean {
		const now = this.clock.now();
		return [...this.waiting].some(({ nextAttemptAtMs }) => (nextAttemptAtMs ?? 0) <= now);
	}

	add(delivery: Delivery): void {
		this.waiting.add(delivery);
		this.look();
	}

	remove(delivery: Delivery): void {
		this.waiting.delete(delivery);
	}

	clear(): void {
		this.waiting = new Set();
		clearTimeout(this.timer);
	}

	private look(): void {
		clearTimeout(this.timer);
		const now = this.clock.now();
		let nextMs = Infinity;
		for (const delivery of this.waiting) {
			const atMs = delivery.nextAttemptAtMs ?? 0;
			if (atMs <= now) {
				this.waiting.delete(delivery);
				this.due(delivery);
			} else {
				nextMs = Math.min(nextMs, atMs);
			}
		}
		if (nextMs === Infinity || this.clock.frozen) return;
		this.timer = setTimeout(
			() => {
				this.look();
			},
			Math.min(nextMs - now, longestTimerMs),
		).unref();
	}
}
