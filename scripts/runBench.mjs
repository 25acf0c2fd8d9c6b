import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installTools } from './installMissing.mjs';
import { buildAndPack } from './packAndInstall.mjs';
import { nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';

/** `npm run bench`: builds what has changed, then measures the built package. */
export async function runBench() {
	try {
		await installTools();
		await buildAndPack();
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const home = join(root, 'test/engine/n8nHome.js');
	const args = ['--require', home, '--import', 'tsx', join(root, 'test/bench/bench.ts')];
	const child = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
	child.once('exit', (code) => process.exit(code ?? 1));
}
