import { sleep } from 'n8n-workflow';

import { Congestion } from './congestion';
import type { ApiFamily, RateLimit } from './limits';
import { RequestTimes } from './requestTimes';
import { SteadyClock } from './steadyClock';

/**
 * Added to the windows of a minute and a day, in milliseconds: requests do not travel equally fast, so
 * those that left just outside of a window can arrive inside of it.
 */
const TRAVEL_MARGIN = 50;

/** Added to a second, which begins with an answer, in milliseconds: no two clocks are quite alike. */
const CLOCK_MARGIN = 10;

/**
 * The part of a minute and of a day that those who have sent much leave to others, so that a chat
 * message finds room while a long run has used up the rest.
 */
const RESERVE = 0.04;

/** A run of so many minutes sends evenly from the start: that costs it a minute at most. */
const LONG_RUN_MINUTES = 25;

/** Of so many turns one goes to whoever has waited longest, so that nobody waits for ever. */
const TURNS_BY_AGE = 4;

/** The longest that is waited for a window, in milliseconds: a minute's, but not a day's. */
const LONGEST_WAIT = 2 * 60_000;

/** A run of a node, or a look from the editor: whoever shares the limits with others. */
export class PaceUser {
	/** How many items need at least one request, if that is known. */
	expected?: number;

	/** @param execution stands for the execution, of which a loop makes many runs */
	constructor(readonly execution: object = {}) {}
}

/** A request that wants to be sent. */
export interface PaceRequest {
	user: PaceUser;
	/** What the user may use, the shortest window first. */
	limits: RateLimit[];
	/** When it was asked for first, by the pace's own clock: a repetition keeps its place. */
	since: number;
	/** How long 429 is outlived, in milliseconds. */
	longestWait: number;
	/** Each of them ends the waiting. */
	signals: AbortSignal[];
}

/** To be sent now; `end` when the answer is there. `limited` if it was 429, `retryAfter` in seconds. */
export interface GivenTurn {
	kind: 'given';
	end(answer?: { limited: boolean; retryAfter?: number }): void;
}

/** Ada has answered 429 so many times in a row, for as long as the request may wait. */
export interface RefusedTurn {
	kind: 'refused';
	times: number;
	seconds: number;
}

/** What came of asking for a turn. */
export type Turn =
	| GivenTurn
	| RefusedTurn
	/** The window of a day is full for so many milliseconds. */
	| { kind: 'dayIsUsedUp'; freeIn: number }
	/** One of the signals came. */
	| { kind: 'ended' };

interface Waiting extends PaceRequest {
	resolve(turn: Turn): void;
}

/**
 * Keeps the requests of one API family on one host within Ada's limits, for all executions of this
 * process, whatever the node or the credential. A request takes up room in a second until a second
 * after its answer, and in longer windows from when it is sent. Whoever has the fewest requests waiting
 * goes first, so that a single one is not kept behind thousands.
 */
export class Pace {
	private readonly clock = new SteadyClock();

	private readonly sent = new RequestTimes();

	/** When requests ended, with an answer or without. */
	private readonly ended = new RequestTimes();

	private readonly congestion = new Congestion();

	private readonly waiting = new Map<PaceUser, Waiting[]>();

	/** How many requests each user has sent, and each execution. */
	private readonly sentBy = new WeakMap<object, number>();

	private readonly watched = new WeakSet<AbortSignal>();

	private underWay = 0;

	private turns = 0;

	private wakesAt = Infinity;

	/** The time by which requests keep their places, in milliseconds. */
	now(): number {
		return this.clock.now();
	}

	/** Waits until the request may be sent. */
	async turn(request: PaceRequest): Promise<Turn> {
		if (request.signals.some(({ aborted }) => aborted)) return { kind: 'ended' };
		for (const signal of request.signals) this.watch(signal);
		return await new Promise<Turn>((resolve) => {
			this.queue({ ...request, resolve });
			this.giveTurns();
		});
	}

