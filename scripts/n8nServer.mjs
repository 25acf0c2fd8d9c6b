import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { currentN8n, local, logs } from './places.mjs';
import { anyFreePort } from './ports.mjs';
import { startProcess } from './processes.mjs';
import { untilReady } from './waiting.mjs';

/**
 * Where n8n's nodes read and write files: the folder that n8n allows by default is
 * `~/.n8n-files`, and this one stands in the same place beside n8n's own data. n8n is started in
 * the folder above, as its Docker image is, so `.n8n-files/x.csv` means the same in both.
 */
export function filesOf(userFolder) {
	return join(userFolder, '.n8n-files');
}

/** Where n8n's own installer puts community packages. */
export function communityPackagesOf(userFolder) {
	return join(userFolder, '.n8n/nodes');
}

/**
 * Starts n8n on 127.0.0.1 with its data in `userFolder`, and waits until it is ready.
 *
 * @param {{ folder: string, node: string }} [installed] which n8n
 * @param {Record<string, string>} [settings] further environment variables of n8n's
 * @param {string[]} [command] what n8n is to be: all of it, or one of its other processes
 */
export async function startN8n({
	installed = currentN8n,
	userFolder,
	port,
	settings = {},
	command = ['start'],
	logFile = join(logs, 'n8n.log'),
}) {
	mkdirSync(filesOf(userFolder), { recursive: true });
	linkWorkflowPackage(installed, userFolder);
	const server = startProcess(
		['n8n', ...command.slice(0, command[0] === 'start' ? 0 : 1)].join(' '),
		installed.node,
		[join(installed.folder, 'node_modules/n8n/bin/n8n'), ...command],
		{ cwd: userFolder, env: await environment({ userFolder, port, settings }), logFile },
	);
	const baseUrl = `http://127.0.0.1:${port}`;
	await untilReady(server, `${baseUrl}/healthz/readiness`, { seconds: 120 });
	return { ...server, baseUrl };
}

/**
 * Lets the installed packages find n8n's own n8n-workflow, as they do in a user's folder. This folder
 * lies within the repository, whose copy Node would find first: another one, whose classes are not
 * those of n8n.
 */
function linkWorkflowPackage({ folder }, userFolder) {
	const packages = join(communityPackagesOf(userFolder), 'node_modules');
	const link = join(packages, 'n8n-workflow');
	mkdirSync(packages, { recursive: true });
	rmSync(link, { recursive: true, force: true });
	symlinkSync(join(folder, 'node_modules/n8n-workflow'), link, 'junction');
}

async function environment({ userFolder, port, settings }) {
	return {
		...withoutOthersSettings(process.env),
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await anyFreePort()),
		// The cookie of a login over plain http.
		N8N_SECURE_COOKIE: 'false',
		N8N_RESTRICT_FILE_ACCESS_TO: filesOf(userFolder),
		N8N_LOG_LEVEL: 'info',
		NODE_ENV: 'production',
		// Saves a third of the time that n8n takes to start, from its second start on.
		NODE_COMPILE_CACHE: join(local, 'compile-cache'),
		...quiet,
		...settings,
	};
}

/** Nothing is asked of, or sent to, n8n's own servers. */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
	N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents,instance-version-history',
};

/**
 * The environment without what would make this n8n another one: settings of an n8n of the user's
 * own (its database, for one), npm's variables, and the key of a real Ada, which expressions in
 * workflows could read.
 */
function withoutOthersSettings(env) {
	return Object.fromEntries(
		Object.entries(env).filter(
			([name]) =>
				!/^(N8N_|DB_|EXECUTIONS_|QUEUE_|CREDENTIALS_|NODES_|WEBHOOK_URL|OFFLOAD_|CODE_|ADA_)/.test(
					name,
				) && !/^(npm_|NODE_OPTIONS$|NODE_PATH$|CONFIG_FILES$|INIT_CWD$)/i.test(name),
		),
	);
}
