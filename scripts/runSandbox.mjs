import { spawn } from 'node:child_process';
import { installTools } from './installMissing.mjs';
import { root } from './places.mjs';
import { report } from './problem.mjs';
import { stopEverything } from './processes.mjs';
import { sandboxCommand } from './sandboxServer.mjs';
import { onStop } from './stopSignals.mjs';

/** `npm run sandbox`: the sandbox alone, with the given arguments, until it or its user ends it. */
export async function runSandbox(args) {
	let sandbox;
	onStop(async (exitCode) => {
		if (sandbox) return void sandbox.kill('SIGTERM');
		await stopEverything();
		process.exit(exitCode);
	});
	try {
		await installTools();
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const [node, before] = sandboxCommand;
	sandbox = spawn(node, [...before, ...args], {
		cwd: root,
		stdio: ['ignore', 'inherit', 'inherit'],
		// Out of the terminal's reach, or Ctrl-C would arrive twice: from there and from here.
		detached: process.platform !== 'win32',
	});
	sandbox.once('exit', (code) => process.exit(code ?? 1));
}