	/** Counts a request that is sent without waiting for a turn. */
	urgentTurn(): GivenTurn {
		return this.begin(this.now());
	}

	/** Listens once for all requests of a run: Node.js 20 takes more than ten listeners for a leak. */
	private watch(signal: AbortSignal): void {
		if (this.watched.has(signal)) return;
		this.watched.add(signal);
		const end = () => {
			for (const waiting of [...this.waiting.values()].flat()) {
				if (waiting.signals.includes(signal)) this.answer(waiting, { kind: 'ended' });
			}
		};
		signal.addEventListener('abort', end, { once: true });
	}

	private answer(waiting: Waiting, turn: Turn): void {
		this.remove(waiting);
		waiting.resolve(turn);
	}

	private queue(waiting: Waiting): void {
		const ofUser = this.waiting.get(waiting.user) ?? [];
		const after = ofUser.findIndex(({ since }) => since > waiting.since);
		ofUser.splice(after < 0 ? ofUser.length : after, 0, waiting);
		this.waiting.set(waiting.user, ofUser);
	}

	private remove(waiting: Waiting): void {
		const others = (this.waiting.get(waiting.user) ?? []).filter((other) => other !== waiting);
		if (others.length > 0) this.waiting.set(waiting.user, others);
		else this.waiting.delete(waiting.user);
	}

	private giveTurns(): void {
		for (;;) {
			const now = this.now();
			const firsts = [...this.waiting.values()].map(([waiting]) => {
				const windowsFrom = this.windowsFrom(waiting, now);
				return { waiting, windowsFrom, from: Math.max(windowsFrom, this.congestion.frozenUntil) };
			});
			if (this.giveUp(firsts, now)) return;

			const ready = firsts.filter(({ from }) => from <= now).map(({ waiting }) => waiting);
			if (ready.length === 0) {
				if (firsts.length > 0) this.wakeAt(Math.min(...firsts.map(({ from }) => from)));
				return;
			}
			// One at a time finds out whether Ada takes requests again.
			if (this.congestion.isProbing && this.underWay > 0) return;
			this.give(this.chosenFrom(ready), now);
		}
	}

	/** Tells one request that it will not be sent, if there is one; so its run can end the others first. */
	private giveUp(firsts: Array<{ waiting: Waiting; windowsFrom: number }>, now: number): boolean {
		const { frozenUntil, isProbing, refusedSince, inARow: times } = this.congestion;
		const isRefused = ({ since, longestWait }: Waiting) =>
			frozenUntil > Math.max(since, refusedSince) + longestWait;
		const refused = isProbing ? [...this.waiting.values()].flat().find(isRefused) : undefined;
		const full = firsts.find(({ windowsFrom }) => windowsFrom > now + LONGEST_WAIT);
		if (refused) {
			const seconds = (now - refusedSince) / 1000;
			this.answer(refused, { kind: 'refused', times, seconds });
		} else if (full) {
			this.answer(full.waiting, { kind: 'dayIsUsedUp', freeIn: full.windowsFrom - now });
		} else {
			return false;
		}
		this.wakeAt(now);
		return true;
	}

	private chosenFrom(ready: Waiting[]): Waiting {
		const oldest = ready.reduce((best, one) => (one.since < best.since ? one : best));
		if (this.turns % TURNS_BY_AGE === TURNS_BY_AGE - 1) return oldest;
		const numberOf = ({ user }: Waiting) => this.waiting.get(user)?.length ?? 0;
		return ready.reduce((best, one) => (numberOf(one) < numberOf(best) ? one : best), oldest);
	}

