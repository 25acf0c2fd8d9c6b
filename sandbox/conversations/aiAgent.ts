import type { Conversation } from './conversation';
import type { Content } from './message';
import { phrasesIn } from './phrases';

/** How the sandbox's AI Agent behaves; all of it is the sandbox's, and set by the control API. */
export interface AgentSettings {
	/** Whether it greets who starts a conversation. */
	greeting: boolean;
	/** How many messages it answers one with, or their texts. */
	replies: number | readonly string[];
	/** Real milliseconds before each of its messages, on no clock that can be turned; 0 is at once. */
	delayMs: number;
	/** Whether it sends a link to a survey when a conversation or a handoff ended. */
	csat: boolean;
}

const defaults: AgentSettings = { greeting: true, replies: 1, delayMs: 200, csat: false };

type Phrase = (language: string | null) => string;

function quoted(content: Content): string {
	if (content.type === 'text' || content.type === 'presence') return content.body;
	return content.type === 'file' ? content.filename : content.url;
}

/**
 * The one that answers in the sandbox: a greeting, and messages in the person's language. It is
 * silent during a handoff and after the end (Ada docs, conversations and handoffs).
 */
export class AiAgent {
	private current = defaults;

	private readonly waiting = new Set<NodeJS.Timeout>();

	constructor(
		private readonly world: {
			say: (conversation: Conversation, text: string) => void;
			languageOf: (conversation: Conversation) => string | null;
		},
	) {}

	get settings(): Readonly<AgentSettings> {
		return this.current;
	}

	/** Changes what is named; messages that already wait are sent as they are. */
	set(settings: Partial<AgentSettings>): void {
		this.current = { ...this.current, ...settings };
	}

	greet(conversation: Conversation): void {
		if (!this.current.greeting) return;
		this.sayLater(conversation, [(language) => phrasesIn(language).greeting]);
	}

	/** Answers what the person has just written. */
	answer(conversation: Conversation, asked: Content): void {
		const { replies } = this.current;
		if (typeof replies !== 'number') {
			const texts = replies.map((text) => () => text);
			this.sayLater(conversation, texts);
			return;
		}
		const phrases = Array.from({ length: replies }, (_, at): Phrase => {
			if (at > 0) return (language) => phrasesIn(language).more;
			return (language) => phrasesIn(language).reply(quoted(asked));
		});
		this.sayLater(conversation, phrases);
	}

	/** Says nothing more of what still waits. */
	fallSilent(): void {
		for (const timer of this.waiting) clearTimeout(timer);
		this.waiting.clear();
	}

	/** As in a fresh sandbox. */
	reset(): void {
		this.fallSilent();
		this.current = defaults;
	}

	/** One after the other, each after the delay. */
	private sayLater(conversation: Conversation, phrases: readonly Phrase[]): void {
		const silent = () => conversation.status === 'ended' || conversation.handoff !== null;
		if (phrases.length === 0 || silent()) return;
		const [phrase, ...more] = phrases;
		this.later(() => {
			if (silent()) return;
			this.world.say(conversation, phrase(this.world.languageOf(conversation)));
			this.sayLater(conversation, more);
		});
	}

	private later(act: () => void): void {
		const { delayMs } = this.current;
		if (delayMs === 0) {
			act();
			return;
		}
		const timer = setTimeout(() => {
			this.waiting.delete(timer);
			act();
		}, delayMs);
		// A sandbox that nobody uses any more does not keep the process alive.
		timer.unref();
		this.waiting.add(timer);
	}
}
