import { differences } from './differences.mjs';
import { examples as all } from './examples/index.mjs';
import { tryExample } from './examples/trial.mjs';
import { printRows } from './printRows.mjs';
import { syncContacts, workflow } from './syncContacts.mjs';
import { readWorkflow } from './workflows.mjs';

/** The example workflows in one n8n, and whether each does what its page says. */
export class ExampleTrials {
	#n8n;
	#examples;
	#others = [];

	/**
	 * Puts the examples into n8n.
	 *
	 * @param {import('../n8nRest.mjs').N8n} n8n
	 * @param {{ id: string, name: string }} credential the one that their Ada nodes get
	 * @param {{ receiver?: import('../receiver.mjs').Receiver, examples?: typeof all }} [options] what
	 *   stands for the user's other systems, where the examples are to be tried; and which of the
	 *   small ones, where not all can be
	 */
	static async put(n8n, credential, { receiver, examples = all } = {}) {
		const trials = new ExampleTrials();
		trials.#n8n = n8n;
		trials.#examples = examples;
		const put = async (file) => await n8n.putWorkflow(file, { adaCxApi: credential });
		// The last one put stands first in n8n's list.
		for (const example of [...examples].reverse()) {
			const file = readWorkflow(example.file);
			const adapted = receiver && example.adapted?.(file, receiver);
			trials.#others.unshift(await put(adapted ?? file));
		}
		trials.main = await put(workflow);
		return trials;
	}

	/** All of them as n8n has stored them, the main one first. */
	get workflows() {
		return [this.main, ...this.#others];
	}

	/** Those of the small ones that Ada starts. */
	get startedByAda() {
		return this.#others.filter((_, place) => this.#examples[place].startedByAda);
	}

	/**
	 * Runs the main one, and prints what became of each row.
	 *
	 * @returns {Promise<{ executionId: string, wrong: string[] }>} sentences for what is not as it must be
	 */
	async tryMain(control) {
		console.log(`Running "${this.main.name}" …`);
		const { executionId, rows } = await syncContacts(this.#n8n, this.main);
		printRows(rows);
		const wrong = differences(rows, await control.endUsers(), await control.requests());
		return { executionId, wrong };
	}

	/** Runs the small ones one by one, and prints a line for each; what is not as it must be. */
	async tryOthers({ control, ada, receiver }) {
		const allWrong = [];
		for (const [place, example] of this.#examples.entries()) {
			const stored = this.#others[place];
			const surroundings = { n8n: this.#n8n, control, ada, receiver };
			const { happened, wrong } = await tryExample(example, stored, surroundings);
			console.log(`  ${stored.name}: ${happened}`);
			allWrong.push(...wrong);
		}
		return allWrong;
	}

	/** Unpublishes what was published here; says which endpoints are left in Ada all the same. */
	async unpublish(control) {
		for (const stored of this.startedByAda) await this.#n8n.unpublish(stored);
		const left = await control.endpoints();
		return left.map(({ url }) => `A webhook endpoint is left in the sandbox: ${url}`);
	}
}
