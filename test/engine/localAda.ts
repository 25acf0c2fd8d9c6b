import type { AxiosInstance } from 'axios';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import type { AgentBody } from '../../sandbox/conversations/agentControl';
import type { LimitsBody, Seed } from '../../sandbox/controlRequests';
import type { Fault } from '../../sandbox/faults';
import type { ReceivedRequest } from '../../sandbox/requestLog';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';
import type { SwitchValues } from '../../sandbox/switches';
import type {
	DeliveriesQuery,
	EndpointEdit,
	EndpointSeed,
	EventBody,
} from '../../sandbox/webhooks/controlBodies';
import type { DeliveryChoices } from '../../sandbox/webhooks/deliverySettings';
import type { ShownEndpoint } from '../../sandbox/webhooks/endpointControl';
import type { ShownDelivery } from '../../sandbox/webhooks/shownDelivery';
import { Dashboard } from '../sandbox/dashboard';

/** A person as the sandbox keeps them, sensitive values included. */
export interface StoredPerson {
	end_user_id: string;
	external_id: string | null;
	profile: IDataObject & { metadata: IDataObject };
	sensitive: Record<string, { value: unknown; writtenAt: string }>;
}

/** A channel as Ada's API shows it. */
export interface LocalChannel extends IDataObject {
	id: string;
	type: 'custom' | 'native';
	name: string;
}

/** A conversation as the sandbox keeps it, with everything that was written. */
export interface LocalConversation extends IDataObject {
	id: string;
	channel_id: string;
	end_user_id: string;
	status: 'active' | 'ended';
	metadata: IDataObject;
	ended_by: { id: string | null; role: string } | null;
	handoff_integration: string | null;
	messages: Array<{
		message_id: string;
		author: IDataObject & { role: string };
		content: IDataObject & { body?: string };
	}>;
}

/** A bulk deletion as Ada's API shows it. */
export interface StoredJob {
	job_id: string;
	client_reference: string | null;
	status: string;
	identifiers: Array<{ type: string; value: string; disposition: string }>;
}

/** A credential that fits this Ada; a share of 10,000 % keeps tests from waiting for the pace. */
export type LocalCredential = {
	addressBy: string;
	baseUrl: string;
	apiKey: string;
	limitShare: number;
};

/** Which deliveries are wanted. */
export type DeliveryFilter = Pick<DeliveriesQuery, 'endpoint' | 'type' | 'state'> & {
	last?: number;
};

/** What an event can have beside its type and data: channels, tags, a count, a raw body. */
export type MoreOfEvent = Omit<EventBody, 'type' | 'data'>;

const usedAddresses = new Set<string>();

/**
 * Starts a sandbox at an address that no other one of this test file has had: the node remembers
 * what it learned of an Ada by its address, and systems give ports out again.
 */
async function startAtNewAddress(options: SandboxOptions): Promise<Sandbox> {
	const sandbox = await startSandbox(options);
	if (!usedAddresses.has(sandbox.url)) {
		usedAddresses.add(sandbox.url);
		return sandbox;
	}
	// Closed only afterwards, so that the next one cannot get the same port.
	const next = await startAtNewAddress(options);
	await sandbox.close();
	return next;
}

/** A local Ada for one test file, looked at and steered from outside over HTTP. */
export class LocalAda {
	private readonly dashboard: Dashboard;

	private constructor(
		readonly url: string,
		readonly credential: LocalCredential,
		private readonly control: AxiosInstance,
		readonly close: () => Promise<void>,
	) {
		this.dashboard = new Dashboard(control);
	}

	static async start(options: SandboxOptions = {}): Promise<LocalAda> {
		const sandbox = await startAtNewAddress({ apiKeys: ['ada-key-7f3a9c51e2'], ...options });
		const credential = {
			addressBy: 'baseUrl',
			baseUrl: sandbox.url,
			apiKey: sandbox.apiKey,
			limitShare: 10_000,
		};
		const control = axios.create({ baseURL: `${sandbox.url}/sandbox` });
		return new LocalAda(sandbox.url, credential, control, () => sandbox.close());
	}

	async reset(): Promise<void> {
		await this.control.post('/reset', {});
	}

	/** Adds people, and gives their Ada IDs in the same order. */
	async seed(...endUsers: Seed[]): Promise<string[]> {
		const { data } = await this.control.post<{ ids: string[] }>('/end-users', { endUsers });
		return data.ids;
	}

	async people(): Promise<StoredPerson[]> {
		const { data } = await this.control.get<{ endUsers: StoredPerson[] }>('/end-users');
		return data.endUsers;
	}

	async remove(id: string): Promise<void> {
		await this.control.delete(`/end-users/${id}`);
	}

	/** What has arrived at Ada's API, oldest first. */
	async requests(): Promise<ReceivedRequest[]> {
		const { data } = await this.control.get<{ requests: ReceivedRequest[] }>('/requests');
		return data.requests;
	}

