import { runEndUser } from '../engine/engine';
import { LocalAda } from '../engine/localAda';

/** How many people a process of its own is to look up, and how many it is to list. */
export interface RunSizes {
	lookUps: number;
	listed: number;
}

/** The process's memory in bytes before a run, and at most meanwhile. */
export interface RunMemory {
	idle: number;
	peak: number;
}

/** Looks people up and lists people in n8n's engine, and watches the memory. */
async function measure({ lookUps, listed }: RunSizes): Promise<Record<keyof RunSizes, RunMemory>> {
	return { lookUps: await lookUp(lookUps), listed: await list(listed) };
}

async function lookUp(count: number): Promise<RunMemory> {
	const ada = await LocalAda.start();
	const ids = Array.from({ length: count }, (_, index) => `crm-${index}`);
	await ada.seed(...ids.map((external_id) => ({ external_id })));
	const memory = await watched(count, async () => {
		const { json } = await runEndUser({
			credential: { ...ada.credential, limitShare: 1e8 },
			items: ids.map((id) => ({ id })),
			parameters: {
				operation: 'get',
				endUser: { __rl: true, mode: 'externalId', value: '={{ $json.id }}' },
			},
		});
		return json[0].length;
	});
	await ada.close();
	return memory;
}

async function list(count: number): Promise<RunMemory> {
	const ada = await LocalAda.start();
	const people = Array.from({ length: count }, (_, index) => ({
		external_id: `crm-${index}`,
		profile: { first_name: 'Noor', last_name: 'Haddad', metadata: { tier: 'gold', seats: 12 } },
	}));
	await ada.seed(...people);
	const memory = await watched(count, async () => {
		const { json } = await runEndUser({
			credential: { ...ada.credential, limitShare: 1e8 },
			parameters: { operation: 'getAll', returnAll: true },
		});
		return json[0].length;
	});
	await ada.close();
	return memory;
}

/** Memory before some work and at most meanwhile; fails if it does not come to so many items. */
async function watched(count: number, work: () => Promise<number>): Promise<RunMemory> {
	const idle = process.memoryUsage().rss;
	let peak = idle;
	const watch = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().rss);
	}, 20);
	const came = await work();
	clearInterval(watch);
	if (came !== count) throw new Error(`Got ${came} of ${count}`);
	return { idle, peak };
}

void measure(JSON.parse(process.argv[2]) as RunSizes).then((memory) => {
	process.stdout.write(JSON.stringify(memory));
});
