import { randomBytes } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { putContactsFor } from '../../scripts/demo/contactsFile.mjs';
import { communityPackagesOf, startN8n } from '../../scripts/n8nServer.mjs';
import { anyFreePort } from '../../scripts/ports.mjs';
import { startDatabases } from './databases.mjs';
import { Stage } from './stage.mjs';

/** The workers' names, which are those of their folders and logs too. */
export const workers = ['worker-1', 'worker-2'];

/**
 * n8n in queue mode, as a larger installation runs it: the main process, a webhook processor that
 * takes the deliveries, and two workers that execute, on PostgreSQL and Redis.
 */
export class QueueStage extends Stage {
	/** How many executions a worker runs at once. */
	atOnce = 5;

	/** As docs/many-workers.md says: n8n leaves alone what a killed worker was at. */
	workerSettings = { QUEUE_WORKER_STALLED_INTERVAL: '0' };

	#parts = new Map();

	async startN8n() {
		this.webhookPort = await anyFreePort();
		this.webhookAddress = `http://127.0.0.1:${this.webhookPort}`;
		this.settings = {
			...this.settings,
			...(await startDatabases(this.folder)),
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			// What reaches the webhook processor alone is what the suites are about.
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			WEBHOOK_URL: `${this.webhookAddress}/`,
		};
		// The others wait for the main process to have made the tables.
		await super.startN8n();
		this.n8n.webhooksAt = this.webhookAddress;
		await Promise.all([
			this.#startPart('webhook', ['webhook'], this.webhookPort),
			...workers.map((name) => this.startWorker(name)),
		]);
	}

	/** Starts a worker, with the example's contacts in the folder that it may read. */
	async startWorker(name) {
		const port = await anyFreePort();
		putContactsFor(join(this.folder, name));
		await this.#startPart(name, ['worker', `--concurrency=${this.atOnce}`], port, {
			...this.workerSettings,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
		});
	}

	/** Stops the workers, which first end what they are at, and starts them with other settings. */
	async restartWorkers({ atOnce = this.atOnce, settings = this.workerSettings }) {
		this.atOnce = atOnce;
		this.workerSettings = settings;
		await Promise.all(workers.map((name) => this.#parts.get(name).stop({ patience: 35 })));
		await Promise.all(workers.map((name) => this.startWorker(name)));
	}

	/** Ends a worker in the middle of whatever it does; nobody else. */
	async killWorker(name) {
		await this.#parts.get(name).kill();
	}

	async #startPart(name, command, port, settings) {
		const userFolder = join(this.folder, name);
		const packages = communityPackagesOf(userFolder);
		if (!existsSync(packages)) {
			cpSync(communityPackagesOf(this.userFolder), packages, { recursive: true });
		}
		const server = await startN8n({
			userFolder,
			port,
			command,
			settings: { ...this.settings, ...settings },
			logFile: join(this.folder, `${name}.log`),
		});
		this.#parts.set(name, server);
	}

	addressOf(trigger, base = this.webhookAddress) {
		return super.addressOf(trigger, base);
	}

	/** The IDs of the executions that a worker has begun, by its log; an ID for each time. */
	begunOn(worker) {
		return idsIn(this.logOf(worker), /Worker started execution (\d+)/g);
	}

	/** The IDs of the executions that a worker has begun and not brought to their end, by its log. */
	underWayOn(worker) {
		const finished = new Set(idsIn(this.logOf(worker), /Worker finished execution (\d+)/g));
		return this.begunOn(worker).filter((id) => !finished.has(id));
	}
}

function idsIn(log, sentence) {
	return [...log.matchAll(sentence)].map(([, id]) => id);
}
