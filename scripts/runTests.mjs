import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installTools } from './installMissing.mjs';
import { npmCommand } from './npm.mjs';
import { nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';
import { onStop } from './stopSignals.mjs';

let current;

/** `npm test`: build, lint, then jest with the given arguments; ends at the first that fails. */
export async function runTests(jestArguments) {
	onStop((exitCode) => {
		current?.kill();
		process.exit(exitCode);
	});
	try {
		await installTools();
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const [npm, before] = npmCommand();
	await step('npm run build', npm, [...before, 'run', '--silent', 'build']);
	await step('npm run lint', npm, [...before, 'run', '--silent', 'lint']);
	const jest = join(root, 'node_modules/jest/bin/jest.js');
	await step('jest', nodeOf(root), [jest, ...jestArguments]);
}

async function step(name, command, args) {
	console.log(`\n${name}`);
	const child = (current = spawn(command, args, { cwd: root, stdio: 'inherit' }));
	const code = await new Promise((resolve) => {
		child.once('error', () => resolve(1));
		child.once('exit', (exitCode) => resolve(exitCode ?? 1));
	});
	if (code === 0) return;
	console.error(`\n${name} failed (exit code ${code}).`);
	process.exit(code);
}
