import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireDebianPackages } from './debianPackages.mjs';
import { installN8n, installOlderN8n, installTools } from './installMissing.mjs';
import { requireToBeTheOnlyOne } from './onlyOne.mjs';
import { buildAndPack } from './packAndInstall.mjs';
import { e2e, local, nodeOf, root } from './places.mjs';
import { report } from './problem.mjs';
import { onStop } from './stopSignals.mjs';

const suites = join(e2e, 'tests');
const data = join(local, 'e2e');

/**
 * `npm run test:e2e`: the built and packed package in whole n8ns, suite by suite. Arguments name
 * suites (`lifeCycle`); without any, all are run.
 */
export async function runE2e(names) {
	const files = suitesNamed(names);
	let current;
	onStop((exitCode) => {
		if (!current) process.exit(exitCode);
		current.kill();
	});
	try {
		requireToBeTheOnlyOne('npm run test:e2e', data);
		// A single suite says itself what it needs.
		if (names.length === 0) requireDebianPackages();
		await Promise.all([installTools().then(buildAndPack), installN8ns(files)]);
	} catch (error) {
		report(error);
		process.exit(1);
	}
	// Two at a time: they wait more than they compute, for events, restarts and Ada's minutes.
	const args = [
		'--test',
		'--test-timeout=1500000',
		'--test-concurrency=2',
		'--test-reporter=spec',
		...files,
	];
	current = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
	current.once('exit', (code) => {
		if (code !== 0)
			console.error(
				`\nWhat was logged, and pictures of what failed in the editor: ${data}/<suite>/`,
			);
		process.exit(code ?? 1);
	});
}

function suitesNamed(names) {
	return readdirSync(suites)
		.filter((file) => file.endsWith('.test.mjs'))
		.filter((file) => names.length === 0 || names.includes(file.replace('.test.mjs', '')))
		.map((file) => join(suites, file));
}

async function installN8ns(files) {
	await installN8n();
	if (files.includes(join(suites, 'olderN8n.test.mjs'))) await installOlderN8n();
}
