import { Type, type Static } from '@sinclair/typebox';

import { seededNumbers } from './seededNumbers';

const choice = {
	times: Type.Optional(
		Type.Integer({ minimum: 1, description: 'How many matching calls it strikes; 1 if absent.' }),
	),
	share: Type.Optional(
		Type.Number({ minimum: 0, maximum: 1, description: 'Instead: the share of matching calls.' }),
	),
	seed: Type.Optional(
		Type.Integer({ description: 'Which calls a share strikes: the same seed, the same calls.' }),
	),
	skip: Type.Optional(
		Type.Integer({ minimum: 0, description: 'How many matching calls pass first.' }),
	),
	method: Type.Optional(Type.String({ description: 'Only calls with this method, e.g. PATCH.' })),
	pathPrefix: Type.Optional(
		Type.String({ description: 'Only paths that begin like this, e.g. /api/v2/end-users/.' }),
	),
};

const strict = { additionalProperties: false };

const status = Type.Integer({ minimum: 200, maximum: 599 });

const kinds = [
	Type.Object(
		{
			kind: Type.Literal('status'),
			status,
			retryAfter: Type.Optional(
				Type.String({ description: 'The value of Retry-After: seconds or an HTTP date.' }),
			),
			body: Type.Optional(
				Type.String({ description: 'The answer’s text, sent as JSON; else Ada’s envelope.' }),
			),
			...choice,
		},
		strict,
	),
	Type.Object(
		{ kind: Type.Literal('html'), status, body: Type.Optional(Type.String()), ...choice },
		strict,
	),
	Type.Object({ kind: Type.Literal('delay'), ms: Type.Integer({ minimum: 0 }), ...choice }, strict),
	Type.Object({ kind: Type.Literal('cut'), ...choice }, strict),
	Type.Object({ kind: Type.Literal('lostAnswer'), ...choice }, strict),
	Type.Object({ kind: Type.Literal('echo'), status: Type.Optional(status), ...choice }, strict),
] as const;

/**
 * Something that goes wrong, for the next calls.
 *
 * - `status`: answers a status before the request is handled, with Ada's envelope or another text
 * - `html`: answers an HTML page with a status, as a proxy would
 * - `delay`: handles the request after so many milliseconds
 * - `cut`: closes the connection before the request is handled
 * - `lostAnswer`: handles the request, then closes the connection without an answer
 * - `echo`: answers 400 (or a status) and repeats the request's text in message and details
 */
export type Fault = Static<(typeof kinds)[number]>;

/** What the control API accepts as a fault. */
export const faultSchema = Type.Unsafe<Fault>({
	type: 'object',
	required: ['kind'],
	discriminator: { propertyName: 'kind' },
	oneOf: kinds,
});

interface QueuedFault {
	fault: Fault;
	random: () => number;
	toSkip: number;
	timesLeft: number;
	struck: number;
}

/** Faults waiting for calls, in the order they were added. */
export class Faults {
	private queue: QueuedFault[] = [];

	add(fault: Fault): void {
		this.queue.push({
			fault,
			random: seededNumbers(fault.seed ?? 1),
			toSkip: fault.skip ?? 0,
			timesLeft: fault.times ?? (fault.share === undefined ? 1 : Infinity),
			struck: 0,
		});
	}

	/**
	 * The fault that strikes this call, if any: the first one in the queue that matches, has calls
	 * left and whose share says so. One call meets one fault.
	 */
	next(call: { method: string; path: string }): Fault | undefined {
		const striking = this.queue.find((queued) => {
			const { fault } = queued;
			if (fault.method !== undefined && fault.method.toUpperCase() !== call.method) return false;
			if (fault.pathPrefix !== undefined && !call.path.startsWith(fault.pathPrefix)) return false;
			if (queued.toSkip > 0) {
				queued.toSkip -= 1;
				return false;
			}
			return fault.share === undefined || queued.random() < fault.share;
		});
		if (!striking) return undefined;
		striking.struck += 1;
		striking.timesLeft -= 1;
		if (striking.timesLeft <= 0) this.queue = this.queue.filter((queued) => queued !== striking);
		return striking.fault;
	}

	/** What still waits: each fault with how often it struck and how often it will (null: always). */
	describe(): Array<{ fault: Fault; struck: number; timesLeft: number | null }> {
		return this.queue.map(({ fault, struck, timesLeft }) => ({
			fault,
			struck,
			timesLeft: Number.isFinite(timesLeft) ? timesLeft : null,
		}));
	}

	clear(): void {
		this.queue = [];
	}
}
