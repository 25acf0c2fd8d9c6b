import { randomBytes } from 'node:crypto';

import type { Clock } from './clock';

/** IDs made like MongoDB's (time, machine, counter): their order is the order of creation. */
export class ObjectIds {
	private readonly machine = randomBytes(5).toString('hex');

	private counter = 0;

	constructor(private readonly clock: Clock) {}

	next(): string {
		const seconds = Math.floor(this.clock.now() / 1000)
			.toString(16)
			.padStart(8, '0');
		const count = (this.counter++).toString(16).padStart(6, '0');
		return `${seconds}${this.machine}${count}`;
	}
}
