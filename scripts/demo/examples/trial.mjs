import { isDeepStrictEqual } from 'node:util';
import { isUnfinished } from '../../n8nRest.mjs';
import { Problem } from '../../problem.mjs';
import { until } from '../../waiting.mjs';
import { runWorkflow, trigger } from '../workflows.mjs';

/**
 * Puts an example's people into the sandbox, runs its workflow, and checks what has become of them.
 *
 * @param {object} stored the workflow as this n8n has it
 * @param {{ n8n: import('../../n8nRest.mjs').N8n, control: import('../../sandboxControl.mjs').SandboxControl,
 *   ada: import('../../adaApi.mjs').AdaApi, receiver: import('../../receiver.mjs').Receiver }} surroundings
 * @returns {Promise<{ happened: string, wrong: string[] }>} in words; `wrong` is empty when all is
 *   as it must be
 */
export async function tryExample(example, stored, surroundings) {
	try {
		// The examples before have used up Ada's minute, and what happens in Ada itself would be refused.
		if (example.startedByAda) await surroundings.control.passTime(60_000);
		const trial = await Trial.with(example.peopleBefore, stored, surroundings);
		const { happened, wrong } = await example.tryOut(trial);
		return {
			happened: happened + trial.refusals(),
			wrong: wrong.map((sentence) => `${stored.name}: ${sentence}`),
		};
	} catch (error) {
		// The other examples can be tried all the same.
		if (!(error instanceof Problem)) throw error;
		return { happened: 'was not completed', wrong: [`${stored.name}: ${error.message}`] };
	}
}

/** What an example needs to run its workflow and to look at the sandbox afterwards. */
export class Trial {
	#n8n;
	#stored;
	#control;
	#ids;
	#count;
	#conversations;
	#endpoint;
	#refused = 0;

	/** @param {object[]} people who is in the sandbox for this trial, as Ada's API shows them */
	static async with(people, stored, { n8n, control, ada, receiver }) {
		const trial = new Trial();
		trial.#n8n = n8n;
		trial.#stored = stored;
		trial.#control = control;
		/** Ada's API, as another program would use it. */
		trial.ada = ada;
		/** What happens in Ada itself, or only its dashboard shows. */
		trial.sandbox = control;
		/** What stands for systems of the user's own. */
		trial.receiver = receiver;
		trial.#ids = await control.addEndUsers(people);
		trial.#count = (await control.endUsers()).length;
		trial.#conversations = (await control.conversations()).length;
		return trial;
	}

	/**
	 * Runs the workflow once.
	 *
	 * @returns {Promise<{ items: (node: string, output?: number) => object[],
	 *   writes: Array<[string, object]> }>} the items of its nodes, and the method and body of each
	 *   request that wrote
	 */
	async run() {
		const { done, writes } = await this.#watched(() => runWorkflow(this.#n8n, this.#stored));
		return { items: (node, output) => done.items(node, output), writes };
	}

