import type { Clock } from '../clock';
import type { EmittedEvent } from '../events';
import type { Switches } from '../switches';
import { isSuccess, isWanted, type Attempt, type Delivery, type Message } from './delivery';
import { DeliveryLog } from './deliveryLog';
import { DeliverySettings, type DeliveryChoices } from './deliverySettings';
import type { EndpointStore } from './endpointStore';
import { post } from './post';
import { patienceMs, retryDelayMs } from './retrySchedule';
import { SendQueue } from './sendQueue';
import { signedHeaders } from './signature';
import { SvixIds } from './svixId';
import { WaitingRetries } from './waitingRetries';
import type { WebhookEndpoint } from './webhookEndpoint';

/** A try that is to be made: the schedule's own, or one that a person asked for. */
interface Task {
	delivery: Delivery;
	manual: boolean;
}

/** What a delivery works with. */
interface Surroundings {
	clock: Clock;
	switches: Switches;
	endpoints: EndpointStore;
	/** How long a receiver may take to answer, in real milliseconds. */
	answerLimitMs: number;
}

/** Brings events to the endpoints that want them, again and again if they fail (Svix). */
export class Deliveries {
	readonly log = new DeliveryLog();

	private readonly chosen = new DeliverySettings();

	private readonly messageIds = new SvixIds('msg');

	private readonly queue = new SendQueue<Task>(this.chosen, (task, signal) =>
		this.attempt(task, signal),
	);

	private readonly retries: WaitingRetries;

	constructor(private readonly around: Surroundings) {
		this.retries = new WaitingRetries(around.clock, (delivery) => {
			this.queue.add({ delivery, manual: false });
		});
	}

	get settings(): Readonly<DeliveryChoices> {
		return this.chosen.current;
	}

	get inFlight(): number {
		return this.queue.inFlight;
	}

	/** Whether nothing is on its way and nothing is due that may go out now. */
	get idle(): boolean {
		return this.queue.idle && !this.retries.someAreDue;
	}

	/** Sets what is given; the rest stays as it is. */
	choose(change: Partial<DeliveryChoices>): void {
		this.chosen.set(change);
		this.queue.settingsChanged();
	}

	/** Sends an event to every endpoint that wants it. */
	publish({ event, channels, raw }: EmittedEvent): void {
		const now = this.around.clock.now();
		const body = Buffer.from(raw ?? JSON.stringify(event));
		const message = { id: this.messageIds.next(now), event, channels, raw, body, atMs: now };
		this.log.addMessage(message);
		for (const endpoint of this.around.endpoints.all) {
			if (isWanted(message, endpoint)) this.start(message, endpoint);
		}
	}

	/**
	 * Sends a message again, as the button in Ada's dashboard does, with the ID that it had. Not
	 * documented; sandbox's choices: that one try is not repeated when it fails, and an endpoint
	 * that never got the message gets it like a new one.
	 */
	resend(message: Message, endpoint: WebhookEndpoint): void {
		const delivery = this.log.ofMessage(message.id).find((one) => one.endpoint === endpoint);
		if (delivery) this.queue.add({ delivery, manual: true });
		else this.start(message, endpoint);
	}

	/**
	 * Sends again what has not arrived and is not tried any more, of endpoints that are enabled.
	 * @param endpoint all of them if absent
	 */
	recover(sinceMs: number, endpoint?: WebhookEndpoint): Delivery[] {
		const recovered = this.log.all.filter(
			(one) =>
				(one.state === 'failed' || one.state === 'dropped') &&
				one.message.atMs >= sinceMs &&
				(!endpoint || one.endpoint === endpoint) &&
				one.endpoint.enabled &&
				this.around.endpoints.get(one.endpoint.id),
		);
		for (const delivery of recovered) this.queue.add({ delivery, manual: true });
		return recovered;
	}

