import { Ada } from '../../../e2e/stage/ada.mjs';
import { secondApiKey } from '../../../e2e/stage/stage.mjs';
import { startSandbox } from '../../../sandbox/sandbox.ts';

const apiKey = 'key-of-the-sandbox';

/** What the benchmark means by Ada's network: 120 ms for a call and its answer, a quarter more or less. */
export const network = { ms: 120, spread: 25 };

/**
 * The two readings of what Ada's documents leave open: which limit covers looking up, listing and
 * creating end users. Each with the limit's family, the calls that looking up and updating takes,
 * and what a credential must say of it.
 */
export const readings = {
	narrow: {
		inWords: 'Look-ups and creations count as everything else: 10 a second, 100 a minute',
		short: '10/100',
		switches: { endUserCollectionLimit: 'default' },
		collection: 'default',
		callsToUpdate: (count) => ({ default: count, endUserById: count }),
		credential: {},
	},
	wide: {
		inWords: 'Look-ups and creations count as calls by Ada ID: 30 a second, 300 a minute for all',
		short: '30/300',
		switches: { endUserCollectionLimit: 'byId' },
		collection: 'endUserById',
		callsToUpdate: (count) => ({ endUserById: 2 * count }),
		credential: { adaLimits: 'endUsersTogether' },
	},
};

/**
 * An Ada with the published limits and a network's latency. It runs in this process: for what its
 * clients mostly wait for, and not for measuring what a call costs.
 */
export class PacedAda extends Ada {
	#sandbox;

	/** @param {object} [options] as startSandbox takes them, and the reading of the limits */
	static async start({ reading = readings.narrow, ...options } = {}) {
		const sandbox = await startSandbox({
			apiKeys: [apiKey, secondApiKey],
			limits: 'published',
			latency: network,
			switches: reading.switches,
			...options,
		});
		return new PacedAda(sandbox, reading);
	}

	constructor(sandbox, reading) {
		super({ baseUrl: sandbox.url }, apiKey);
		this.#sandbox = sandbox;
		this.reading = reading;
		this.apiUrl = `${sandbox.url}/api`;
		this.apiKeys = { first: apiKey, second: secondApiKey };
	}

	/** What a credential holds that nobody has tuned, for this reading of the limits. */
	untuned(key = apiKey) {
		const { url: baseUrl } = this.#sandbox;
		const untuned = { limitShare: 80, ...this.reading.credential };
		return { addressBy: 'baseUrl', baseUrl, apiKey: key, ...untuned };
	}

	/** All requests to Ada's API so far, without the way over HTTP. */
	get log() {
		return this.#sandbox.ada.requests.all;
	}

	/** Everybody, as the sandbox keeps them. */
	get everybody() {
		return this.#sandbox.ada.endUsers.all();
	}

	/** How often something happened of which Ada tells webhooks. */
	eventsOf(type) {
		return this.#sandbox.ada.events.all.filter((event) => event.type === type).length;
	}

	async close() {
		await this.#sandbox.close();
	}
}
