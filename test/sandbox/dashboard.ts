import type { AxiosInstance } from 'axios';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EndpointEdit, EndpointSeed, EventBody } from '../../sandbox/webhooks/controlBodies';
import type { DeliveryChoices } from '../../sandbox/webhooks/deliverySettings';
import type { ShownEndpoint } from '../../sandbox/webhooks/endpointControl';
import type { DeliveryOverview, ShownDelivery } from '../../sandbox/webhooks/shownDelivery';

/** Webhooks by the control API: what a person sees and does in Ada's dashboard, and more. */
export class Dashboard {
	constructor(private readonly control: AxiosInstance) {}

	async endpoints(): Promise<ShownEndpoint[]> {
		const { data } = await this.control.get<{ endpoints: ShownEndpoint[] }>('/webhooks');
		return data.endpoints;
	}

	async add(seed: EndpointSeed): Promise<ShownEndpoint> {
		return (await this.control.post<ShownEndpoint>('/webhooks', seed)).data;
	}

	async edit(id: string, change: EndpointEdit): Promise<ShownEndpoint> {
		return (await this.control.patch<ShownEndpoint>(`/webhooks/${id}`, change)).data;
	}

	async remove(id: string): Promise<void> {
		await this.control.delete(`/webhooks/${id}`);
	}

	async rotate(id: string): Promise<ShownEndpoint> {
		return (await this.control.post<ShownEndpoint>(`/webhooks/${id}/rotate`)).data;
	}

	async choose(settings: Partial<DeliveryChoices>): Promise<void> {
		await this.control.put('/deliveries/settings', settings);
	}

	/** Emits events, and gives their message IDs. */
	async emit(event: EventBody): Promise<string[]> {
		const { data } = await this.control.post<{ messageIds: string[] }>('/events', event);
		return data.messageIds;
	}

	async overview(params: object = {}): Promise<DeliveryOverview> {
		return (await this.control.get<DeliveryOverview>('/deliveries', { params })).data;
	}

	async deliveries(params: object = {}): Promise<ShownDelivery[]> {
		return (await this.overview(params)).deliveries;
	}

	async resend(messageId: string, endpointId?: string): Promise<string[]> {
		const { data } = await this.control.post<{ endpointIds: string[] }>(
			`/deliveries/${messageId}/resend`,
			endpointId === undefined ? undefined : { endpointId },
		);
		return data.endpointIds;
	}

	async recover(since: string, endpointId?: string): Promise<string[]> {
		const { data } = await this.control.post<{ messageIds: string[] }>('/deliveries/recover', {
			since,
			endpointId,
		});
		return data.messageIds;
	}

	/** Waits until nothing is on its way or due: at most for longer than a receiver may take. */
	async settled(): Promise<void> {
		const endMs = Date.now() + 20_000;
		while (Date.now() < endMs) {
			if ((await this.overview({ last: 1 })).idle) return;
			await sleep(5);
		}
		throw new Error('The deliveries did not come to rest.');
	}
}
