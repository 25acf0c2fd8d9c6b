import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installN8n, installTools } from './installMissing.mjs';
import { buildAndPack } from './packAndInstall.mjs';
import { nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';

/** `npm run bench`: builds what has changed, then measures the built package. */
export async function runBench() {
	try {
		await installTools();
		await buildAndPack();
		await installN8n();
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const home = join(root, 'test/engine/n8nHome.js');
	await measure(['--require', home, '--import', 'tsx', join(root, 'test/bench/bench.ts')]);
	await measure([join(root, 'test/bench/webhooks.mjs')]);
}

async function measure(args) {
	const child = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
	const code = await new Promise((resolve) => child.once('exit', resolve));
	if (code !== 0) process.exit(code ?? 1);
}
