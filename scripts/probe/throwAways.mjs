import { randomBytes } from 'node:crypto';
import { bodyOf } from './pacedAda.mjs';

/** Nobody answers there: the name is reserved for that (RFC 2606). */
const deadUrl = 'https://n8n-nodes-ada-cx-probe.invalid/';

const mark = 'Throw-away of n8n-nodes-ada-cx probe';

/** What the probe makes in Ada, by names that nobody takes for real, and how it goes away. */
export class ThrowAways {
	#ada;
	#run = randomBytes(3).toString('hex');
	#people = new Map();
	#endpoints = new Set();

	constructor(ada) {
		this.#ada = ada;
	}

	/** An external ID of this run, at most 36 characters with what follows. */
	externalId(what) {
		return `n8n-probe-${this.#run}-${what}`;
	}

	/** Posts a person; resolves to Ada's answer, whatever it is. */
	async post({ externalId, profile } = {}, { atOnce = false } = {}) {
		const body = {
			...(externalId !== undefined && { external_id: externalId }),
			profile: { last_name: 'n8n probe', ...profile },
		};
		const answer = atOnce
			? await this.#ada.send('POST', '/v2/end-users/', body)
			: await this.#ada.ask('POST', '/v2/end-users/', body);
		if (answer.status === 201 && answer.body) this.keep(answer.body);
		return answer;
	}

	/** Creates a person; resolves to them as Ada shows them. */
	async person(wanted) {
		return bodyOf(await this.post(wanted), 201);
	}

	/** Notes a person whom the probe made. */
	keep({ end_user_id: id, external_id: externalId }) {
		this.#people.set(id, this.#people.get(id) || Boolean(externalId));
	}

	async read(id) {
		return bodyOf(await this.#ada.ask('GET', `/v2/end-users/${id}`), 200);
	}

	/** Changes a person; resolves to Ada's answer, whatever it is. */
	async change(id, { externalId, ...profile }) {
		if (externalId) this.#people.set(id, true);
		const body = { ...(externalId !== undefined && { external_id: externalId }), profile };
		return await this.#ada.ask('PATCH', `/v2/end-users/${id}`, body);
	}

	/** Makes a webhook endpoint, disabled unless said otherwise; resolves to Ada's answer. */
	async endpoint({ url = deadUrl, events, enabled = false }) {
		const answer = await this.#ada.ask('POST', '/v2/webhooks/', {
			url,
			description: mark,
			event_filters: events,
			enabled,
		});
		if (answer.status === 201 && answer.body) this.#endpoints.add(answer.body.id);
		return answer;
	}

	/** Notes the endpoints that an earlier probe left behind, because it was killed. */
	keepOldEndpoints(endpoints) {
		const old = endpoints.filter(({ description }) => description === mark);
		for (const { id } of old) this.#endpoints.add(id);
		return old.length;
	}

	/**
	 * Takes external IDs away and deletes endpoints.
	 *
	 * @returns {Promise<{ people: number, endpoints: number, left: string[] }>} how many people Ada
	 *   is to delete by itself, how many endpoints were deleted, and in words what could not be undone
	 */
	async cleanUp() {
		const left = [];
		for (const [id, hasExternalId] of this.#people) {
			if (!hasExternalId) continue;
			const cleared = { external_id: null, profile: {} };
			const refused = await this.#undone('PATCH', `/v2/end-users/${id}`, cleared);
			if (refused) left.push(`The end user ${id} keeps the external ID (${refused}).`);
		}
		for (const id of this.#endpoints) {
			const refused = await this.#undone('DELETE', `/v2/webhooks/${id}`);
			if (refused) left.push(`The webhook endpoint ${id} was not deleted (${refused}).`);
		}
		return { people: this.#people.size, endpoints: this.#endpoints.size, left };
	}

	/** Undefined when it was done or there is nothing to do any more; otherwise the reason. */
	async #undone(method, path, body) {
		try {
			const { status, said } = await this.#ada.ask(method, path, body);
			if (status === 404 || (status >= 200 && status < 300)) return undefined;
			return `Ada answered ${status}${said && `: ${said}`}`;
		} catch (error) {
			return error.message;
		}
	}
}