	/** Lets nothing of what still waits for an endpoint go out any more. */
	drop(endpoint: WebhookEndpoint): void {
		this.queue.drop(({ delivery }) => delivery.endpoint === endpoint);
		for (const delivery of this.log.pendingOf(endpoint)) {
			delivery.state = 'dropped';
			delivery.nextAttemptAtMs = null;
			this.retries.remove(delivery);
		}
	}

	/** As freshly started; requests on their way are cut off. */
	clear(): void {
		this.queue.clear();
		this.retries.clear();
		this.log.clear();
		this.chosen.reset();
	}

	/** Cuts everything off, for good. */
	close(): void {
		this.queue.close();
		this.retries.clear();
	}

	private start(message: Message, endpoint: WebhookEndpoint): void {
		const delivery: Delivery = {
			message,
			endpoint,
			state: 'pending',
			attempts: [],
			tries: 0,
			failures: 0,
			nextAttemptAtMs: this.around.clock.now(),
		};
		this.log.add(delivery);
		this.queue.add({ delivery, manual: false });
	}

	private async attempt({ delivery, manual }: Task, signal: AbortSignal): Promise<void> {
		// Somebody may have sent it by hand meanwhile.
		if (!manual && delivery.state !== 'pending') return;
		if (!manual) delivery.nextAttemptAtMs = null;
		const number = ++delivery.tries;
		const atMs = this.around.clock.now();
		const copies = Array.from({ length: 1 + this.settings.duplicates }, (_, at) => at > 0);
		const attempts = await Promise.all(
			copies.map(async (copy) => ({
				...(await this.post(delivery, signal)),
				...{ number, atMs, manual, copy },
			})),
		);
		if (signal.aborted) return;
		delivery.attempts.push(...this.arriving(attempts));
		if (delivery.attempts.slice(-attempts.length).some(isSuccess)) this.succeed(delivery);
		else this.fail(delivery, manual);
	}

	private async post({ message, endpoint }: Delivery, signal: AbortSignal) {
		const { clock, switches, answerLimitMs } = this.around;
		const secrets = endpoint.secrets.signing(clock.now());
		const names = switches.get('webhookHeaders');
		const headers = signedHeaders(message.id, message.body, secrets, names);
		return await post(endpoint.url, message.body, headers, { limitMs: answerLimitMs, signal });
	}

	/** What comes back to Ada: the settings may lose answers, of a delivery and its copies alike. */
	private arriving(attempts: Attempt[]): Attempt[] {
		if (!attempts.some(isSuccess) || !this.chosen.losesAnswer()) return attempts;
		return attempts.map((attempt) =>
			isSuccess(attempt) ? { ...attempt, status: null, error: 'the answer was lost' } : attempt,
		);
	}

	private succeed(delivery: Delivery): void {
		delivery.state = 'delivered';
		delivery.nextAttemptAtMs = null;
		delivery.endpoint.failingSinceMs = null;
		this.retries.remove(delivery);
	}

	private fail(delivery: Delivery, manual: boolean): void {
		const { endpoint } = delivery;
		const now = this.around.clock.now();
		if (!manual && delivery.state === 'pending') this.planRetry(delivery, now);
		endpoint.failingSinceMs ??= now;
		const failingMs = now - endpoint.failingSinceMs;
		if (!endpoint.enabled || failingMs < patienceMs(this.around.switches)) return;
		// Noticed at a failure, not as time goes by, and without the minimum number of failures that
		// Svix has: sandbox's choices.
		endpoint.enabled = false;
		endpoint.updatedAtMs = now;
		this.drop(endpoint);
	}

	private planRetry(delivery: Delivery, now: number): void {
		delivery.failures += 1;
		const delayMs = retryDelayMs(delivery.failures, this.around.switches);
		if (delayMs === undefined) {
			delivery.state = 'failed';
			return;
		}
		delivery.nextAttemptAtMs = now + delayMs;
		this.retries.add(delivery);
	}
}