	/** Runs the workflow, and stops it as soon as `isReached` says so. */
	async runUntil(isReached, otherwise) {
		const id = await this.#n8n.start(this.#stored, { from: trigger });
		await until(isReached, { seconds: 60, otherwise });
		await this.#n8n.stop(id);
		await until(() => this.#n8n.execution(id), {
			seconds: 30,
			otherwise: 'n8n has not stopped the workflow within 30 s.',
		});
	}

	/** The address of a Webhook node of the published workflow. */
	webhookUrl(path) {
		return this.#n8n.webhookUrl(path);
	}

	/**
	 * Calls a Webhook node of the published workflow, as another system does.
	 *
	 * @returns {Promise<number>} the status that n8n answered with
	 */
	async callWebhook(path, body) {
		const response = await fetch(this.webhookUrl(path), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		await response.arrayBuffer();
		return response.status;
	}

	/** The conversations of the sandbox that began after the trial, the oldest first. */
	async newConversations() {
		return (await this.#control.conversations()).slice(this.#conversations);
	}

	/** A conversation of the sandbox, once the AI Agent has said so many messages in it. */
	async conversationWith(id, count) {
		const said = async () => {
			const all = await this.#control.conversations();
			const one = all.find((conversation) => conversation.id === id);
			const ofAgent = one?.messages.filter(({ author }) => author.role === 'ai_agent') ?? [];
			return ofAgent.length >= count ? one : undefined;
		};
		return await until(said, {
			seconds: 30,
			otherwise: `After 30 s the AI Agent had not said ${count} messages in conversation ${id}.`,
		});
	}

	/** Publishes the workflow, after unpublishing it where it is from an earlier start. */
	async publish() {
		await this.#n8n.unpublish(this.#stored);
		const before = new Set((await this.#control.endpoints()).map(({ id }) => id));
		const { status, triggers } = await this.#n8n.publish(this.#stored);
		if (status !== 'published') {
			const said = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
			throw new Problem(`The workflow could not be published: ${said.join(' ')}`);
		}
		const made = (await this.#control.endpoints()).filter(({ id }) => !before.has(id));
		if (made.length !== 1) {
			throw new Problem(`Publishing made ${made.length} webhook endpoints in Ada instead of one.`);
		}
		[this.#endpoint] = made;
	}

	/** Makes Ada tell of something that the sandbox does not do by itself. */
	async emit(type, data) {
		await this.#control.emit(type, data);
	}

	/**
	 * Makes something happen in Ada, and waits until the published workflow has dealt with it, and
	 * with what Ada told it in return.
	 *
	 * @param {{ executions?: number }} [expected] how many executions there must be, where some of
	 *   what Ada tells starts none, or other systems call as well; otherwise one for each delivery
	 * @returns {Promise<{ executions: Array<{ status: string,
	 *   items: (node: string, output?: number) => object[] }>, writes: Array<[string, object]>,
	 *   deliveries: object[] }>} the executions that this started, the oldest first; what they wrote
	 *   (and what happened, where that was a request); and what Ada sent, as the sandbox shows it
	 */
	async afterEvents(happen, { executions: wanted } = {}) {
		const earlier = await this.#n8n.executions(this.#stored);
		const known = new Set(earlier.newest.map(({ id }) => id));
		const delivered = (await this.#deliveries()).count;
		const settled = async () => {
			const { newest } = await this.#n8n.executions(this.#stored);
			const started = newest.filter(({ id }) => !known.has(id));
			if (started.some(isUnfinished)) return undefined;
			// What an execution makes Ada tell is in the log before that execution has ended.
			const { idle, count, deliveries } = await this.#deliveries();
			const sent = deliveries.slice(delivered);
			const isTold = count > delivered || wanted !== undefined;
			const isAllThere = idle && isTold && started.length === (wanted ?? sent.length);
			return isAllThere ? { started, sent } : undefined;
		};
		const { done, writes } = await this.#watched(async () => {
			await happen();
			return await until(settled, {
				seconds: 60,
				otherwise:
					'After 60 s there were other executions than what happened in Ada must start, or they still go on.',
			});
		});
		const ids = done.started.map(({ id }) => id).sort((a, b) => a - b);
		const executions = await Promise.all(ids.map((id) => this.#n8n.execution(id)));
		return { executions, writes, deliveries: done.sent };
	}

	async #deliveries() {
		return await this.#control.deliveriesTo(this.#endpoint.id);
	}

	/** Does something, and says what was written to Ada meanwhile. */
	async #watched(act) {
		const earlier = (await this.#control.requests()).at(-1)?.number ?? 0;
		const done = await act();
		const requests = (await this.#control.requests()).filter(({ number }) => number > earlier);
		const accepted = requests.filter(({ status }) => status !== 429);
		this.#refused += requests.length - accepted.length;
		const writes = accepted
			.filter(({ method }) => method !== 'GET')
			.map(({ method, body }) => [method, body]);
		return { done, writes };
	}

	/** Removes a data table of n8n's, which outlives the sandbox and its people. */
	async withoutDataTable(name) {
		await this.#n8n.removeDataTable(name);
	}

	/** Lets time pass in the sandbox. */
	async wait(milliseconds) {
		await this.#control.passTime(milliseconds);
	}

	/**
	 * Says how many requests came too fast. On a busy machine one may travel so slowly that the next
	 * ones catch up with it; the nodes repeat it, and nothing is lost.
	 */
	refusals() {
		const count = this.#refused;
		return count === 0 ? '' : ` (requests that came too fast, and were repeated: ${count})`;
	}

	/** Those who came to the sandbox after the trial began, in the shape in which people are put there. */
	async newcomers() {
		return (await this.#control.endUsers()).slice(this.#count).map(asAdded);
	}

	/**
	 * What is not as it must be in the sandbox: `people` are those from before, in their order, and
	 * `more` is by how many there are more now.
	 */
	async unlessPeopleAre(people, more = 0) {
		const everybody = await this.#control.endUsers();
		const now = this.#ids.map((id) => everybody.find((person) => person.end_user_id === id));
		return [
			...unlessEqual('the number of people in the sandbox', everybody.length, this.#count + more),
			...people.flatMap((person, place) => {
				const label = `${person.profile.first_name} in the sandbox`;
				return unlessEqual(label, now[place] && asAdded(now[place]), person);
			}),
		];
	}
}

/**
 * A workflow whose address of another system is that of the trial's receiver, and whose own can be
 * called without a secret.
 */
export function connectedTo(workflow, url) {
	const changed = structuredClone(workflow);
	for (const { name, type, parameters } of changed.nodes) {
		if (name === 'Where to Send') parameters.assignments.assignments[0].value = url;
		if (type === 'n8n-nodes-base.webhook') parameters.authentication = 'none';
	}
	return changed;
}

/** A sentence for a value that is not what it must be, or none. */
export function unlessEqual(what, is, should) {
	if (isDeepStrictEqual(is, should)) return [];
	return [`${what} is ${JSON.stringify(is)} and should be ${JSON.stringify(should)}.`];
}

/** A person of the sandbox in the shape in which people are put there, without empty fields. */
function asAdded({ external_id: externalId, profile, sensitive }) {
	const filled = Object.entries(profile).filter(([, value]) => value !== null);
	const fields = Object.entries(sensitive).map(([key, { value }]) => [key, value]);
	return {
		external_id: externalId,
		profile: {
			...Object.fromEntries(filled),
			...(fields.length > 0 && { sensitive_metadata: { fields: Object.fromEntries(fields) } }),
		},
	};
}
