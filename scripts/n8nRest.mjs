import { createRequire } from 'node:module';
import { join } from 'node:path';
import { e2e } from './places.mjs';
import { until } from './waiting.mjs';

/** Somebody signed in to an n8n, doing what the editor does, over the same addresses. */
export class N8n {
	#baseUrl;
	#cookie = '';

	/** Where published workflows are called: another address where a webhook processor takes that. */
	webhooksAt;

	/** Signs in as `owner`, who is made first where n8n has no owner yet. */
	static async signedIn(baseUrl, owner) {
		const n8n = new this(baseUrl);
		const settings = await n8n.ask('GET', '/settings');
		if (settings.userManagement.showSetupOnFirstLoad) await n8n.ask('POST', '/owner/setup', owner);
		await n8n.ask('POST', '/login', {
			emailOrLdapLoginId: owner.email,
			password: owner.password,
		});
		return n8n;
	}

	constructor(baseUrl) {
		this.#baseUrl = baseUrl;
		this.webhooksAt = baseUrl;
	}

	/** Makes the credential of this name and type, or gives the one that is there this data. */
	async putCredential({ name, type, data }) {
		const all = await this.ask('GET', '/credentials');
		const there = all.find((credential) => credential.name === name && credential.type === type);
		const body = { name, type, data };
		const saved = there
			? await this.ask('PATCH', `/credentials/${there.id}`, body)
			: await this.ask('POST', '/credentials', body);
		return { id: saved.id, name: saved.name };
	}

	/**
	 * Makes the workflow, or puts the one of the same name back to what is given.
	 *
	 * @param {object} workflow as n8n exports it
	 * @param {Record<string, { id: string, name: string }>} credentials by type: each node that
	 *   names a credential of this type gets this one
	 * @returns {Promise<object>} the workflow as n8n has stored it
	 */
	async putWorkflow({ name, nodes, connections, settings }, credentials) {
		const filter = encodeURIComponent(JSON.stringify({ name, isArchived: false }));
		const found = await this.ask('GET', `/workflows?filter=${filter}`);
		const there = found.find((workflow) => workflow.name === name);
		const body = {
			name,
			nodes: nodes.map((node) => withCredentials(node, credentials)),
			connections,
			settings,
		};
		if (!there) return await this.newWorkflow(body);
		return await this.ask('PATCH', `/workflows/${there.id}?forceSave=true`, body);
	}

	/** Makes one more workflow, which is not published; resolves to it as n8n has stored it. */
	async newWorkflow(body) {
		return await this.ask('POST', '/workflows', body);
	}

	/**
	 * Publishes a workflow as it is saved, and waits for n8n to have registered its triggers: n8n 2.40
	 * and later answer before that.
	 *
	 * @returns {Promise<{ status: string, triggers: Array<{ nodeId: string, status: string,
	 *   errorMessage: string | null }> }>} `published`, or `failed` or `partial` with what the
	 *   triggers said
	 */
	async publish({ id }, { seconds = 60 } = {}) {
		const { versionId } = await this.ask('GET', `/workflows/${id}`);
		await this.ask('POST', `/workflows/${id}/activate`, { versionId });
		// For a moment between the two, n8n says neither that it is at it nor that it is done.
		return await this.settled({ id }, seconds, ({ status, liveVersionId }) =>
			status === 'published' ? liveVersionId === versionId : status !== 'not_published',
		);
	}

	/** Unpublishes a workflow, if it is published, and waits for n8n to have let go of its triggers. */
	async unpublish({ id }, { seconds = 60 } = {}) {
		await this.ask('POST', `/workflows/${id}/deactivate`, {});
		return await this.settled({ id }, seconds, ({ status }) => status === 'not_published');
	}

	/** Waits until n8n has published or unpublished a workflow, and `isDone` with what became of it. */
	async settled({ id }, seconds, isDone) {
		const settled = async () => {
			const state = await this.ask('GET', `/workflows/${id}/publication-status`);
			return state.status !== 'in_progress' && isDone(state) ? state : undefined;
		};
		return await until(settled, {
			seconds,
			otherwise: `n8n had not published or unpublished the workflow after ${seconds} s.`,
		});
	}

