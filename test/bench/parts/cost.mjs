import { join } from 'node:path';
import { Ada } from '../../../e2e/stage/ada.mjs';
import { anyFreePort } from '../../../scripts/ports.mjs';
import { startSandbox } from '../../../scripts/sandboxServer.mjs';
import { atMost, count, median, milliseconds, percent, ratio } from '../page/figures.mjs';
import * as nodes from '../stage/nodes.mjs';
import { people } from '../stage/people.mjs';
import { processTime } from '../stage/processTime.mjs';

const apiKey = 'key-of-the-sandbox';

const contestants = [
	{
		name: 'Ada End User, Create',
		node: (_url, credential) => nodes.adaEndUser('create', credential),
	},
	{ name: 'HTTP Request, a field for each', node: nodes.httpCreateByFields },
	{
		name: 'Ada End User, with expressions that do more than name a column',
		node: (_url, credential) => nodes.adaEndUser('create', credential, { trims: true }),
	},
	{ name: 'HTTP Request, one expression of JSON', node: nodes.httpCreate },
];

/** What the nodes themselves cost, where neither limits nor a network hold them up. */
export const cost = {
	title: 'Own cost of an item',

	async run({ stage, isQuick }) {
		const [items, rounds] = isQuick ? [100, 2] : [500, 11];
		const bench = await startedBench(await stage());
		const figures = new Map(contestants.map((contestant) => [contestant, []]));
		for (const contestant of contestants) await round(bench, contestant, items);
		for (let index = 0; index < rounds; index += 1) {
			// Whoever goes last finds the machine warmest: the order turns round each time.
			const order = index % 2 === 0 ? contestants : [...contestants].reverse();
			for (const contestant of order) {
				figures.get(contestant).push(await round(bench, contestant, items));
			}
		}
		await bench.server.stop();
		return result(figures, items, rounds);
	},
};

async function startedBench(stage) {
	const port = await anyFreePort();
	const logFile = join(stage.folder, 'sandbox-of-cost.log');
	const server = await startSandbox({ port, apiKey, more: ['--limits', 'off'], logFile });
	const credential = await stage.credentialFor(new Ada(server, apiKey));
	return { stage, server, credential, created: 0 };
}

async function round(bench, { node }, items) {
	const { stage, server, credential } = bench;
	const wanted = people(items, { from: bench.created });
	bench.created += items;
	const following = [node(`${server.baseUrl}/api`, credential)];
	const pids = { n8n: stage.server.pid, sandbox: server.pid };
	const before = { n8n: processTime(pids.n8n), sandbox: processTime(pids.sandbox) };
	const { seconds, execution } = await stage.runOn(wanted, following, { seconds: 600, every: 250 });
	const made = execution.items(following[0].name).filter((item) => item.end_user_id).length;
	if (made !== items) throw new Error(`${following[0].name}: ${made} of ${items} were created`);
	return {
		wall: (seconds * 1000) / items,
		n8n: (processTime(pids.n8n) - before.n8n) / items,
		sandbox: (processTime(pids.sandbox) - before.sandbox) / items,
	};
}

function result(figures, items, rounds) {
	const rows = [...figures].map(([{ name }, all]) => ({
		name,
		wall: median(all.map(({ wall }) => wall)),
		n8n: median(all.map(({ n8n }) => n8n)),
		sandbox: median(all.map(({ sandbox }) => sandbox)),
		fastest: Math.min(...all.map(({ wall }) => wall)),
		slowest: Math.max(...all.map(({ wall }) => wall)),
	}));
	const [ours, theirs] = rows;
	return {
		text: [
			`${count(items)} people created with eight fields by expression: each in a field of its own, named as dragging a column writes it, such as {{ $json.email }}, which Ada End User reads without n8n’s expression engine; for comparison with {{ String($json.email).trim() }} and the like, which n8n works out one by one; and all in one expression, which n8n works out once. In the same n8n with the same credential, without limits and latency, in ${rounds} rounds by turns after one that does not count. Medians of the rounds; the time is the node’s own, as n8n gives it. The processor’s time is that of the whole execution. The sandbox has a process of its own.`,
		],
		tables: [
			{
				title: 'For one item',
				columns: [
					'',
					'Time',
					'Ours beside it',
					'Fastest and slowest round',
					'n8n’s processor time',
					'The sandbox’s',
					'The sandbox is busy',
				],
				rows: rows.map(({ name, wall, fastest, slowest, n8n, sandbox }) => [
					name,
					milliseconds(wall),
					name === ours.name ? '' : ratio(ours.wall / wall),
					`${milliseconds(fastest)}, ${milliseconds(slowest)}`,
					milliseconds(n8n),
					milliseconds(sandbox),
					percent(sandbox / wall),
				]),
			},
		],
		goals: [
			atMost('Own cost of an item, beside HTTP Request', 0.5, ours.wall / theirs.wall, ratio),
		],
	};
}
