import type { Delivery, Message } from './delivery';
import type { WebhookEndpoint } from './webhookEndpoint';

const mostKept = 200_000;

/** Every message and what became of it, oldest first; of more than 200,000 the last ones. */
export class DeliveryLog {
	private kept: Delivery[] = [];

	private messages = new Map<string, Message>();

	get all(): readonly Delivery[] {
		return this.kept;
	}

	message(id: string): Message | undefined {
		return this.messages.get(id);
	}

	/** The messages that were added last, oldest first. */
	lastMessages(count: number): Message[] {
		return [...this.messages.values()].slice(-count);
	}

	get messageCount(): number {
		return this.messages.size;
	}

	ofMessage(id: string): Delivery[] {
		return this.kept.filter(({ message }) => message.id === id);
	}

	pendingOf(endpoint: WebhookEndpoint): Delivery[] {
		return this.kept.filter((one) => one.endpoint === endpoint && one.state === 'pending');
	}

	addMessage(message: Message): void {
		this.messages.set(message.id, message);
		if (this.messages.size <= mostKept) return;
		const [oldest] = this.messages.keys();
		this.messages.delete(oldest);
	}

	add(delivery: Delivery): void {
		this.kept.push(delivery);
		if (this.kept.length > mostKept * 1.1) this.kept = this.kept.slice(-mostKept);
	}

	/** Forgets what is over; what still waits stays, since it will still be sent. */
	forgetFinished(): void {
		this.kept = this.kept.filter(({ state }) => state === 'pending');
		this.messages = new Map(this.kept.map(({ message }) => [message.id, message]));
	}

	clear(): void {
		this.kept = [];
		this.messages = new Map();
	}
}
