import { existsSync } from 'node:fs';
import { runToEnd, lastLines } from './processes.mjs';
import { Problem } from './problem.mjs';

/**
 * Runs npm, quietly: its output is in `logFile`. It is the npm that runs this script where there is
 * one, on the same Node. `doing` begins the sentence that a failure is reported with.
 */
export async function npm(args, { cwd, logFile, env = process.env, doing }) {
	const [command, before] = npmCommand();
	let code;
	try {
		code = await runToEnd('npm', command, [...before, ...args], { cwd, env, logFile });
	} catch (error) {
		throw new Problem(`${doing} did not work: npm could not be started (${error.message}).`);
	}
	if (code !== 0) throw new Problem(explain(doing, args[0], logFile));
}

/** The program and first arguments that run npm. */
export function npmCommand() {
	const cli = process.env.npm_execpath;
	// npm runs scripts on the Node of node_modules, if there is one, which an installation replaces.
	const node = existsSync(process.execPath) ? process.execPath : 'node';
	// It may be another package manager's.
	return /npm-cli\.c?js$/.test(cli ?? '') ? [node, [cli]] : ['npm', []];
}

const causes = [
	[
		/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/,
		'npm could not reach its registry. Check the network, or the proxy and registry in npm’s own' +
			' settings, and run the command again; what was downloaded is kept.',
	],
	[/\bE(401|403)\b/, 'the registry refused. Check npm’s settings for it (npm config list).'],
	[/\bENOSPC\b/, 'the disk is full. All installations together take about 6 GB.'],
	[/\bE(ACCES|PERM)\b/, 'npm may not write here. Check who owns the folder.'],
];

function explain(doing, subcommand, logFile) {
	// What `npm run` prints is the program's own, and may speak of anything.
	const log = subcommand === 'run' ? '' : lastLines(logFile, 400);
	const cause = causes.find(([pattern]) => pattern.test(log))?.[1];
	if (cause) return `${doing} did not work: ${cause}\n(npm’s output: ${logFile})`;
	return `${doing} did not work. npm’s last lines (all of them: ${logFile}):\n\n${lastLines(logFile)}`;
}
