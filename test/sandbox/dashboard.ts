import { setTimeout as sleep } from 'node:timers/promises';

import type { EndpointEdit, EndpointSeed, EventBody } from '../../sandbox/webhooks/controlBodies';
import type { DeliveryChoices } from '../../sandbox/webhooks/deliverySettings';
import type { ShownEndpoint } from '../../sandbox/webhooks/endpointControl';
import type { DeliveryOverview, ShownDelivery } from '../../sandbox/webhooks/shownDelivery';
import type { Client } from './client';

/** Webhooks by the control API: what a person sees and does in Ada's dashboard, and more. */
export class Dashboard {
	constructor(private readonly client: Client) {}

	async endpoints(): Promise<ShownEndpoint[]> {
		const { data } = await this.client.control.get<{ endpoints: ShownEndpoint[] }>('/webhooks');
		return data.endpoints;
	}

	async add(seed: EndpointSeed): Promise<ShownEndpoint> {
		return (await this.client.control.post<ShownEndpoint>('/webhooks', seed)).data;
	}

	async edit(id: string, change: EndpointEdit): Promise<ShownEndpoint> {
		return (await this.client.control.patch<ShownEndpoint>(`/webhooks/${id}`, change)).data;
	}

	async remove(id: string): Promise<void> {
		await this.client.control.delete(`/webhooks/${id}`);
	}

	async rotate(id: string): Promise<ShownEndpoint> {
		return (await this.client.control.post<ShownEndpoint>(`/webhooks/${id}/rotate`)).data;
	}

	async choose(settings: Partial<DeliveryChoices>): Promise<void> {
		await this.client.control.put('/deliveries/settings', settings);
	}

	/** Emits events, and gives their message IDs. */
	async emit(event: EventBody): Promise<string[]> {
		const { data } = await this.client.control.post<{ messageIds: string[] }>('/events', event);
		return data.messageIds;
	}

	async overview(params: object = {}): Promise<DeliveryOverview> {
		return (await this.client.control.get<DeliveryOverview>('/deliveries', { params })).data;
	}

	async deliveries(params: object = {}): Promise<ShownDelivery[]> {
		return (await this.overview(params)).deliveries;
	}

	async resend(messageId: string, endpointId?: string): Promise<string[]> {
		const { data } = await this.client.control.post<{ endpointIds: string[] }>(
			`/deliveries/${messageId}/resend`,
			endpointId === undefined ? undefined : { endpointId },
		);
		return data.endpointIds;
	}

	async recover(since: string, endpointId?: string): Promise<string[]> {
		const { data } = await this.client.control.post<{ messageIds: string[] }>(
			'/deliveries/recover',
			{ since, endpointId },
		);
		return data.messageIds;
	}

	/** Waits until nothing is on its way or due. */
	async settled(): Promise<void> {
		for (let asked = 0; asked < 1_000; asked += 1) {
			if ((await this.overview({ last: 1 })).idle) return;
			await sleep(5);
		}
		throw new Error('The deliveries did not come to rest.');
	}
}
