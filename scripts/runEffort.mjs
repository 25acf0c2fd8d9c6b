import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installN8n, installTools } from './installMissing.mjs';
import { e2e, nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';

/**
 * `npm run effort`: counts what workflows take to make, with the nodes and with n8n's own, and
 * writes the table of docs/effort.md. Needs n8n's node types, and starts nothing.
 */
export async function runEffort() {
	try {
		await Promise.all([installTools(), installN8n()]);
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const args = [join(e2e, 'effort/write.mjs')];
	const child = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
	child.once('exit', (code) => process.exit(code ?? 1));
}
