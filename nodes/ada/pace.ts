import { sleep } from 'n8n-workflow';

import { Congestion } from './congestion';
import type { ApiFamily, RateLimit } from './limits';
import { SentTimes } from './sentTimes';

/**
 * Added to each window, in milliseconds: requests do not travel equally fast, so those that left
 * just outside of a window can arrive inside of it.
 */
const TRAVEL_MARGIN = 50;

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

	private readonly sent = new WeakMap<Pace, number>();

	sentAt(pace: Pace): number {
		return this.sent.get(pace) ?? 0;
	}

	count(pace: Pace): void {
		this.sent.set(pace, this.sentAt(pace) + 1);
	}
}

/** A request that wants to be sent. */
export interface PaceRequest {
	user: PaceUser;
	/** What the user may use, the shortest window first. */
	limits: RateLimit[];
	/** When it was asked for first, in milliseconds: a repetition keeps its place. */
	since: number;
	/** Each of them ends the waiting. */
	signals: AbortSignal[];
}

/** What came of asking for a turn. */
export type Turn =
	/** To be sent now; `end` when the answer is there. `limited` if it was 429. */
	| { kind: 'given'; end(answer?: { limited: boolean; retryAfter?: number }): void }
	/** The window of a day is full until `freeAt`, in milliseconds. */
	| { kind: 'dayIsUsedUp'; freeAt: number }
	/** One of the signals came. */
	| { kind: 'ended' };

interface Waiting extends PaceRequest {
	resolve(turn: Turn): void;
}

/**
 * Keeps the requests of one API family on one host within Ada's limits, for all executions of this
 * process, whatever the node or the credential. A request counts when it is sent. Whoever has the
 * fewest requests waiting goes first, so that a single one is not kept behind thousands.
 */
export class Pace {
	private readonly sent = new SentTimes();

	private readonly congestion = new Congestion();

	private readonly waiting = new Map<PaceUser, Waiting[]>();

	private underWay = 0;

	private turns = 0;

	private wakesAt = Infinity;

	/** Waits until the request may be sent. */
	async turn(request: PaceRequest): Promise<Turn> {
		if (request.signals.some(({ aborted }) => aborted)) return { kind: 'ended' };
		return await new Promise<Turn>((resolve) => {
			const onAbort = () => {
				this.remove(waiting);
				waiting.resolve({ kind: 'ended' });
				this.giveTurns();
			};
			const waiting: Waiting = {
				...request,
				resolve: (turn) => {
					for (const signal of request.signals) signal.removeEventListener('abort', onAbort);
					resolve(turn);
				},
			};
			for (const signal of request.signals) signal.addEventListener('abort', onAbort);
			this.queue(waiting);
			this.giveTurns();
		});
	}

	/** Counts a request that is sent without waiting for a turn. */
	countUrgent(): void {
		this.sent.add(Date.now());
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
			const now = Date.now();
			const firsts = [...this.waiting.values()].map(([waiting]) => {
				const windowsFrom = this.windowsFrom(waiting, now);
				return { waiting, windowsFrom, from: Math.max(windowsFrom, this.congestion.frozenUntil) };
			});
			const hopeless = firsts.filter(({ windowsFrom }) => windowsFrom > now + LONGEST_WAIT);
			for (const { waiting, windowsFrom } of hopeless) {
				this.remove(waiting);
				waiting.resolve({ kind: 'dayIsUsedUp', freeAt: windowsFrom });
			}
			if (hopeless.length > 0) continue;

			const ready = firsts.filter(({ from }) => from <= now).map(({ waiting }) => waiting);
			if (ready.length === 0) {
				if (firsts.length > 0) this.wakeAt(Math.min(...firsts.map(({ from }) => from)));
				return;
			}
			if (this.underWay >= this.mostUnderWay(ready)) return;
			this.give(this.chosenFrom(ready), now);
		}
	}

	/** As many as a second allows: that keeps up the rate of a minute at six seconds of latency. */
	private mostUnderWay(ready: Waiting[]): number {
		if (this.congestion.isProbing) return 1;
		return Math.max(...ready.map(({ limits: [second] }) => second.requests));
	}

	private chosenFrom(ready: Waiting[]): Waiting {
		const oldest = ready.reduce((best, one) => (one.since < best.since ? one : best));
		if (this.turns % TURNS_BY_AGE === TURNS_BY_AGE - 1) return oldest;
		const numberOf = ({ user }: Waiting) => this.waiting.get(user)?.length ?? 0;
		return ready.reduce((best, one) => (numberOf(one) < numberOf(best) ? one : best), oldest);
	}

	private give(waiting: Waiting, sentAt: number): void {
		this.remove(waiting);
		this.turns++;
		this.underWay++;
		this.sent.add(sentAt);
		waiting.user.count(this);
		let isOver = false;
		waiting.resolve({
			kind: 'given',
			end: (answer) => {
				if (isOver) return;
				isOver = true;
				this.underWay--;
				if (answer?.limited) this.congestion.limited(sentAt, answer.retryAfter);
				else if (answer) this.congestion.taken(sentAt);
				this.giveTurns();
			},
		});
	}

	/** From when on all windows have room for the request. */
	private windowsFrom({ limits, user }: Waiting, now: number): number {
		const part = this.congestion.partOfShare(now);
		const starts = limits.map(({ requests, seconds }) => {
			const length = seconds * 1000 + TRAVEL_MARGIN;
			const size = Math.max(1, Math.floor(requests * part));
			if (seconds === 1) return this.sent.fitsAt(size, length);
			const reserve = Math.floor(size * RESERVE);
			const own = user.sentAt(this) < reserve ? size : size - reserve;
			const fitsAt = this.sent.fitsAt(own, length);
			return seconds === 60 ? Math.max(fitsAt, this.evenlyFrom(user, own, length, now)) : fitsAt;
		});
		return Math.max(...starts);
	}

	/**
	 * A run that needs more than a minute sends at once what is left over of whole minutes, and spreads
	 * the rest over the first minute, and so over all: it ends no later, and leaves room for others.
	 * An item can need one request of a family or two.
	 */
	private evenlyFrom(user: PaceUser, size: number, length: number, now: number): number {
		const { expected = 0 } = user;
		if (expected <= size || user.sentAt(this) >= size) return 0;
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
		void sleep(Math.max(1, at - Date.now())).then(() => {
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