	/**
	 * The executions of a workflow, without their data.
	 *
	 * @returns {Promise<{ ended: number, newest: Array<{ id: string, status: string, mode: string }> }>}
	 *   how many have ended; and all that have not, then at most 100 that have, the newest first
	 */
	async executions({ id }) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const { count, results } = await this.ask('GET', `/executions?filter=${filter}&limit=100`);
		return { ended: count, newest: results };
	}

	/** An execution with its data, or undefined as long as it has not ended. */
	async execution(id) {
		const execution = await this.stored(id);
		if (isUnfinished(execution)) return undefined;
		const { parse } = createRequire(join(e2e, 'package.json'))('flatted');
		return new Execution(execution, parse(execution.data));
	}

	/** An execution as n8n has it stored. */
	async stored(id) {
		return await this.ask('GET', `/executions/${id}`);
	}

	/** Removes the data table of this name, with what earlier runs have left in it. */
	async removeDataTable(name) {
		const { id: project } = await this.ask('GET', '/projects/personal');
		const tables = `/projects/${project}/data-tables`;
		const filter = encodeURIComponent(JSON.stringify({ name }));
		const { data } = await this.ask('GET', `${tables}?filter=${filter}`);
		for (const table of data.filter((one) => one.name === name)) {
			await this.ask('DELETE', `${tables}/${table.id}`);
		}
	}

	/** Runs a workflow from its trigger `from`, and waits for it to end. */
	async run(workflow, { from, seconds = 120 }) {
		const executionId = await this.start(workflow, { from });
		return await until(() => this.execution(executionId), {
			seconds,
			every: 200,
			otherwise: `The workflow had not finished after ${seconds} s.`,
		});
	}

	/** Starts a workflow from its trigger `from`; resolves to the ID of the execution, which goes on. */
	async start(workflow, { from }) {
		const { executionId } = await this.ask('POST', `/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: from },
		});
		return executionId;
	}

	/** Stops an execution where it stands. */
	async stop(executionId) {
		await this.ask('POST', `/executions/${executionId}/stop`, {});
	}

	/** The address at which a published workflow's Webhook node of this path is called. */
	webhookUrl(path) {
		return `${this.webhooksAt}/webhook/${path}`;
	}

	/** Asks n8n's own API for its editor; resolves to what it answers under `data`. */
	async ask(method, path, body) {
		return JSON.parse(await this.#answer(method, `/rest${path}`, body)).data;
	}

	/** The descriptions of all node types, as the editor gets them. */
	async nodeTypes() {
		return JSON.parse(await this.#answer('GET', '/types/nodes.json'));
	}

	async #answer(method, path, body) {
		const response = await fetch(`${this.#baseUrl}${path}`, {
			method,
			// n8n ties a login to the browser that it was made in.
			headers: {
				'content-type': 'application/json',
				'browser-id': 'npm-start',
				cookie: this.#cookie,
			},
			body: body && JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length) this.#cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		const text = await response.text();
		// What was sent stays out of the message: it may hold a key.
		if (!response.ok) throw new Refusal(method, path, response.status, text);
		return text;
	}
}

/** n8n did not do what it was asked. */
export class Refusal extends Error {
	constructor(method, path, status, answer) {
		super(`n8n answered ${status} to ${method} ${path.split('?')[0]}: ${answer.slice(0, 500)}`);
		this.status = status;
	}
}

/** Whether an execution has not come to its end yet. */
export function isUnfinished({ status }) {
	return ['new', 'running', 'waiting'].includes(status);
}

/** A finished run of a workflow. */
class Execution {
	#runData;

	constructor({ id, status, startedAt }, { resultData }) {
		this.id = id;
		this.status = status;
		this.startedAt = Date.parse(startedAt);
		this.error = resultData.error;
		this.#runData = resultData.runData;
	}

	/** The names of the nodes that ran. */
	get nodes() {
		return Object.keys(this.#runData);
	}

	/** When the first of these nodes began, and the last of them ended, in milliseconds since 1970. */
	span(...nodes) {
		const runs = nodes.flatMap((node) => this.#runData[node] ?? []);
		return {
			from: Math.min(...runs.map(({ startTime }) => startTime)),
			to: Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime)),
		};
	}

	/** What n8n shows above a node's output, in all its runs. */
	hints(node) {
		return (this.#runData[node] ?? []).flatMap(({ hints = [] }) =>
			hints.map(({ message }) => message),
		);
	}

	/** The JSON of the items that a node put out, at one of its outputs, in all its runs. */
	items(node, output = 0) {
		return (this.#runData[node] ?? []).flatMap((run) =>
			(run.data?.main?.[output] ?? []).map((item) => item.json),
		);
	}
}

function withCredentials(node, credentials) {
	if (!node.credentials) return node;
	return {
		...node,
		credentials: Object.fromEntries(
			Object.entries(node.credentials).map(([type, named]) => [type, credentials[type] ?? named]),
		),
	};
}
