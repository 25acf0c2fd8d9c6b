import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** The suites that give n8n as much to do as it can take. */
const forThemselves = ['kills', 'queueMode', 'queueWorkers'];

/**
 * `npm run test:e2e`: the built and packed package in whole n8ns, suite by suite. Arguments name
 * suites (`lifeCycle`); without any, all are run.
 */
export async function runE2e(names) {
	const files = suitesNamed(names);
	let current;
	let isStopping = false;
	onStop((exitCode) => {
		isStopping = true;
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
	const others = files.filter((file) => !isForItself(file));
	// Most wait more than they compute, for events, restarts and Ada's minutes.
	const codes = [await run(others, 2), await run(files.filter(isForItself), 1)];
	if (codes.every((code) => code === 0)) process.exit(0);
	console.error(`\nWhat was logged, and pictures of what failed in the editor: ${data}/<suite>/`);
	process.exit(1);

	/** Runs suites, so many at a time; resolves to the exit code. */
	async function run(some, atOnce) {
		if (some.length === 0 || isStopping) return Number(isStopping);
		const args = [
			'--test',
			'--test-timeout=1500000',
			`--test-concurrency=${atOnce}`,
			'--test-reporter=spec',
			...some,
		];
		current = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
		const [code] = await once(current, 'exit');
		return code ?? 1;
	}
}

function isForItself(file) {
	return forThemselves.some((name) => file === join(suites, `${name}.test.mjs`));
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
