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
import { Busyness } from './stage/busyness.mjs';

const file = join(root, 'docs/benchmarks.md');

const [isQuick, names] = readArguments(process.argv.slice(2));
const here = machine();

/** Measures the parts that are asked for, prints what came out, and writes the page. */
async function bench() {
	const chosen = names.map((name) => [name, parts[name]]);
	console.log(`${machineInWords(here)}\n`);
	if (isQuick) console.log('Quick: smaller numbers, for a look. The page is left as it is.\n');
	const stage = once(() => BenchStage.open('bench'));
	const secondStage = once(() => BenchStage.open('bench-second'));
	const stages = { stage, secondStage };
	try {
		await Promise.all(
			chosen.filter(([, { alone }]) => !alone).map(([name]) => measure(name, stages)),
		);
		for (const [name] of chosen.filter(([, { alone }]) => alone)) await measure(name, stages);
	} finally {
		await stopEverything();
	}
	if (isQuick) return;
	writeFileSync(file, await page(here, keptFrom(here, Object.keys(parts)), file));
	console.log(`Written: ${file}`);
}

async function measure(name, stages) {
	const { title, alone, run } = parts[name];
	const started = Date.now();
	console.log(`${title} …`);
	const busyness = alone ? undefined : new Busyness((await stages.stage()).server.pid);
	const measured = await run({ ...stages, isQuick });
	const result = {
		title,
		date: new Date(started).toISOString(),
		commit: measuredCommit(),
		machine: here,
		...measured,
		notes: [...(measured.notes ?? []), ...(busyness ? [busyness.end()] : [])],
	};
	if (!isQuick) keep(name, result);
	console.log(`\n${await printed(section(result))}`);
	console.log(`(${Math.round((Date.now() - started) / 1000)} s)\n`);
}

function once(open) {
	let opening;
	return () => (opening ??= open());
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
	const all = Object.keys(parts);
	const chosen = wanted.length > 0 ? all.filter((name) => wanted.includes(name)) : all;
	return [args.includes('--quick'), chosen];
}

onStop((exitCode) => void stopEverything().then(() => process.exit(exitCode)));
try {
	await bench();
	process.exit(0);
} catch (error) {
	report(error);
	process.exit(1);
}
