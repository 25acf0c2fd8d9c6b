import type { AxiosResponse } from 'axios';

import type { AgentBody } from '../../sandbox/conversations/agentControl';
import { Client } from './client';

export const webPortal = '66a4c1d2e3f4a5b6c7d8e901';
export const mobileApp = '66a4c1d2e3f4a5b6c7d8e902';
export const nativeChat = '66a4c1d2e3f4a5b6c7d8e911';
export const nobody = '0'.repeat(24);

export interface ConversationAnswer {
	id: string;
	channel_id: string;
	end_user_id: string;
	status: string;
	created_at: string;
	updated_at: string;
	metadata?: Record<string, unknown>;
}

export interface Written {
	author: Record<string, unknown>;
	content: Record<string, unknown>;
	created_at: string;
}

export interface MessageAnswer extends Written {
	id: string;
	conversation_id: string;
	updated_at: string;
}

export interface LoggedMessage extends Written {
	type: string;
	message_id: string;
}

export interface History {
	data: LoggedMessage[];
	meta: { next_page_url?: string | null };
}

/** A conversation as the control API shows it. */
export interface Behind extends ConversationAnswer {
	ended_by: { id: string | null; role: string } | null;
	handoff_integration: string | null;
	messages: LoggedMessage[];
	notice?: { status?: number; error?: string } | null;
}

export interface AttachmentAnswer {
	url: string;
	mime_type: string;
	filename: string;
}

/** An event, with what tests look at in some of them. */
export interface Told {
	type: string;
	timestamp: string;
	tags?: string[];
	data: {
		message_id?: string;
		author?: { role: string };
		content?: { type: string };
		ended_by?: { id: string | null; role: string };
	};
}

/** Nothing of the AI Agent comes between. */
export const silentAgent: AgentBody = { greeting: false, replies: 0 };

export const text = (body: string) => ({ type: 'text', body });

export const human = { role: 'human_agent', display_name: 'Sam' };

/** Somebody who holds conversations with the sandbox, and looks at them from behind. */
export class Conversing {
	constructor(readonly client: Client) {}

	start(body: object = {}): Promise<AxiosResponse<ConversationAnswer>> {
		return this.client.ada.post('/v2/conversations/', { channel_id: webPortal, ...body });
	}

	/** A new conversation. */
	async started(body: object = {}): Promise<ConversationAnswer> {
		const { status, data } = await this.start(body);
		if (status !== 201) throw new Error(`Not started: ${JSON.stringify(data)}`);
		return data;
	}

	/** A new conversation that is in a handoff. */
	async handedOff(integration = 'helpdesk'): Promise<ConversationAnswer> {
		const conversation = await this.started();
		await this.handOff(conversation.id, { integration });
		return conversation;
	}

	get(id: string): Promise<AxiosResponse<ConversationAnswer>> {
		return this.client.ada.get(`/v2/conversations/${id}/`);
	}

	update(id: string, body: object): Promise<AxiosResponse<ConversationAnswer>> {
		return this.client.ada.patch(`/v2/conversations/${id}/`, body);
	}

	write(id: string, body: object): Promise<AxiosResponse<MessageAnswer>> {
		return this.client.ada.post(`/v2/conversations/${id}/messages/`, body);
	}

	/** The end user writes a text. */
	say(conversation: ConversationAnswer, body: string): Promise<AxiosResponse<MessageAnswer>> {
		const author = { role: 'end_user', id: conversation.end_user_id };
		return this.write(conversation.id, { author, content: text(body) });
	}

	history(id: string, params: object = {}): Promise<AxiosResponse<History>> {
		return this.client.ada.get(`/v2/conversations/${id}/messages/`, { params });
	}

	/** What was written, as text. */
	async texts(id: string): Promise<unknown[]> {
		const { data } = await this.history(id);
		return data.data.map(({ content }) => content.body);
	}

	end(id: string): Promise<AxiosResponse<{ message?: string }>> {
		return this.client.ada.post(`/v2/conversations/${id}/end/`);
	}

	endHandoff(id: string): Promise<AxiosResponse<{ message?: string }>> {
		return this.client.ada.post(`/v2/conversations/${id}/end-handoff/`);
	}

	attach(id: string, form: FormData): Promise<AxiosResponse<AttachmentAnswer>> {
		const options = { maxBodyLength: Infinity };
		return this.client.ada.post(`/v2/conversations/${id}/attachments/`, form, options);
	}

	async agent(settings: AgentBody): Promise<void> {
		await this.client.control.put('/agent', settings);
	}

	handOff(id: string, body: object): Promise<AxiosResponse<Behind>> {
		return this.client.control.post(`/conversations/${id}/handoff`, body);
	}

	expire(id: string): Promise<AxiosResponse<Behind>> {
		return this.client.control.post(`/conversations/${id}/expire`);
	}

	async all(): Promise<Behind[]> {
		const { data } = await this.client.control.get<{ conversations: Behind[] }>('/conversations');
		return data.conversations;
	}

	async events(): Promise<Told[]> {
		const { data } = await this.client.control.get<{ events: Told[] }>('/events');
		return data.events;
	}

	async eventTypes(): Promise<string[]> {
		return (await this.events()).map(({ type }) => type);
	}
}

/** A form with one file in it. */
export function formWith(bytes: Uint8Array<ArrayBuffer>, filename: string, type = ''): FormData {
	const form = new FormData();
	form.set('file', new File([bytes], filename, { type }));
	return form;
}
