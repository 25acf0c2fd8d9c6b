const everyMs = 50;

/**
 * The idle time after which a conversation ends by itself. When Ada does that is not documented:
 * never, unless it is set. It is measured on the sandbox's clock, which is looked at every 50 ms.
 */
export class IdleWatch {
	private limitMs: number | null = null;

	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly endIdle: (limitMs: number) => void) {}

	/** Null for never. */
	get afterMs(): number | null {
		return this.limitMs;
	}

	set(afterMs: number | null): void {
		this.stop();
		this.limitMs = afterMs;
		if (afterMs === null) return;
		this.timer = setInterval(() => {
			this.look();
		}, everyMs);
		this.timer.unref();
	}

	/** Ends what has been idle for too long by now. */
	look(): void {
		if (this.limitMs !== null) this.endIdle(this.limitMs);
	}

	stop(): void {
		clearInterval(this.timer);
	}
}
