import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireDebianPackages } from './debianPackages.mjs';
import { installN8n, installOlderN8n, installTools } from './installMissing.mjs';
import { requireToBeTheOnlyOne } from './onlyOne.mjs';
import { buildAndPack } from './packAndInstall.mjs';
import { e2e, local, nodeOf, root } from './places.mjs';
import { Problem, report } from './problem.mjs';
import { onStop } from './stopSignals.mjs';

const suites = join(e2e, 'tests');
const ending = '.test.mjs';
const data = join(local, 'e2e');

/** The suites that give n8n as much to do as it can take: each has the machine for itself. */
const demanding = ['kills', 'queueMode', 'queueWorkers'];

/**
 * `npm run test:e2e`: the built and packed package in whole n8ns, suite by suite. Arguments name
 * suites (`lifeCycle`); without any, all are run.
 */
export async function runE2e(names) {
	let chosen;
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
		chosen = suitesNamed(names);
		await Promise.all([installTools().then(buildAndPack), installN8nsFor(chosen)]);
	} catch (error) {
		report(error);
		process.exit(1);
	}
	const others = chosen.filter((name) => !demanding.includes(name));
	// Most wait more than they compute, for events, restarts and Ada's minutes.
	const codes = [
		await run(others, 2),
		await run(
			chosen.filter((name) => demanding.includes(name)),
			1,
		),
	];
	if (codes.every((code) => code === 0)) process.exit(0);
	console.error(`\nWhat was logged, and pictures of what failed in the editor: ${data}/<suite>/`);
	process.exit(1);

	/** Runs suites, so many at a time; resolves to the exit code. */
	async function run(suitesToRun, atOnce) {
		if (suitesToRun.length === 0 || isStopping) return Number(isStopping);
		const args = [
			'--test',
			'--test-timeout=1500000',
			`--test-concurrency=${atOnce}`,
			'--test-reporter=spec',
			...suitesToRun.map((name) => join(suites, `${name}${ending}`)),
		];
		current = spawn(nodeOf(root), args, { cwd: root, stdio: 'inherit' });
		const [code] = await once(current, 'exit');
		return code ?? 1;
	}
}

/** All suites, or those that were asked for. */
function suitesNamed(wanted) {
	const all = readdirSync(suites)
		.filter((file) => file.endsWith(ending))
		.map((file) => file.slice(0, -ending.length));
	const unknown = wanted.filter((name) => !all.includes(name));
	if (unknown.length > 0) {
		throw new Problem(`There is no suite ${unknown.join(', ')}. Suites: ${all.join(', ')}`);
	}
	return wanted.length > 0 ? all.filter((name) => wanted.includes(name)) : all;
}

async function installN8nsFor(names) {
	await installN8n();
	if (names.includes('olderN8n')) await installOlderN8n();
}
