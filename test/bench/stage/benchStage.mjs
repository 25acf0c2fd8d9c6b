import { randomUUID } from 'node:crypto';
import { Stage } from '../../../e2e/stage/stage.mjs';
import { Refusal } from '../../../scripts/n8nRest.mjs';
import { until } from '../../../scripts/waiting.mjs';
import { Crm } from './crm.mjs';
import * as nodes from './nodes.mjs';

/** A whole n8n in which several runs go on at the same time. */
export class BenchStage extends Stage {
	/** @param {string} name also of the folder with its data */
	static async open(name) {
		const stage = await super.open(name, { settings: { N8N_LOG_LEVEL: 'warn' } });
		stage.crm = await Crm.start();
		return stage;
	}

	/** A credential for an Ada, as nobody has tuned it, but for `change`. */
	async credentialOf(ada, { key, ...change } = {}) {
		return await this.n8n.putCredential({
			name: `Ada ${randomUUID()}`,
			type: 'adaCxApi',
			data: { ...ada.untuned(key), ...change },
		});
	}

	/** Saves a workflow in which these nodes follow a manual trigger, one after another. */
	async chain(following) {
		const all = [nodes.start(), ...following];
		const connections = Object.fromEntries(
			following.map(({ name }, index) => [
				all[index].name,
				{ main: [[{ node: name, type: 'main', index: 0 }]] },
			]),
		);
		const settings = { executionOrder: 'v1' };
		const body = { name: `Bench ${randomUUID()}`, nodes: all, connections, settings };
		return await this.n8n.newWorkflow(body);
	}

	/**
	 * Runs such a workflow on a list of people.
	 *
	 * @param {number} [options.every] milliseconds between asking whether it has ended: seldom, since
	 *   that costs n8n as much as an item does; how long the run took n8n says itself
	 * @returns what came of it, and the seconds that the nodes after the list took
	 */
	async runOn(people, following, { seconds, every = 4000 }) {
		const id = await this.startOn(people, following);
		const execution = await this.#ended(id, seconds, every);
		const { from, to } = execution.span(...following.map(({ name }) => name));
		return { execution, seconds: (to - from) / 1000 };
	}

	/** The execution when it has ended; one that takes longer is stopped, so that it disturbs no other. */
	async #ended(id, seconds, every) {
		try {
			return await until(() => this.#executionIfAnswered(id), {
				seconds,
				every,
				otherwise: `A run had not finished after ${seconds} s.`,
			});
		} catch (error) {
			await this.n8n.stop(id).catch(() => {});
			throw error;
		}
	}

	/** An n8n that a run keeps from answering is asked again, and not given up. */
	async #executionIfAnswered(id) {
		try {
			return await this.n8n.execution(id);
		} catch (error) {
			const isBusy = error instanceof Refusal ? error.status === 503 : error instanceof TypeError;
			if (!isBusy) throw error;
			return undefined;
		}
	}

	/** Starts such a workflow on a list of people, and lets it go on. */
	async startOn(people, following) {
		const workflow = await this.chain([nodes.crm(this.crm.list(people)), ...following]);
		return await this.n8n.start(workflow, { from: nodes.START });
	}

	async close() {
		this.crm.close();
		await this.stopN8n();
	}
}
