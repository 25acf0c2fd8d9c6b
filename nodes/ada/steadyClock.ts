/**
 * A clock that never goes back: where the machine's own is set back, it runs on from where it was.
 * What was sent before would otherwise lie in the future, and fill the windows of Ada's limits.
 */
export class SteadyClock {
	private latest = 0;

	private behind = 0;

	/** Milliseconds, for comparing with each other only. */
	now(): number {
		const machines = Date.now();
		this.behind = Math.max(this.behind, this.latest - machines);
		this.latest = machines + this.behind;
		return this.latest;
	}
}
