import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/places.mjs';
import { report } from '../../scripts/problem.mjs';
import { stopEverything } from '../../scripts/processes.mjs';
import { onStop } from '../../scripts/stopSignals.mjs';
import { machine, machineInWords, measuredCommit } from './page/machine.mjs';
import { page, printed, section } from './page/page.mjs';
import { keep, keptFrom } from './page/results.mjs';
import { parts } from './parts/index.mjs';
import { BenchStage } from './stage/benchStage.mjs';

const file = join(root, 'docs/benchmarks.md');

const [isQuick, names] = readArguments(process.argv.slice(2));
const here = machine();

/** Measures the parts that are asked for, prints what came out, and writes the page. */
async function bench() {
	const chosen = names.map((name) => [name, parts[name]]);
	console.log(`${machineInWords(here)}\n`);
	if (isQuick) console.log('Quick: smaller numbers, for a look. The page is left as it is.\n');
	let opening;
	const stage = () => (opening ??= BenchStage.open('bench'));
	try {
		await Promise.all(
			chosen.filter(([, { alone }]) => !alone).map(([name]) => measure(name, stage)),
		);
		for (const [name] of chosen.filter(([, { alone }]) => alone)) await measure(name, stage);
	} finally {
		await stopEverything();
	}
	if (isQuick) return;
	writeFileSync(file, await page(here, keptFrom(here, Object.keys(parts)), file));
	console.log(`Written: ${file}`);
}

async function measure(name, stage) {
	const { title, run } = parts[name];
	const started = Date.now();
	console.log(`${title} …`);
	const result = {
		title,
		date: new Date(started).toISOString(),
		commit: measuredCommit(),
		machine: here,
		...(await run({ stage, isQuick })),
	};
	if (!isQuick) keep(name, result);
	console.log(`\n${await printed(section(result))}`);
	console.log(`(${Math.round((Date.now() - started) / 1000)} s)\n`);
}

function readArguments(args) {
	const wanted = args.filter((arg) => arg !== '--quick');
	const unknown = wanted.filter((name) => !(name in parts));
	if (unknown.length > 0) {
		console.error(
			`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}`,
		);
		process.exit(2);
	}
	return [args.includes('--quick'), wanted.length > 0 ? wanted : Object.keys(parts)];
}

onStop((exitCode) => void stopEverything().then(() => process.exit(exitCode)));
try {
	await bench();
	process.exit(0);
} catch (error) {
	report(error);
	process.exit(1);
}
