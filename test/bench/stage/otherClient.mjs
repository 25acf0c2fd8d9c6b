import { setTimeout as sleep } from 'node:timers/promises';
import { publishedLimits } from '../../../sandbox/rateLimits.ts';

/**
 * Another program of the company that uses Ada at the same time: it keeps to a share of each limit,
 * looks people up and reads them by ID at irregular times, and tries nothing twice.
 */
export class OtherClient {
	#ada;
	#share;
	#people;
	#working = [];
	#isStopped = false;

	/** @param {Array<{ id: string, externalId: string }>} people whom it asks for */
	constructor(ada, share, people) {
		this.#ada = ada;
		this.#share = share;
		this.#people = people;
	}

	start() {
		const { collection } = this.#ada.reading;
		const lookUp = (person) => `/v2/end-users/?external_id=${person.externalId}`;
		const read = (person) => `/v2/end-users/${person.id}`;
		this.#working =
			collection === 'endUserById'
				? [this.#use('endUserById', [lookUp, read])]
				: [this.#use(collection, [lookUp]), this.#use('endUserById', [read])];
	}

	async stop() {
		this.#isStopped = true;
		await Promise.all(this.#working);
	}

	async #use(family, calls) {
		const meanMs = 60_000 / (publishedLimits[family].perMinute * this.#share);
		for (let index = 0; !this.#isStopped; index += 1) {
			const person = this.#people[index % this.#people.length];
			await this.#ask(calls[index % calls.length](person));
			await sleep(meanMs * (0.5 + Math.random()));
		}
	}

	async #ask(path) {
		const headers = { authorization: `Bearer ${this.#ada.apiKeys.second}` };
		const response = await fetch(`${this.#ada.apiUrl}${path}`, { headers });
		await response.arrayBuffer();
	}
}
