import type { AxiosResponse } from 'axios';

import type { Client, ErrorAnswer } from './client';

export interface WebhookAnswer {
	id: string;
	url: string;
	description: string;
	event_filters: string[];
	enabled: boolean;
	created_at: string;
	updated_at: string;
}

export interface WebhookList {
	data: WebhookAnswer[];
	meta: { next_page_url?: string | null };
}

/** What most tests do not care about. */
export const someUrl = 'https://n8n.example.org/webhook/ada';

/** Ada's Webhooks API, as nodes and scripts call it. */
export class WebhookCalls {
	constructor(private readonly client: Client) {}

	create(body: object): Promise<AxiosResponse<WebhookAnswer>> {
		return this.client.ada.post('/v2/webhooks/', body);
	}

	/** A new endpoint's ID. */
	async made(body: object = {}): Promise<string> {
		const { status, data } = await this.create({ url: someUrl, ...body });
		if (status !== 201) throw new Error(`Not created: ${JSON.stringify(data)}`);
		return data.id;
	}

	/** The refusal that a POST with this body meets. */
	refusal(body: object): Promise<AxiosResponse<ErrorAnswer>> {
		return this.client.ada.post('/v2/webhooks/', body);
	}

	get(id: string): Promise<AxiosResponse<WebhookAnswer>> {
		return this.client.ada.get(`/v2/webhooks/${id}`);
	}

	list(params: object = {}): Promise<AxiosResponse<WebhookList>> {
		return this.client.ada.get('/v2/webhooks/', { params });
	}

	update(id: string, body: object): Promise<AxiosResponse<WebhookAnswer>> {
		return this.client.ada.patch(`/v2/webhooks/${id}`, body);
	}

	remove(id: string): Promise<AxiosResponse<string>> {
		return this.client.ada.delete(`/v2/webhooks/${id}`);
	}

	async secret(id: string): Promise<string> {
		const { data } = await this.client.ada.get<{ key: string }>(`/v2/webhooks/${id}/secret/`);
		return data.key;
	}

	rotate(id: string, body?: object): Promise<AxiosResponse<ErrorAnswer>> {
		return this.client.ada.post(`/v2/webhooks/${id}/secret/rotate/`, body);
	}
}
