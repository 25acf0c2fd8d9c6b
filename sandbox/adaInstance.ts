import { Clock } from './clock';
import { EndUserStore } from './endUsers/endUserStore';
import { ErasureJobs } from './erasure/erasureJobs';
import { Events } from './events';
import { Faults } from './faults';
import { RateLimits, type LimitChoice } from './rateLimits';
import { RequestLog } from './requestLog';
import { Switches, type SwitchValues } from './switches';
import { exampleVariables, type Variable } from './variables';

/** What an instance begins with, and goes back to when it is reset. */
export interface InstanceStart {
	apiKeys: readonly string[];
	limits: LimitChoice;
	switches: SwitchValues;
	variables: readonly Variable[];
}

export const defaultStart: InstanceStart = {
	apiKeys: ['sandbox-key-not-a-secret'],
	limits: 'off',
	switches: {},
	variables: exampleVariables,
};

/** One AI Agent's side of Ada: everything that the API and the control API work on. */
export class AdaInstance {
	readonly clock = new Clock();

	readonly faults = new Faults();

	readonly requests = new RequestLog();

	/** What Ada tells its webhooks about; nothing is delivered. */
	readonly events = new Events(this.clock);

	readonly switches: Switches;

	readonly limits: RateLimits;

	readonly endUsers: EndUserStore;

	readonly erasureJobs: ErasureJobs;

	/** The agent's Variables. */
	variables: readonly Variable[];

	constructor(private readonly start: InstanceStart) {
		this.switches = new Switches(start.switches);
		this.limits = new RateLimits(this.clock, this.switches, start.limits);
		this.endUsers = new EndUserStore(this.clock);
		this.erasureJobs = new ErasureJobs(this.clock, this.switches, this.endUsers);
		this.variables = start.variables;
	}

	accepts(token: string | undefined): boolean {
		return token !== undefined && this.start.apiKeys.includes(token);
	}

	/** As freshly started: no data, no faults, an empty log, clock, switches and limits as given. */
	reset(): void {
		this.clock.reset();
		this.faults.clear();
		this.requests.clear();
		this.events.clear();
		this.switches.reset();
		this.limits.reset();
		this.endUsers.clear();
		this.erasureJobs.clear();
		this.variables = this.start.variables;
	}
}
