import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeOf, root } from '../../../scripts/places.mjs';
import { count } from '../page/figures.mjs';

/** How much memory a run takes in n8n's engine. */
export const memory = {
	title: 'Memory of a run',

	async run({ isQuick }) {
		const sizes = isQuick ? { lookUps: 500, listed: 5000 } : { lookUps: 2000, listed: 20_000 };
		const { lookUps, listed } = await measured(sizes);
		const row = (what, { idle, peak }) => [what, mb(peak - idle), mb(idle)];
		return {
			text: [
				'In n8n’s engine, with the sandbox in the same process, and without limits and latency.',
			],
			tables: [
				{
					title: 'Memory of the process',
					columns: ['', 'At its peak, above that before', 'Before'],
					rows: [
						row(`${count(sizes.lookUps)} people looked up`, lookUps),
						row(`Get Many of ${count(sizes.listed)} people`, listed),
					],
				},
			],
		};
	},
};

async function measured(sizes) {
	const args = [
		...['--require', join(root, 'test/engine/n8nHome.js'), '--import', 'tsx'],
		...[join(root, 'test/bench/runMemory.ts'), JSON.stringify(sizes)],
	];
	const { stdout } = await promisify(execFile)(nodeOf(root), args);
	return JSON.parse(stdout);
}

function mb(bytes) {
	return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
