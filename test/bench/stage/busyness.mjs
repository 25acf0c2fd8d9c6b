import { monitorEventLoopDelay } from 'node:perf_hooks';
import { percent } from '../page/figures.mjs';
import { processTime } from './processTime.mjs';

/**
 * Watches whether what measures is itself what is slow: this process, in which the sandboxes run,
 * and n8n.
 */
export class Busyness {
	#delay = monitorEventLoopDelay({ resolution: 5 });
	#started = performance.now();
	#own = process.cpuUsage();
	#n8n;
	#before;

	/** @param {number} n8n its process ID */
	constructor(n8n) {
		this.#n8n = n8n;
		this.#before = processTime(n8n);
		this.#delay.enable();
	}

	/** What was seen until now, as a sentence. */
	end() {
		this.#delay.disable();
		const ms = performance.now() - this.#started;
		const { user, system } = process.cpuUsage(this.#own);
		const held = `${(this.#delay.percentile(99.9) / 1e6).toFixed(0)} ms`;
		const own = percent((user + system) / 1000 / ms);
		const sandboxes = `Meanwhile the process with all sandboxes was busy ${own} of the time on one core, and held 99.9 % of what it had to do up by less than ${held}`;
		if (this.#before === undefined) return `${sandboxes}.`;
		const n8n = percent((processTime(this.#n8n) - this.#before) / ms);
		return `${sandboxes}; n8n was busy ${n8n}, with all that ran in it at the same time.`;
	}
}
