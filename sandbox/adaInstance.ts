import { ChannelStore } from './channels/channelStore';
import { Clock } from './clock';
import { AttachmentStore } from './conversations/attachmentStore';
import { Conversations } from './conversations/conversations';
import { EndUserStore } from './endUsers/endUserStore';
import { ErasureJobs } from './erasure/erasureJobs';
import { Events } from './events';
import { Faults } from './faults';
import { Latency, type LatencySettings } from './latency';
import { RateLimits, type LimitChoice } from './rateLimits';
import { RequestLog } from './requestLog';
import { Switches, type SwitchValues } from './switches';
import { exampleVariables, type Variable } from './variables';
import { Webhooks } from './webhooks/webhooks';

/** What an instance begins with, and goes back to when it is reset. */
export interface InstanceStart {
	apiKeys: readonly string[];
	limits: LimitChoice;
	latency: LatencySettings;
	switches: SwitchValues;
	variables: readonly Variable[];
	/** How long a webhook's receiver may take to answer, in real milliseconds. */
	answerLimitMs: number;
}

export const defaultStart: InstanceStart = {
	apiKeys: ['sandbox-key-not-a-secret'],
	limits: 'off',
	latency: { ms: 0 },
	switches: {},
	variables: exampleVariables,
	// Ada docs, webhooks overview.
	answerLimitMs: 15_000,
};

/** One AI Agent's side of Ada: everything that the API and the control API work on. */
export class AdaInstance {
	readonly clock = new Clock();

	readonly faults = new Faults();

	readonly latency: Latency;

	readonly requests = new RequestLog();

	/** What Ada tells its webhooks about. */
	readonly events = new Events(this.clock);

	readonly switches: Switches;

	readonly limits: RateLimits;

	readonly endUsers: EndUserStore;

	readonly channels = new ChannelStore(this.clock);

	readonly conversations: Conversations;

	readonly attachments = new AttachmentStore(this.clock);

	readonly webhooks: Webhooks;
	readonly erasureJobs: ErasureJobs;

	/** The agent's Variables. */
	variables: readonly Variable[];

	constructor(private readonly start: InstanceStart) {
		this.latency = new Latency(start.latency);
		this.switches = new Switches(start.switches);
		this.limits = new RateLimits(this.clock, this.switches, start.limits);
		this.endUsers = new EndUserStore(this.clock);
		this.conversations = new Conversations(this);
		const { answerLimitMs } = start;
		this.webhooks = new Webhooks(this.clock, this.events, this.switches, answerLimitMs);
		this.erasureJobs = new ErasureJobs(this.clock, this.switches, this.endUsers);
		this.variables = start.variables;
	}

	accepts(token: string | undefined): boolean {
		return token !== undefined && this.start.apiKeys.includes(token);
	}

	/** As freshly started: no data, faults or log; clock, switches, limits and latency as given. */
	reset(): void {
		this.webhooks.clear();
		this.clock.reset();
		this.faults.clear();
		this.latency.reset();
		this.requests.clear();
		this.events.clear();
		this.switches.reset();
		this.limits.reset();
		this.endUsers.clear();
		this.channels.reset();
		this.conversations.reset();
		this.attachments.clear();
		this.erasureJobs.clear();
		this.variables = this.start.variables;
	}

	/** Ends what the instance does of its own accord: it delivers nothing any more. */
	close(): void {
		this.webhooks.close();
		this.conversations.stop();
	}
}
