import axios from 'axios';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { runEndUser } from '../engine/engine';
import { LocalAda } from '../engine/localAda';

const PROCESSES = 7;
const ITEMS = 2000;
const PEOPLE = 20_000;
const root = resolve(__dirname, '../..');

interface Load {
	coreMs: number;
	packageMs: number;
	heapBytes: number;
}

/** Prints what loading the package costs n8n, and what a run costs in time and memory. */
async function bench(): Promise<void> {
	await benchLoad();
	await benchRun();
	await benchGetMany();
}

async function benchLoad(): Promise<void> {
	const loads: Load[] = [];
	for (let count = 0; count < PROCESSES; count++) {
		const script = resolve(root, 'test/bench/load.js');
		const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script]);
		loads.push(JSON.parse(stdout) as Load);
	}
	const packageMs = median(loads.map((load) => load.packageMs));
	const coreMs = median(loads.map((load) => load.coreMs));
	const heap = median(loads.map((load) => load.heapBytes));
	print(`Loading the package   ${packageMs.toFixed(1)} ms, median of ${PROCESSES} processes`);
	print(`  beside n8n-core     ${coreMs.toFixed(0)} ms: ${ratio(packageMs, coreMs)} of it`);
	print(`  memory it keeps     ${(heap / 1024).toFixed(0)} KB of heap`);
}

async function benchRun(): Promise<void> {
	const ada = await LocalAda.start();
	const ids = Array.from({ length: ITEMS }, (_, index) => `crm-${index}`);
	await ada.seed(...ids.map((external_id) => ({ external_id })));

	const direct = await timed(async () => {
		for (const id of ids) {
			await axios.get(`${ada.url}/api/v2/end-users/`, {
				params: { external_id: id },
				headers: { Authorization: `Bearer ${ada.credential.apiKey}` },
			});
		}
	});

	const { ms, idle, peak } = await watched(async () => {
		const { json } = await runEndUser({
			credential: { ...ada.credential, limitShare: 1e8 },
			items: ids.map((id) => ({ id })),
			parameters: {
				operation: 'get',
				endUser: { __rl: true, mode: 'externalId', value: '={{ $json.id }}' },
			},
		});
		if (json[0].length !== ITEMS) throw new Error(`Found ${json[0].length} of ${ITEMS}`);
	});
	await ada.close();

	print(`Looking up ${ITEMS} people, one after another, on loopback, pace switched off`);
	print(`  the node in n8n     ${(ms / ITEMS).toFixed(2)} ms an item`);
	print(
		`  plain axios         ${(direct / ITEMS).toFixed(2)} ms: the node takes ${ratio(ms, direct)} of it`,
	);
	print(
		`  memory of the run   ${mb(peak - idle)} MB above the ${mb(idle)} MB before it, at its peak`,
	);
}

async function benchGetMany(): Promise<void> {
	const ada = await LocalAda.start();
	const people = Array.from({ length: PEOPLE }, (_, index) => ({
		external_id: `crm-${index}`,
		profile: { first_name: 'Noor', last_name: 'Haddad', metadata: { tier: 'gold', seats: 12 } },
	}));
	await ada.seed(...people);
	const { peak, idle, ms } = await watched(async () => {
		const { json } = await runEndUser({
			credential: { ...ada.credential, limitShare: 1e8 },
			parameters: { operation: 'getAll', returnAll: true },
		});
		if (json[0].length !== PEOPLE) throw new Error(`Got ${json[0].length} of ${PEOPLE}`);
	});
	await ada.close();

	print(`Get Many of ${PEOPLE} people, sandbox in the same process`);
	print(`  time                ${(ms / 1000).toFixed(1)} s`);
	print(
		`  memory of the run   ${mb(peak - idle)} MB above the ${mb(idle)} MB before it, at its peak`,
	);
}

/** How long some work took, and how much memory the process had before it and at most. */
async function watched(
	work: () => Promise<void>,
): Promise<{ ms: number; idle: number; peak: number }> {
	const idle = process.memoryUsage().rss;
	let peak = idle;
	const watch = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().rss);
	}, 20);
	const ms = await timed(work);
	clearInterval(watch);
	return { ms, idle, peak };
}

async function timed(work: () => Promise<void>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

function median(values: number[]): number {
	return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function ratio(part: number, whole: number): string {
	return `${(part / whole).toFixed(2)} times`;
}

function mb(bytes: number): string {
	return (bytes / 1024 / 1024).toFixed(0);
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

void bench();
