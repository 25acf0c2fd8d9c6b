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
		const response = await fetch(`${this.#baseUrl}/api/v2/end-users/`, {
			method: 'POST',
			headers: { authorization: `Bearer ${this.#apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify(endUser),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`Ada answered ${response.status} to the creation: ${text}`);
		return JSON.parse(text);
	}
}
