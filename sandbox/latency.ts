import { Type, type Static } from '@sinclair/typebox';
import { setTimeout as sleep } from 'node:timers/promises';

import { seededNumbers } from './seededNumbers';

const wait = Type.Integer({
	minimum: 0,
	maximum: 60_000,
	description: 'The time from a request to its answer, on average, in milliseconds.',
});

const percent = Type.Integer({
	minimum: 0,
	maximum: 100,
	description: 'How far a single answer may be off that, either way; 0 if absent.',
});

/** What the control API accepts as a latency. */
export const latencyBody = Type.Object(
	{ ms: wait, spread: Type.Optional(percent) },
	{ additionalProperties: false },
);

/** How long each answer takes: `ms` milliseconds, and up to `spread` percent more or less. */
export type LatencySettings = Static<typeof latencyBody>;

/**
 * The way between a client and Ada, in real time, whatever the clock shows: half of it passes before
 * a request is handled and counted, half before its answer goes out, as on a network.
 */
export class Latency {
	private settings: Required<LatencySettings> = { ms: 0, spread: 0 };

	private random = seededNumbers(1);

	constructor(private readonly atStart: LatencySettings) {
		this.reset();
	}

	get current(): Readonly<Required<LatencySettings>> {
		return this.settings;
	}

	set({ ms, spread = 0 }: LatencySettings): void {
		this.settings = { ms, spread };
		this.random = seededNumbers(1);
	}

	/** Back to the latency that the sandbox was started with. */
	reset(): void {
		this.set(this.atStart);
	}

	/** Milliseconds for one of the two ways of a request, drawn anew for each. */
	forOneWay(): number {
		const { ms, spread } = this.settings;
		return (ms / 2) * (1 + (spread / 100) * (2 * this.random() - 1));
	}
}

/** Lets so many milliseconds pass; those of a sandbox that was closed keep no process alive. */
export async function travel(ms: number): Promise<void> {
	if (ms > 0) await sleep(ms, undefined, { ref: false });
}
