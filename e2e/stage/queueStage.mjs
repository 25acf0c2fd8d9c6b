import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { communityPackagesOf, startN8n } from '../../scripts/n8nServer.mjs';
import { anyFreePort } from '../../scripts/ports.mjs';
import { startDatabases } from './databases.mjs';
import { Stage } from './stage.mjs';

/**
 * n8n in queue mode, as a larger installation runs it: the main process, a webhook processor that
 * takes the deliveries, and two workers that execute, on PostgreSQL and Redis.
 */
export class QueueStage extends Stage {
	async startN8n() {
		this.webhookPort = await anyFreePort();
		this.settings = {
			...(await startDatabases(this.folder)),
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			WEBHOOK_URL: `http://127.0.0.1:${this.webhookPort}/`,
		};
		// The others wait for the main process to have made the tables.
		await super.startN8n();
		await Promise.all([
			this.#startPart('webhook', ['webhook'], this.webhookPort),
			this.#startPart('worker-1', ['worker', '--concurrency=5'], await anyFreePort()),
			this.#startPart('worker-2', ['worker', '--concurrency=5'], await anyFreePort()),
		]);
	}

	async #startPart(name, command, port) {
		const userFolder = join(this.folder, name);
		const packages = communityPackagesOf(userFolder);
		cpSync(communityPackagesOf(this.userFolder), packages, { recursive: true });
		const isWorker = command[0] === 'worker';
		const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) };
		await startN8n({
			userFolder,
			port,
			command,
			settings: { ...this.settings, ...(isWorker && health) },
			logFile: join(this.folder, `${name}.log`),
		});
	}

	addressOf(trigger, base = `http://127.0.0.1:${this.webhookPort}`) {
		return super.addressOf(trigger, base);
	}

	/** How many executions a worker has had, by its log. */
	executionsOn(worker) {
		return this.logOf(worker).match(/started execution|Worker started execution/gi)?.length ?? 0;
	}
}
