/** The sandbox seen from behind Ada's API: who is in it, and what it was asked. */
export class SandboxControl {
	#baseUrl;

	constructor(baseUrl) {
		this.#baseUrl = baseUrl;
	}

	/** Adds people, shaped as Ada's API shows them, without Ada's checks; resolves to their Ada IDs. */
	async addEndUsers(endUsers) {
		return (await this.#ask('POST', '/end-users', { endUsers })).ids;
	}

	/** Everybody, shaped as Ada's API shows them. */
	async endUsers() {
		return (await this.#ask('GET', '/end-users')).endUsers;
	}

	/** Every request to Ada's API so far, the oldest first. */
	async requests() {
		return (await this.#ask('GET', '/requests')).requests;
	}

	/** The webhooks, with their secrets and channel filters. */
	async endpoints() {
		return (await this.#ask('GET', '/webhooks')).endpoints;
	}

	/** Each message and webhook with all tries, the oldest first; of one event type, if given. */
	async deliveries(type) {
		const query = type === undefined ? '' : `?${new URLSearchParams({ type })}`;
		return (await this.#ask('GET', `/deliveries${query}`)).deliveries;
	}

	/** Emits an event of any type, as Ada would; resolves to its message ID. */
	async emit(type, data) {
		return (await this.#ask('POST', '/events', { type, data })).messageIds[0];
	}

	async #ask(method, path, body) {
		const response = await fetch(`${this.#baseUrl}/sandbox${path}`, {
			method,
			headers: body && { 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`The sandbox answered ${response.status} to ${method} ${path}: ${text}`);
		}
		return JSON.parse(text);
	}
}
