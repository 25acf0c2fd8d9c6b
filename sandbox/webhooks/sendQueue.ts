import type { DeliverySettings } from './deliverySettings';

/** How long events count as emitted close together, while the settings ask for another order. */
const batchMs = 50;

/** What was begun since the queue was last cleared. */
interface Generation {
	inFlight: number;
	readonly abort: AbortController;
}

/**
 * Sends in the order of arrival, as many at once as the settings allow, holding everything while
 * they say paused. After `close` it takes nothing any more.
 */
export class SendQueue<Task> {
	private tasks = new Set<Task>();

	/** Waiting for others to be shuffled with. */
	private batch: Task[] = [];

	private batchTimer: NodeJS.Timeout | undefined;

	private generation: Generation = { inFlight: 0, abort: new AbortController() };

	private closed = false;

	/** @param send never rejects, and does nothing more once the signal is aborted */
	constructor(
		private readonly settings: DeliverySettings,
		private readonly send: (task: Task, signal: AbortSignal) => Promise<void>,
	) {}

	get inFlight(): number {
		return this.generation.inFlight;
	}

	/** Whether nothing is on its way and nothing about to go; what is held by a pause is not. */
	get idle(): boolean {
		if (this.inFlight > 0) return false;
		return this.settings.current.paused || this.tasks.size + this.batch.length === 0;
	}

	add(task: Task): void {
		if (this.closed) return;
		if (!this.settings.current.reorder) {
			this.tasks.add(task);
			this.go();
			return;
		}
		this.batch.push(task);
		this.batchTimer ??= setTimeout(() => {
			this.endBatch();
		}, batchMs).unref();
	}

	/** To be called when the settings have changed. */
	settingsChanged(): void {
		const { reorder, paused } = this.settings.current;
		if (!reorder) this.endBatch();
		else if (!paused) this.tasks = new Set(this.settings.shuffled([...this.tasks]));
		this.go();
	}

	/** Drops the tasks that are not on their way yet and that `matches`. */
	drop(matches: (task: Task) => boolean): void {
		this.batch = this.batch.filter((task) => !matches(task));
		for (const task of this.tasks) if (matches(task)) this.tasks.delete(task);
	}

	/** Drops everything, what is on its way too. */
	clear(): void {
		clearTimeout(this.batchTimer);
		this.batchTimer = undefined;
		this.batch = [];
		this.tasks = new Set();
		this.generation.abort.abort();
		this.generation = { inFlight: 0, abort: new AbortController() };
	}

	close(): void {
		this.closed = true;
		this.clear();
	}

	private endBatch(): void {
		clearTimeout(this.batchTimer);
		this.batchTimer = undefined;
		const batch = this.settings.current.reorder ? this.settings.shuffled(this.batch) : this.batch;
		for (const task of batch) this.tasks.add(task);
		this.batch = [];
		this.go();
	}

	private go(): void {
		for (const task of this.tasks) {
			const { paused, concurrency } = this.settings.current;
			if (paused || this.inFlight >= concurrency) return;
			this.tasks.delete(task);
			void this.begin(task, this.generation);
		}
	}

	private async begin(task: Task, generation: Generation): Promise<void> {
		generation.inFlight += 1;
		await this.send(task, generation.abort.signal);
		generation.inFlight -= 1;
		if (generation === this.generation) this.go();
	}
}
