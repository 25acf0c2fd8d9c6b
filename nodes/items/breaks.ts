import { sleep } from 'n8n-workflow';

/** Milliseconds that n8n can wait without anybody noticing. */
const WITHOUT_BREAK = 30;

/**
 * Lets n8n do other things in between. Reading the forms of thousands of items, and comparing them
 * where nothing has to be sent, would keep everything else in the process waiting for many seconds.
 */
export class Breaks {
	private since = Date.now();

	/** Takes a break if it is time for one. */
	async take(): Promise<void> {
		if (Date.now() - this.since < WITHOUT_BREAK) return;
		await sleep(0);
		this.since = Date.now();
	}
}
