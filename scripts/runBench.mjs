import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installN8n, installTools } from './installMissing.mjs';
import { requireToBeTheOnlyOne } from './onlyOne.mjs';
import { buildAndPack } from './packAndInstall.mjs';
import { local, nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';
import { onStop } from './stopSignals.mjs';

/**
 * `npm run bench`: builds what has changed, then measures the built package. Arguments name parts
 * (`pace`); without any, all are measured. `--quick` measures with smaller numbers.
 */
export async function runBench(args) {
	let current;
	onStop((exitCode) => {
		if (!current) process.exit(exitCode);
		current.kill();
	});
	try {
		requireToBeTheOnlyOne('npm run bench', join(local, 'bench'));
		await installTools();
		await Promise.all([buildAndPack(), installN8n()]);
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const bench = ['--import', 'tsx', join(root, 'test/bench/bench.mjs'), ...args];
	current = spawn(nodeOf(root), bench, { cwd: root, stdio: 'inherit' });
	current.once('exit', (code) => process.exit(code ?? 1));
}
