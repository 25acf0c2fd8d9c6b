import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireDebianPackages } from './debianPackages.mjs';
import { installN8n, installTools } from './installMissing.mjs';
import { buildAndPack } from './packAndInstall.mjs';
import { e2e, nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';

/**
 * `npm run pictures`: takes the pictures of docs/images anew, in a whole n8n. Arguments name
 * pictures (`trigger`, `examples/switch-language`); without any, all are taken.
 */
export async function runPictures(names) {
	try {
		requireDebianPackages(['chromium']);
		await Promise.all([installTools().then(buildAndPack), installN8n()]);
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const args = [join(e2e, 'pictures/take.mjs'), ...names];
	const child = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
	child.once('exit', (code) => process.exit(code ?? 1));
}
