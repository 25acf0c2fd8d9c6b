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

let hasFailed = false;

/** Measures the parts that are asked for, prints what came out, and writes the page. */
async function bench() {
	const stage = once(() => BenchStage.open('bench'));
	const secondStage = once(() => BenchStage.open('bench-second'));
	console.log(`${machineInWords(here)}\n`);
	if (isQuick)
		console.log(
			'Quick: smaller numbers, for a look; what is to be reached is meant for the whole. The page is' +
				' left as it is.\n',
		);
	try {
		for (const group of groupsOf(names)) {
			await Promise.all(group.map((name) => measure(name, { stage, secondStage })));
		}
	} finally {
		await stopEverything();
	}
	if (isQuick) return;
	writeFileSync(file, await page(here, keptFrom(here, Object.keys(parts)), file));
	console.log(`Written: ${file}`);
}

/** The parts that go on at the same time, in the order of their turns. */
function groupsOf(names) {
	const phaseOf = (name) => parts[name].phase;
	const waiting = names.filter(phaseOf);
	const phases = [...new Set(waiting.map(phaseOf))].sort();
	const groups = isQuick
		? [waiting]
		: phases.map((phase) => waiting.filter((name) => phaseOf(name) === phase));
	return [...groups, ...names.filter((name) => !phaseOf(name)).map((name) => [name])];
}

/** Measures one part; what goes wrong with it does not keep the others from being measured. */
async function measure(name, stages) {
	const { title } = parts[name];
	const started = Date.now();
	console.log(`${title} …`);
	try {
		const result = {
			title,
			date: new Date(started).toISOString(),
			commit: measuredCommit(),
			machine: here,
			...(await measured(parts[name], stages)),
		};
		if (!isQuick) keep(name, result);
		console.log(`\n${await printed(section(result))}`);
		console.log(`(${name}: ${Math.round((Date.now() - started) / 1000)} s)\n`);
	} catch (error) {
		hasFailed = true;
		console.error(`\n${title}: not measured.`);
		report(error);
	}
}

async function measured({ phase, run }, stages) {
	if (!phase) return await run({ ...stages, isQuick });
	const busyness = new Busyness((await stages.stage()).server.pid);
	const result = await run({ ...stages, isQuick });
	return { ...result, notes: [...(result.notes ?? []), busyness.end()] };
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
	process.exit(hasFailed ? 1 : 0);
} catch (error) {
	report(error);
	process.exit(1);
}
