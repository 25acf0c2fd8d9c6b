import { N8n } from '../../scripts/n8nRest.mjs';
import { until } from '../../scripts/waiting.mjs';

/**
 * An n8n whose workflows are started, stopped, published and unpublished with the editor's buttons,
 * in a browser. Everything else goes over its own API.
 */
export class N8nInBrowser extends N8n {
	#open;

	/** The editor that does the clicking, given after signing in. */
	editor;

	/** Runs a workflow from its trigger `from`, and waits for the editor to show how it came out. */
	async run(workflow, options) {
		const execution = await super.run(workflow, options);
		if (execution.status !== 'success') return execution;
		// One that is switched off hands its items on without a mark.
		const isOn = (name) => !workflow.nodes.find((node) => node.name === name).disabled;
		const ran = JSON.stringify(execution.nodes.filter(isOn).sort());
		let shown;
		await until(async () => (shown = JSON.stringify(await this.editor.succeeded())) === ran, {
			seconds: 10,
		}).catch(() => {
			throw new Error(`In "${workflow.name}" ran ${ran}, and the canvas shows ${shown}.`);
		});
		return execution;
	}

	async start(workflow, { from }) {
		await this.#opened(workflow);
		await this.editor.startFrom(from);
		return await this.editor.start();
	}

	async stop() {
		await this.editor.stop();
	}

	async publish(workflow, { seconds = 60 } = {}) {
		await this.#opened(workflow);
		await this.editor.publish();
		const state = await this.settled(workflow, seconds, ({ status }) => status !== 'not_published');
		if (state.status === 'published') await this.editor.published();
		return state;
	}

	/** Unpublishes a workflow, if it is published: otherwise n8n's menu does not offer it. */
	async unpublish(workflow, { seconds = 60 } = {}) {
		const { activeVersionId } = await this.ask('GET', `/workflows/${workflow.id}`);
		if (activeVersionId) {
			await this.#opened(workflow);
			await this.editor.unpublish();
		}
		return await this.settled(workflow, seconds, ({ status }) => status === 'not_published');
	}

	async #opened(workflow) {
		if (this.#open === workflow.id) return;
		await this.editor.open(workflow);
		this.#open = workflow.id;
	}
}
