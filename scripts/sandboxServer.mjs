import { join } from 'node:path';
import { logs, nodeOf, root } from './places.mjs';
import { startProcess } from './processes.mjs';
import { untilReady } from './waiting.mjs';

/** How to run the sandbox: the program, and the arguments that come before the sandbox's own. */
export const sandboxCommand = [nodeOf(root), ['--import', 'tsx', join(root, 'sandbox/main.ts')]];

/**
 * Starts the local stand-in for Ada and waits until it answers. Its memory starts empty.
 *
 * @param {string[]} [more] further arguments of the sandbox's own
 */
export async function startSandbox({
	port,
	apiKey,
	more = [],
	logFile = join(logs, 'sandbox.log'),
}) {
	const [node, before] = sandboxCommand;
	const server = startProcess(
		'The sandbox',
		node,
		[...before, '--port', String(port), '--api-key', apiKey, ...more],
		{ cwd: root, logFile },
	);
	const baseUrl = `http://127.0.0.1:${port}`;
	await untilReady(server, `${baseUrl}/sandbox/`, { seconds: 30 });
	return { ...server, baseUrl };
}
