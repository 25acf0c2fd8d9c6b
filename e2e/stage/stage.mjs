import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isUnfinished, N8n } from '../../scripts/n8nRest.mjs';
import { startN8n } from '../../scripts/n8nServer.mjs';
import { trialOwner } from '../../scripts/owner.mjs';
import { buildAndPack, installIntoN8n } from '../../scripts/packAndInstall.mjs';
import { currentN8n, local } from '../../scripts/places.mjs';
import { anyFreePort } from '../../scripts/ports.mjs';
import { stopEverything } from '../../scripts/processes.mjs';
import { Receiver } from '../../scripts/receiver.mjs';
import { startSandbox } from '../../scripts/sandboxServer.mjs';
import { onStop } from '../../scripts/stopSignals.mjs';
import { until } from '../../scripts/waiting.mjs';
import { Ada } from './ada.mjs';

export const apiKey = 'key-of-the-sandbox';

/** Accepted by every Ada here as well. */
export const secondApiKey = 'second-key-of-the-sandbox';

/** A whole n8n with the package installed from its tarball, and as many Adas as a suite asks for. */
export class Stage {
	/** Which n8n it is. */
	installed = currentN8n;

	/**
	 * An n8n and an Ada for a suite, with nothing in either.
	 *
	 * @param {{ settings?: Record<string, string>, prepare?: (stage: Stage) => void }} [options]
	 *   further settings of n8n's; what is to be done before it starts
	 */
	static async open(name, { settings, prepare } = {}) {
		onStop((exitCode) => void stopEverything().then(() => process.exit(exitCode)));
		const stage = new this(name);
		rmSync(stage.folder, { recursive: true, force: true });
		mkdirSync(stage.folder, { recursive: true });
		await installIntoN8n(await buildAndPack(), stage.userFolder);
		prepare?.(stage);
		stage.port = await anyFreePort();
		stage.settings = settings;
		[stage.ada] = await Promise.all([stage.addAda(), stage.startN8n()]);
		stage.credential = await stage.credentialFor(stage.ada);
		return stage;
	}

	constructor(name) {
		this.folder = join(local, 'e2e', name);
		this.userFolder = join(this.folder, 'n8n');
		this.adas = 0;
	}

	/** Starts n8n with the suite's settings, and perhaps others for this time. */
	async startN8n(settings) {
		this.starts = (this.starts ?? 0) + 1;
		this.server = await startN8n({
			installed: this.installed,
			userFolder: this.userFolder,
			port: this.port,
			settings: { ...this.settings, ...settings },
			logFile: join(this.folder, `n8n-${this.starts}.log`),
		});
		this.n8n = await this.signIn();
	}

	/** Signs the owner in to the n8n that was started. */
	async signIn() {
		return await N8n.signedIn(this.server.baseUrl, trialOwner);
	}

	/** Stops n8n, which may first end what it is at, for as long as n8n itself allows by default. */
	async stopN8n() {
		await this.server.stop({ patience: 35 });
	}

	/** Ends n8n in the middle of whatever it does, as a power cut does. */
	async killN8n() {
		await this.server.kill();
	}

	/** Stops n8n, and starts it on the same data, perhaps with other settings. */
	async restartN8n(settings) {
		await this.stopN8n();
		await this.startN8n(settings);
	}

	/** What a part of the suite has logged, by default n8n since its last start. */
	logOf(part = `n8n-${this.starts}`) {
		return readFileSync(join(this.folder, `${part}.log`), 'utf8');
	}

	/** One more Ada, with nobody and nothing in it, and with no limits unless they are given. */
	async addAda({ limits = 'off' } = {}) {
		this.adas += 1;
		const logFile = join(this.folder, `sandbox-${this.adas}.log`);
		const port = await anyFreePort();
		const more = ['--api-key', secondApiKey, '--limits', limits];
		const server = await startSandbox({ port, apiKey, more, logFile });
		return new Ada(server, apiKey);
	}

	/** A new credential in n8n, for an Ada or with other data. */
	async credentialFor({ credentialData }, change = {}) {
		return await this.n8n.putCredential({
			name: `Ada ${randomUUID()}`,
			type: 'adaCxApi',
			data: { ...credentialData, ...change },
		});
	}

	/** The address that a trigger has in n8n. */
	addressOf({ webhookId }, base = this.server.baseUrl) {
		return `${base}/webhook/${webhookId}/webhook`;
	}

	/** A trigger node with the credential of the suite's first Ada. */
	trigger({
		name = 'Ada Webhook Trigger',
		events = ['v1.end_user.created'],
		credential = this.credential,
		webhookId = randomUUID(),
		...parameters
	} = {}) {
		return {
			id: randomUUID(),
			name,
			type: 'n8n-nodes-ada-cx.adaWebhookTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId,
			parameters: { events, ...parameters },
			credentials: { adaCxApi: credential },
		};
	}

	/**
	 * Saves a workflow in which each of the triggers is followed by `next`; not published.
	 *
	 * @returns {Promise<object>} as n8n has stored it
	 */
	async workflow(triggers, { name = `Workflow ${randomUUID()}`, next = doNothing() } = {}) {
		const connections = Object.fromEntries(
			triggers.map((trigger) => [
				trigger.name,
				{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
			]),
		);
		const settings = { executionOrder: 'v1' };
		const body = { name, nodes: [...triggers, next], connections, settings };
		return await this.n8n.newWorkflow(body);
	}

	/** Saves other nodes for a workflow, as the editor does; not published. */
	async save({ id }, { nodes, connections }) {
		const body = { nodes, ...(connections && { connections }) };
		return await this.n8n.ask('PATCH', `/workflows/${id}?forceSave=true`, body);
	}

	/** Waits until as many executions have ended and none is under way; the newest 100 of them. */
	async ended(workflow, count, { seconds = 60 } = {}) {
		let last;
		const settled = async () => {
			last = await this.n8n.executions(workflow);
			return last.ended >= count && !last.newest.some(isUnfinished) ? last : undefined;
		};
		try {
			const { ended, newest } = await until(settled, { seconds });
			if (ended > count) throw new Error(`${ended} executions instead of ${count}`);
			return newest;
		} catch (error) {
			throw new Error(`${last?.ended} of ${count} executions have ended`, { cause: error });
		}
	}

	async close() {
		await stopEverything();
	}
}

/** Gets what `node` is given, in the order of arrival: the IDs of the deliveries. */
export class Heard {
	static async start() {
		const heard = new Heard();
		heard.receiver = await Receiver.start();
		return heard;
	}

	/** A node that sends the ID of each delivery here. */
	node(name = 'Tell the Test') {
		return {
			id: randomUUID(),
			name,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [300, 0],
			parameters: {
				method: 'POST',
				url: this.receiver.url,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ { id: $json.delivery.id, endUser: $json.endUser } }}',
				options: {},
			},
		};
	}

	close() {
		this.receiver.close();
	}

	get all() {
		return this.receiver.received;
	}

	/** How often each delivery was heard of. */
	get times() {
		const times = new Map();
		for (const { id } of this.all) times.set(id, (times.get(id) ?? 0) + 1);
		return times;
	}

	/** Of these deliveries, how many were heard of never, once and more often. */
	countOf(ids) {
		const times = ids.map((id) => this.times.get(id) ?? 0);
		const count = (wanted) => times.filter(wanted).length;
		return {
			never: count((n) => n === 0),
			once: count((n) => n === 1),
			moreOften: count((n) => n > 1),
		};
	}
}

export function doNothing(name = 'Next') {
	return {
		id: randomUUID(),
		name,
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [300, 0],
		parameters: {},
	};
}
