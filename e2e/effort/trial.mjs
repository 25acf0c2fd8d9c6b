import { until } from '../../scripts/waiting.mjs';
import { isUnfinished } from '../../scripts/n8nRest.mjs';
import { Receiver } from '../../scripts/receiver.mjs';
import { send, signedDelivery } from '../stage/signedDelivery.mjs';
import { START } from './nodes.mjs';

/** The sandbox's channel, as Ada's dashboard shows its ID. */
const channel = '66a4c1d2e3f4a5b6c7d8e901';

/** How long a workflow may take; n8n's own wait for a minute after a 429. */
const SECONDS = 120;

/** A scenario's workflow in a whole n8n, beside an Ada that is used for nothing else. */
export class Trial {
	#n8n;
	#ada;
	#credential;

	constructor({ n8n, ada, credential }) {
		this.#n8n = n8n;
		this.#ada = ada;
		this.#credential = credential;
	}

	/**
	 * Runs a scenario with the nodes of the package, or with n8n's own.
	 *
	 * @param {import('./scenarios/index.mjs').Scenario} scenario
	 * @param {'ours' | 'own'} side
	 * @returns {Promise<object>} what it came to, in the shape of a scenario's `expected`
	 */
	async run(scenario, side) {
		await this.#ada.ask('POST', '/reset');
		await this.#ada.addEndUsers(scenario.people);
		for (const fault of scenario.faults ?? []) await this.#ada.addFault(fault);
		const receiver = await Receiver.start();
		try {
			const place = {
				ada: this.#ada.baseUrl,
				receiver: receiver.url,
				credential: this.#credential,
				channel,
			};
			if (scenario.startedByAda) await this.#startedByAda(scenario, side, place);
			else await this.#startedByHand(scenario[side](place));
			return await this.#cameTo(receiver);
		} finally {
			receiver.close();
		}
	}

	async #startedByHand(workflow) {
		const stored = await this.#n8n.newWorkflow(workflow);
		const { status, error } = await this.#n8n.run(stored, { from: START, seconds: SECONDS });
		if (status !== 'success') throw new Error(`${status}: ${error?.message}`, { cause: error });
	}

	async #startedByAda({ startedByAda, happen, ...sides }, side, place) {
		const { webhookId, events } = startedByAda;
		const url = this.#n8n.webhookUrl(side === 'ours' ? `${webhookId}/webhook` : webhookId);
		const secret = side === 'own' ? await this.#endpointByHand(url, events) : undefined;
		const stored = await this.#n8n.newWorkflow(sides[side]({ ...place, secret }));
		const { status } = await this.#n8n.publish(stored);
		if (status !== 'published') throw new Error(`n8n says that the workflow is ${status}`);
		try {
			const quiet = async () => await this.#quiet(stored);
			await happen({ ada: this.#ada, quiet, forge: async (...what) => await forge(url, ...what) });
			await quiet();
		} finally {
			await this.#n8n.unpublish(stored);
		}
	}

	/** What a person does in Ada's dashboard; resolves to the signing secret that it shows. */
	async #endpointByHand(url, events) {
		const { api } = this.#ada;
		const endpoint = { url, description: 'By hand', event_filters: events, enabled: true };
		const { id } = await api.ask('POST', '/v2/webhooks/', endpoint);
		return (await api.ask('GET', `/v2/webhooks/${id}/secret/`)).key;
	}

	/** Waits until Ada has told everything, and n8n has dealt with it. */
	async #quiet(workflow) {
		const settled = async () => {
			const before = await this.#ada.deliveryState();
			const { newest } = await this.#n8n.executions(workflow);
			// What an execution makes Ada tell is in the log before that execution has ended.
			const { idle, count } = await this.#ada.deliveryState();
			return before.idle && !newest.some(isUnfinished) && idle && count === before.count;
		};
		const otherwise = `Ada or n8n was still at it after ${SECONDS} s.`;
		await until(settled, { seconds: SECONDS, otherwise });
	}

	async #cameTo(receiver) {
		const people = await this.#ada.endUsers();
		const nameOf = new Map(people.map((one) => [one.end_user_id, one.external_id]));
		const channels = new Map((await this.#ada.channels()).map(({ id, name }) => [id, name]));
		const writes = {};
		for (const { method, path, status } of await this.#ada.requests()) {
			if (method === 'GET' || status >= 300 || !path.includes('/end-users/')) continue;
			writes[method] = (writes[method] ?? 0) + 1;
		}
		return {
			people: people.map(inBrief),
			conversations: (await this.#ada.conversations()).map((one) => ({
				person: nameOf.get(one.end_user_id),
				channel: channels.get(one.channel_id),
				written: one.messages
					.filter(({ author }) => author.role === 'end_user')
					.map(({ content }) => content.body),
			})),
			received: receiver.received,
			writes,
		};
	}
}

/** Sends an event that is signed with another secret than Ada's; fails if it is taken. */
async function forge(url, type, data) {
	const secret = `whsec_${Buffer.from('not the secret of this endpoint').toString('base64')}`;
	const status = await send(url, signedDelivery({ type, data, secret }));
	if (status < 400) throw new Error(`A forged event was answered ${status}`);
}

/** A person without Ada's IDs and times, and without what is empty. */
function inBrief({ external_id, profile, sensitive }) {
	const { metadata, ...fields } = profile;
	const values = Object.entries(sensitive).map(([key, { value }]) => [key, value]);
	return {
		external_id,
		...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
		...(Object.keys(metadata ?? {}).length > 0 && { metadata }),
		...(values.length > 0 && { sensitive: Object.fromEntries(values) }),
	};
}