	/** Method and path of what has arrived, such as `GET /api/v2/end-users/?external_id=a`. */
	async calls(): Promise<string[]> {
		const requests = await this.requests();
		return requests.map(
			({ method, path, queryString }) => `${method} ${path}${queryString && `?${queryString}`}`,
		);
	}

	/** The bulk deletions, as Ada's API shows them. */
	async jobs(): Promise<StoredJob[]> {
		const { data } = await this.control.get<{ jobs: StoredJob[] }>('/erasure-jobs');
		return data.jobs;
	}

	/** The types of the events that Ada would have told its webhooks about. */
	async eventTypes(): Promise<string[]> {
		const { data } = await this.control.get<{ events: Array<{ type: string }> }>('/events');
		return data.events.map(({ type }) => type);
	}

	async forgetRequests(): Promise<void> {
		await this.control.delete('/requests');
	}

	async fault(fault: Fault): Promise<void> {
		await this.control.post('/faults', fault);
	}

	async noFaults(): Promise<void> {
		await this.control.delete('/faults');
	}

	async switch(values: SwitchValues): Promise<void> {
		await this.control.patch('/switches', values);
	}

	/** Switches rate limits on, which are off otherwise. */
	async limit(limits: LimitsBody): Promise<void> {
		await this.control.patch('/limits', limits);
	}

	/** The agent's Variables. */
	async variables(...names: string[]): Promise<void> {
		const variables = names.map((name, index) => ({ id: `variable-${index}`, name }));
		await this.control.put('/variables', { variables });
	}

	/** Those of a fresh agent, unless others were made. */
	async channels(): Promise<LocalChannel[]> {
		const { data } = await this.control.get<{ channels: LocalChannel[] }>('/channels');
		return data.channels;
	}

	async conversations(): Promise<LocalConversation[]> {
		const { data } = await this.control.get<{ conversations: LocalConversation[] }>(
			'/conversations',
		);
		return data.conversations;
	}

	/** What happens in Ada when its AI Agent hands over to people. */
	async startHandoff(id: string, integration: string): Promise<void> {
		await this.control.post(`/conversations/${id}/handoff`, { integration });
	}

	/** What happens in Ada when nobody has written for too long. */
	async expireConversation(id: string): Promise<void> {
		await this.control.post(`/conversations/${id}/expire`);
	}

	/** How the AI Agent behaves; without a delay it has answered when a call returns. */
	async agent(settings: AgentBody): Promise<void> {
		await this.control.put('/agent', settings);
	}

	/** Stops time, which then moves by `advance` only, so many milliseconds behind a full second. */
	async stopClock(behindSecond: number): Promise<void> {
		const { data } = await this.control.post<{ now: string }>('/clock', { frozen: true });
		await this.advance(1_000 - (Date.parse(data.now) % 1_000) + behindSecond);
	}

	async advance(milliseconds: number): Promise<void> {
		await this.control.post('/clock', { advanceMs: milliseconds });
	}

	/** The webhooks, with their secrets and channel filters. */
	async endpoints(): Promise<ShownEndpoint[]> {
		return await this.dashboard.endpoints();
	}

	/** Makes a webhook as a person does in Ada's dashboard. */
	async addEndpoint(seed: EndpointSeed): Promise<ShownEndpoint> {
		return await this.dashboard.add(seed);
	}

	async editEndpoint(id: string, change: EndpointEdit): Promise<ShownEndpoint> {
		return await this.dashboard.edit(id, change);
	}

	async removeEndpoint(id: string): Promise<void> {
		await this.dashboard.remove(id);
	}

	/** Gives a webhook a new secret; the one before signs along for 24 hours. */
	async rotateSecret(id: string): Promise<ShownEndpoint> {
		return await this.dashboard.rotate(id);
	}

	/** Each message and webhook with all tries, oldest first. */
	async deliveries(filter: DeliveryFilter = {}): Promise<ShownDelivery[]> {
		return await this.dashboard.deliveries(filter);
	}

	/** Makes deliveries misbehave; what is not named stays as it is. */
	async deliverySettings(settings: Partial<DeliveryChoices>): Promise<void> {
		await this.dashboard.choose(settings);
	}

	/** Emits an event of any type, and gives its message ID; of several (`count`) the first one's. */
	async emit(type: string, data: object = {}, more: MoreOfEvent = {}): Promise<string> {
		const [messageId] = await this.dashboard.emit({ type, data, ...more });
		return messageId;
	}

	/** Sends a message again, with its ID, to every webhook that it went to. */
	async resend(messageId: string): Promise<void> {
		await this.dashboard.resend(messageId);
	}

	/** Waits until no delivery is on its way or due. */
	async settled(): Promise<void> {
		await this.dashboard.settled();
	}
}
