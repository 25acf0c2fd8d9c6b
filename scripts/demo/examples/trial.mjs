import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../../problem.mjs';
import { runWorkflow } from '../workflows.mjs';

/**
 * Puts an example's people into the sandbox, runs its workflow, and checks what has become of them.
 *
 * @returns {Promise<{ happened: string, wrong: string[] }>} in words; `wrong` is empty when all is
 *   as it must be
 */
export async function tryExample(example, n8n, stored, control) {
	try {
		const trial = await Trial.with(example.peopleBefore, n8n, stored, control);
		const { happened, wrong } = await example.tryOut(trial);
		return {
			happened: happened + trial.refusals(),
			wrong: wrong.map((sentence) => `${stored.name}: ${sentence}`),
		};
	} catch (error) {
		// The other examples can be tried all the same.
		if (!(error instanceof Problem)) throw error;
		return { happened: 'did not run', wrong: [`${stored.name}: ${error.message}`] };
	}
}

/** What an example needs to run its workflow and to look at the sandbox afterwards. */
export class Trial {
	#n8n;
	#stored;
	#control;
	#ids;
	#count;
	#refused = 0;

	/** @param {object[]} people who is in the sandbox for this trial, as Ada's API shows them */
	static async with(people, n8n, stored, control) {
		const trial = new Trial();
		trial.#n8n = n8n;
		trial.#stored = stored;
		trial.#control = control;
		trial.#ids = await control.addEndUsers(people);
		trial.#count = (await control.endUsers()).length;
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
		const earlier = (await this.#control.requests()).at(-1)?.number ?? 0;
		const execution = await runWorkflow(this.#n8n, this.#stored);
		const requests = (await this.#control.requests()).filter(({ number }) => number > earlier);
		const accepted = requests.filter(({ status }) => status !== 429);
		this.#refused += requests.length - accepted.length;
		return {
			items: (node, output) => execution.items(node, output),
			writes: accepted
				.filter(({ method }) => method !== 'GET')
				.map(({ method, body }) => [method, body]),
		};
	}

	/** Removes a data table of n8n's, which outlives the sandbox and its people. */
	async withoutDataTable(name) {
		await this.#n8n.removeDataTable(name);
	}

	/** Lets time pass in the sandbox. */
	async wait(milliseconds) {
		await this.#control.advance(milliseconds);
	}

	/**
	 * Says how many requests came too fast. On a busy machine one may travel so slowly that the next
	 * ones catch up with it; the nodes repeat it, and nothing is lost.
	 */
	refusals() {
		const count = this.#refused;
		return count === 0 ? '' : ` (requests that came too fast, and were repeated: ${count})`;
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
