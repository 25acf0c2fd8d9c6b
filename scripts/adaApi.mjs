/** Ada's API, as a program that holds an API key uses it. */
export class AdaApi {
	#baseUrl;
	#apiKey;

	constructor(baseUrl, apiKey) {
		this.#baseUrl = baseUrl;
		this.#apiKey = apiKey;
	}

	/** Creates a person; resolves to Ada's answer. */
	async createEndUser(endUser) {
		return await this.ask('POST', '/v2/end-users/', endUser);
	}

	/** Changes a person; resolves to Ada's answer. */
	async updateEndUser(id, change) {
		return await this.ask('PATCH', `/v2/end-users/${id}`, change);
	}

	/** Starts a conversation on a custom channel; resolves to Ada's answer. */
	async startConversation(conversation) {
		return await this.ask('POST', '/v2/conversations/', conversation);
	}

	/** Writes a text as the person of a conversation. */
	async write({ id, end_user_id: person }, text) {
		await this.ask('POST', `/v2/conversations/${id}/messages/`, {
			author: { role: 'end_user', id: person },
			content: { type: 'text', body: text },
		});
	}

	async endConversation(id) {
		await this.ask('POST', `/v2/conversations/${id}/end/`);
	}

	async ask(method, path, body) {
		const response = await fetch(`${this.#baseUrl}/api${path}`, {
			method,
			headers: { authorization: `Bearer ${this.#apiKey}`, 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`Ada answered ${response.status} to ${method} ${path}: ${text}`);
		}
		return JSON.parse(text);
	}
}
