import { AdaApi } from '../../scripts/adaApi.mjs';
import { SandboxControl } from '../../scripts/sandboxControl.mjs';
import { until } from '../../scripts/waiting.mjs';

/** Milliseconds between two tries of a delivery, at most. */
const LONGEST_PAUSE = 10 * 3_600_000;

/** A sandbox, from both of its sides: as Ada's API, and as a person in Ada's dashboard has it. */
export class Ada extends SandboxControl {
	/** What another program does with Ada. */
	api;

	constructor({ baseUrl }, apiKey) {
		super(baseUrl);
		this.baseUrl = baseUrl;
		this.api = new AdaApi(baseUrl, apiKey);
		/** What a credential for it holds. The pace is for real Adas: this one has no limits. */
		this.credentialData = { addressBy: 'baseUrl', baseUrl, apiKey, limitShare: 1e8 };
	}

	/** The endpoints as far as a publication decides on them, in the order of their addresses. */
	async endpointsInBrief() {
		const all = await this.endpoints();
		return all
			.map(({ url, event_filters: events, enabled }) => ({
				url,
				events: [...events].sort(),
				enabled,
			}))
			.sort((one, other) => (one.url < other.url ? -1 : 1));
	}

	/** The endpoint at an address, with its ID, its secret and its channels. */
	async endpointAt(url) {
		return (await this.endpoints()).find((endpoint) => endpoint.url === url);
	}

	/** What a person does with an endpoint in the dashboard. */
	async editEndpoint(id, change) {
		return await this.ask('PATCH', `/webhooks/${id}`, change);
	}

	/** Tells of as many events; resolves to the IDs of the messages. */
	async tell(type, data = {}, count = 1) {
		return (await this.ask('POST', '/events', { type, data, count })).messageIds;
	}

	async resend(...messageIds) {
		for (const id of messageIds) await this.ask('POST', `/deliveries/${id}/resend`);
	}

	/** Sends messages to an endpoint that may never have got them. */
	async resendTo({ id: endpointId }, ...messageIds) {
		for (const id of messageIds) {
			await this.ask('POST', `/deliveries/${id}/resend`, { endpointId });
		}
	}

	/** How deliveries misbehave from now on. */
	async deliver(settings) {
		await this.ask('PUT', '/deliveries/settings', settings);
	}

	/** Stops the sandbox's clock, or lets it run again. */
	async freezeTime(frozen) {
		await this.ask('POST', '/clock', { frozen });
	}

	/** Waits until nothing is on its way any more. */
	async quiet({ seconds = 120 } = {}) {
		await until(async () => (await this.deliveryState()).idle, {
			seconds,
			otherwise: `The sandbox was still sending after ${seconds} s.`,
		});
	}

	/** Lets the time pass after which Ada sends again what did not arrive, until all has arrived. */
	async arrived({ atOnce }) {
		await this.deliver({ concurrency: atOnce });
		await this.quiet({ seconds: 400 });
		while ((await this.deliveryState()).counts.pending > 0) {
			await this.passTime(LONGEST_PAUSE);
			await this.quiet({ seconds: 400 });
		}
	}

	/** Whether nothing is on its way, and how many deliveries have arrived, still wait and so on. */
	async deliveryState() {
		return await this.ask('GET', '/deliveries?last=1');
	}

	async deliveriesOf(...messageIds) {
		const { deliveries } = await this.ask('GET', '/deliveries');
		return deliveries.filter(({ messageId }) => messageIds.includes(messageId));
	}

	/** The answers that n8n gave to a message, oldest first. */
	async answersTo(messageId) {
		const deliveries = await this.deliveriesOf(messageId);
		return deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status));
	}

	async addFault(fault) {
		await this.ask('POST', '/faults', fault);
	}

	async noFaults() {
		await this.ask('DELETE', '/faults');
	}

	/** The requests to Ada's API that `act` brought about. */
	async requestsDuring(act) {
		const last = (await this.requests()).at(-1)?.number ?? 0;
		await act();
		return (await this.requests()).filter(({ number }) => number > last);
	}
}
