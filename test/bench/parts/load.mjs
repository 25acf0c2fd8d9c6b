import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeOf, root } from '../../../scripts/places.mjs';
import { median, ratio } from '../page/figures.mjs';

const processes = { full: 7, quick: 3 };

/** What loading the package costs n8n when it starts. */
export const load = {
	title: 'Loading the package',

	async run({ isQuick }) {
		const count = isQuick ? processes.quick : processes.full;
		const loads = [];
		for (let index = 0; index < count; index += 1) loads.push(await loadOnce());
		const [core, ours, heap] = ['coreMs', 'packageMs', 'heapBytes'].map((name) =>
			median(loads.map((one) => one[name])),
		);
		return {
			tables: [
				{
					title: `Medians of ${count} processes`,
					columns: ['Time', 'n8n-core alone', 'Part of it', 'Memory it keeps'],
					rows: [
						[
							`${ours.toFixed(1)} ms`,
							`${core.toFixed(0)} ms`,
							ratio(ours / core),
							`${(heap / 1024).toFixed(0)} KB`,
						],
					],
				},
			],
		};
	},
};

async function loadOnce() {
	const script = join(root, 'test/bench/load.js');
	const { stdout } = await promisify(execFile)(nodeOf(root), ['--expose-gc', script]);
	return JSON.parse(stdout);
}
