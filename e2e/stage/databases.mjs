import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOf, requireDebianPackages } from '../../scripts/debianPackages.mjs';
import { anyFreePort } from '../../scripts/ports.mjs';
import { Problem } from '../../scripts/problem.mjs';
import { lastLines, runToEnd, startProcess } from '../../scripts/processes.mjs';
import { until } from '../../scripts/waiting.mjs';

/** Whose account PostgreSQL runs on where this process is root's, whom it refuses. */
const account = 'postgres';

/**
 * What n8n's queue mode needs beside n8n: PostgreSQL and Redis, for one suite, on free ports of
 * 127.0.0.1. Fails with what to install where one of them is missing.
 *
 * @returns {Promise<Record<string, string>>} n8n's settings for both
 */
export async function startDatabases(folder) {
	requireDebianPackages(['redis-server', 'postgresql']);
	const [redisPort, postgresPort] = [await anyFreePort(), await anyFreePort()];
	await Promise.all([startRedis(redisPort, folder), startPostgres(postgresPort, folder)]);
	return {
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgresPort),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: account,
	};
}

async function startRedis(port, folder) {
	const logFile = join(folder, 'redis.log');
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	const redis = startProcess('Redis', pathOf('redis-server'), args, { cwd: folder, logFile });
	await running('Redis', redis, /Ready to/i);
}

async function startPostgres(port, folder) {
	const isRoot = process.getuid?.() === 0;
	// The other account may not be let into the repository's folder.
	const data = isRoot ? mkdtempSync(join(tmpdir(), 'ada-e2e-')) : join(folder, 'postgres');
	mkdirSync(data, { recursive: true });
	const asAccount = isRoot ? ['runuser', '-u', account, '--'] : [];
	if (isRoot) {
		const [uid, gid] = await idsOf(account, folder);
		chownSync(data, uid, gid);
		process.on('exit', () => rmSync(data, { recursive: true, force: true }));
	}
	const start = (name, program, args) => {
		const [command, ...all] = [...asAccount, pathOf(program), ...args];
		const logFile = join(folder, `${name.toLowerCase()}.log`);
		return startProcess(name, command, all, { cwd: data, logFile });
	};
	const made = start('Initdb', 'initdb', ['-D', data, '-U', account, '-A', 'trust', '-E', 'UTF8']);
	const { code } = await made.exited;
	if (code !== 0) throw new Problem(`initdb did not work:\n${lastLines(made.logFile)}`);
	const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data, '-c', 'fsync=off'];
	await running('PostgreSQL', start('PostgreSQL', 'postgres', args), /ready to accept connections/);
}

/** Waits for the words that a server logs when it is ready. */
async function running(name, server, ready) {
	let ended = false;
	void server.exited.then(() => (ended = true));
	await until(() => ended || ready.test(lastLines(server.logFile, 50)), {
		seconds: 60,
		otherwise: `${name} was not ready after 60 s. Its output is in ${server.logFile}`,
	});
	if (ended) throw new Problem(`${name} ended by itself:\n${lastLines(server.logFile)}`);
}

async function idsOf(name, folder) {
	const ids = [];
	for (const flag of ['-u', '-g']) {
		const logFile = join(folder, 'id.log');
		if ((await runToEnd('id', 'id', [flag, name], { logFile })) !== 0) {
			throw new Problem(`There is no account ${name}, which PostgreSQL needs when root runs this.`);
		}
		ids.push(Number(lastLines(logFile)));
	}
	return ids;
}
