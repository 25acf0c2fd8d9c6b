/** The sandbox seen from behind Ada's API: who is in it, and what it was asked. */
export class SandboxControl {
	#baseUrl;

	constructor(baseUrl) {
		this.#baseUrl = baseUrl;
	}

	/** Adds people, shaped as Ada's API shows them, without Ada's checks; resolves to their Ada IDs. */
	async addEndUsers(endUsers) {
		return (await this.ask('POST', '/end-users', { endUsers })).ids;
	}

	/** Everybody, shaped as Ada's API shows them. */
	async endUsers() {
		return (await this.ask('GET', '/end-users')).endUsers;
	}

	/** Every request to Ada's API so far, the oldest first. */
	async requests() {
		return (await this.ask('GET', '/requests')).requests;
	}

	/** The channels of the agent, native ones too. */
	async channels() {
		return (await this.ask('GET', '/channels')).channels;
	}

	/** All conversations with their messages, the oldest first. */
	async conversations() {
		return (await this.ask('GET', '/conversations')).conversations;
	}

	/** What happens in Ada when its AI Agent hands over to people; notifyUrl may be left out. */
	async startHandoff(id, integration, notifyUrl) {
		return this.ask('POST', `/conversations/${id}/handoff`, { integration, notifyUrl });
	}

	/** What happens in Ada when nobody has written for too long. */
	async expireConversation(id) {
		return this.ask('POST', `/conversations/${id}/expire`);
	}

	/** Sets how the AI Agent behaves: greeting, replies, delayMs and so on. */
	async agent(settings) {
		return this.ask('PUT', '/agent', settings);
	}

	/** The webhook endpoints, with what Ada's API never shows. */
	async endpoints() {
		return (await this.ask('GET', '/webhooks')).endpoints;
	}

	/** What was sent to an endpoint, the oldest first, and whether nothing more is on its way now. */
	async deliveriesTo(endpointId) {
		return await this.ask('GET', `/deliveries?endpoint=${endpointId}`);
	}

	/** Makes Ada tell its webhooks of something. */
	async emit(type, data) {
		await this.ask('POST', '/events', { type, data });
	}

	/** Lets something go wrong with one of the next calls. */
	async addFault(fault) {
		await this.ask('POST', '/faults', fault);
	}

	/** Moves the sandbox's clock forward. */
	async passTime(ms) {
		await this.ask('POST', '/clock', { advanceMs: ms });
	}

	/** Asks the sandbox's control API; resolves to its answer. */
	async ask(method, path, body) {
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
