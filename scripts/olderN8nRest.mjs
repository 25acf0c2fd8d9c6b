import { isUnfinished, N8n } from './n8nRest.mjs';
import { until } from './waiting.mjs';

/** Somebody signed in to an n8n 1, which says active for published, and has done it when it answers. */
export class OlderN8n extends N8n {
	async newWorkflow(body) {
		return await super.newWorkflow({ ...body, active: false });
	}

	/** Publishes a workflow as it is saved; refused, with what its trigger said, if that fails. */
	async publish({ id }) {
		const { active } = await this.#activate(id, true);
		return { status: active ? 'published' : 'failed', triggers: [] };
	}

	/** Unpublishes a workflow, if it is published. */
	async unpublish({ id }) {
		const { active } = await this.#activate(id, false);
		return { status: active ? 'failed' : 'not_published', triggers: [] };
	}

	/** Waits for the data of an execution that has ended, which this n8n stores a moment later. */
	async stored(id) {
		const isWhole = ({ status, data }) => isUnfinished({ status }) || data !== '[]';
		const whole = async () => {
			const execution = await super.stored(id);
			return isWhole(execution) ? execution : undefined;
		};
		return await until(whole, {
			seconds: 30,
			otherwise: `n8n had not stored the data of execution ${id} after 30 s.`,
		});
	}

	async #activate(id, active) {
		const { versionId } = await this.ask('GET', `/workflows/${id}`);
		return await this.ask('PATCH', `/workflows/${id}`, { active, versionId });
	}
}
