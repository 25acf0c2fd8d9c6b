import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox';

export interface EndUserAnswer {
	end_user_id: string;
	external_id?: string | null;
	profile: {
		first_name?: string | null;
		last_name?: string | null;
		display_name?: string | null;
		avatar?: string | null;
		email?: string | null;
		language?: string | null;
		metadata?: Record<string, unknown>;
		system_properties: { sunshine_user_id?: string | null };
	};
	created_at: string;
	updated_at: string;
}

export interface ListAnswer {
	data: EndUserAnswer[];
	meta: { next_page_url?: string | null };
}

export interface ErrorAnswer {
	errors: Array<{
		type: string;
		message: string;
		details: Array<{ parameter: string; location: string; message: string }> | null;
	}>;
}

export interface LoggedRequest {
	method: string;
	path: string;
	query: Record<string, string | string[]>;
	headers: Record<string, string>;
	keySha256: string | null;
	body: unknown;
	status: number | null;
	fault: string | null;
	time: string;
	receivedAtMs: number;
	answeredAtMs: number | null;
}

export interface StoredEndUser {
	end_user_id: string;
	external_id: string | null;
	sensitive: Record<string, { value: string | number | boolean; writtenAt: string }>;
	attached: boolean;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Somebody who uses the sandbox as nodes and tests do: over HTTP, with Ada's key and without. */
export class Client {
	/** Ada's API with the accepted key; every status is an answer, redirects are not followed. */
	readonly ada: AxiosInstance;

	readonly control: AxiosInstance;

	private constructor(readonly sandbox: Sandbox) {
		const common = { validateStatus: () => true, maxRedirects: 0, proxy: false } as const;
		this.ada = axios.create({
			...common,
			baseURL: `${sandbox.url}/api`,
			headers: { Authorization: `Bearer ${sandbox.apiKey}` },
		});
		this.control = axios.create({ ...common, baseURL: `${sandbox.url}/sandbox` });
	}

	static async start(options?: SandboxOptions): Promise<Client> {
		return new Client(await startSandbox(options));
	}

	create(body: object): Promise<AxiosResponse<EndUserAnswer>> {
		return this.ada.post('/v2/end-users/', body);
	}

	/** A new end user's ID. */
	async made(body: object = {}): Promise<string> {
		const { status, data } = await this.create(body);
		if (status !== 201) throw new Error(`Not created: ${JSON.stringify(data)}`);
		return data.end_user_id;
	}

	update(id: string, body: object): Promise<AxiosResponse<EndUserAnswer>> {
		return this.ada.patch(`/v2/end-users/${id}`, body);
	}

	get(id: string): Promise<AxiosResponse<EndUserAnswer>> {
		return this.ada.get(`/v2/end-users/${id}`);
	}

	lookUp(externalId: string): Promise<AxiosResponse<EndUserAnswer>> {
		return this.ada.get('/v2/end-users/', { params: { external_id: externalId } });
	}

	list(params: object = {}): Promise<AxiosResponse<ListAnswer>> {
		return this.ada.get('/v2/end-users/', { params });
	}

	/** The refusal that a POST with this body meets. */
	refusal(body: object): Promise<AxiosResponse<ErrorAnswer>> {
		return this.ada.post('/v2/end-users/', body);
	}

	/** Somebody as the sandbox keeps them, sensitive values too. */
	async stored(id: string): Promise<StoredEndUser> {
		const { data } = await this.control.get<{ endUsers: StoredEndUser[] }>('/end-users');
		const person = data.endUsers.find((candidate) => candidate.end_user_id === id);
		if (!person) throw new Error(`Nobody has the ID ${id}.`);
		return person;
	}

	/** The events that Ada would tell its webhooks about, by type and whom they concern. */
	async events(): Promise<Array<{ type: string; timestamp: string; data: EndUserAnswer }>> {
		const { data } = await this.control.get<{
			events: Array<{ type: string; timestamp: string; data: EndUserAnswer }>;
		}>('/events');
		return data.events;
	}

	async turn(values: Record<string, string>): Promise<void> {
		await this.control.patch('/switches', values);
	}

	async advance(ms: number): Promise<void> {
		await this.control.post('/clock', { advanceMs: ms });
	}

	async log(params: object = {}): Promise<LoggedRequest[]> {
		const { data } = await this.control.get<{ requests: LoggedRequest[] }>('/requests', {
			params,
		});
		return data.requests;
	}
}