	private give(waiting: Waiting, sentAt: number): void {
		this.turns++;
		const { user, longestWait } = waiting;
		for (const who of [user, user.execution]) this.sentBy.set(who, this.sentByOf(who) + 1);
		const learn: GivenTurn['end'] = (answer) => {
			const named = answer?.retryAfter ?? 0;
			// For a time that nobody waits for nobody else is held up: each asks for itself.
			if (answer?.limited && named * 1000 <= longestWait) {
				this.congestion.limited(sentAt, this.now(), named);
			} else if (answer && !answer.limited) {
				this.congestion.taken(sentAt);
			}
		};
		this.answer(waiting, this.begin(sentAt, learn));
	}

	/** Counts a request that is sent now; `learn` hears once what came of it. */
	private begin(sentAt: number, learn?: GivenTurn['end']): GivenTurn {
		this.sent.add(sentAt);
		this.underWay++;
		let isOver = false;
		const end: GivenTurn['end'] = (answer) => {
			if (isOver) return;
			isOver = true;
			this.underWay--;
			this.ended.add(this.now());
			learn?.(answer);
			// The run first sees what came of it: after a failure it may want nothing sent any more.
			this.wakeAt(this.now());
		};
		return { kind: 'given', end };
	}

	private sentByOf(who: object): number {
		return this.sentBy.get(who) ?? 0;
	}

	/** From when on all windows have room for the request. */
	private windowsFrom({ limits, user }: Waiting, now: number): number {
		const part = this.congestion.partOfShare(now);
		const starts = limits.map(({ requests, seconds }) => {
			// 429 tells of this second or minute, not of the day's number.
			const size = seconds > 60 ? requests : Math.max(1, Math.round(requests * part));
			if (seconds === 1) return this.secondFrom(size, now);
			const length = seconds * 1000 + TRAVEL_MARGIN;
			const reserve = Math.floor(size * RESERVE);
			const own = this.sentByOf(user.execution) < reserve ? size : size - reserve;
			const fitsAt = this.sent.fitsAt(own, length);
			return seconds === 60 ? Math.max(fitsAt, this.evenlyFrom(user, own, length, now)) : fitsAt;
		});
		return Math.max(...starts);
	}

	/**
	 * A busy n8n sends a request later than in its turn, and a network can hold it up: all that is known
	 * is that Ada counts it before it answers. What is sent a second after the answer cannot fall into
	 * the same second. Up to five seconds of latency that keeps up the rate of a minute.
	 */
	private secondFrom(size: number, now: number): number {
		const length = 1000 + CLOCK_MARGIN;
		// At the earliest; whoever waits is woken by the answer too.
		if (this.underWay >= size) return now + length;
		return this.ended.fitsAt(size - this.underWay, length);
	}

	/**
	 * A run that needs more than a minute sends at once what is left over of whole minutes, and spreads
	 * the rest over the first minute, and so over all: it ends no later, and leaves room for others.
	 * An item can need one request of a family or two.
	 */
	private evenlyFrom(user: PaceUser, size: number, length: number, now: number): number {
		const { expected = 0 } = user;
		if (expected <= size || this.sentByOf(user) >= size) return 0;
		const isLong = expected >= LONG_RUN_MINUTES * size;
		const leftOver = (count: number) => ((count - 1) % size) + 1;
		const atOnce = isLong ? 1 : Math.max(leftOver(expected), leftOver(2 * expected));
		const { used, oldest } = this.sent.within(now - length);
		if (used < atOnce || used >= size) return 0;
		const { last } = this.sent;
		return last + (oldest + length - last) / (size - used + 1);
	}

	private wakeAt(at: number): void {
		if (at >= this.wakesAt) return;
		this.wakesAt = at;
		void sleep(Math.max(1, at - this.now())).then(() => {
			if (this.wakesAt === at) this.wakesAt = Infinity;
			this.giveTurns();
		});
	}
}

const paces = new Map<string, Pace>();

/** The pace that everybody in this process shares for one family of one Ada. */
export function paceOf(apiUrl: string, family: ApiFamily): Pace {
	const key = `${apiUrl} ${family}`;
	const known = paces.get(key);
	if (known) return known;
	const pace = new Pace();
	paces.set(key, pace);
	return pace;
}
