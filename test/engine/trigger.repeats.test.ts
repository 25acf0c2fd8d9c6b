import type { INodeType } from 'n8n-workflow';

import { setTimeout as sleep } from 'node:timers/promises';

import { LocalAda } from './localAda';
import { ProcessedData } from './processedData';
import { TriggerHost, type HostOptions } from './triggerHost';

const EVENTS = ['v1.end_user.created'];
const SKIPPED =
	/^Ada sent this delivery \(msg_\S+\) before, and it was handled then, so nothing after/;

let ada: LocalAda;
let table: ProcessedData;
beforeAll(async () => {
	ada = await LocalAda.start();
	table = await new ProcessedData().install();
});
afterAll(() => ada.close());

const hosts: TriggerHost[] = [];
beforeEach(async () => {
	await ada.reset();
	table.clear();
});
afterEach(async () => {
	for (const host of hosts.splice(0)) await host.close();
});

async function n8n(options: Partial<HostOptions> = {}): Promise<TriggerHost> {
	const host = await TriggerHost.start({
		credential: ada.credential,
		parameters: { events: EVENTS },
		...options,
	});
	hosts.push(host);
	return host;
}

/** Another copy of the trigger's code, with a memory of its own: another process. */
async function anotherProcess(): Promise<new () => INodeType> {
	let copy: (new () => INodeType) | undefined;
	await jest.isolateModulesAsync(async () => {
		const module = await import('../../nodes/AdaWebhookTrigger/AdaWebhookTrigger.node.ts');
		copy = module.AdaWebhookTrigger;
	});
	if (!copy) throw new Error('The trigger could not be loaded again');
	return copy;
}

/** Waits until Ada has sent everything, and n8n has run everything. */
async function settled(): Promise<void> {
	await ada.settled();
	for (const host of hosts) await host.settled();
}

async function emit(count = 1): Promise<void> {
	for (let number = 0; number < count; number++) {
		await ada.emit('v1.end_user.created', { end_user_id: `user-${number}`, number });
	}
	await settled();
}

async function resendAll(): Promise<void> {
	const messages = new Set((await ada.deliveries()).map(({ messageId }) => messageId));
	await Promise.all([...messages].map((id) => ada.resend(id)));
	await settled();
}

/** How often the workflow's nodes ran, by the number in the event. */
function runs(...of: TriggerHost[]): number[] {
	const all = of.flatMap(({ executions }) => executions);
	return all.flatMap(({ items }) => items.map(({ data }) => (data as { number: number }).number));
}

function sorted(numbers: number[]): number[] {
	return [...numbers].sort((one, other) => one - other);
}

/** Waits for something, for 20 seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
	for (let tries = 0; tries < 400 && !isSo(); tries++) await sleep(50);
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

test('the same delivery twice runs the nodes once, and says so', async () => {
	const host = await n8n();
	await host.publish();
	await emit();
	await resendAll();

	expect(runs(host)).toEqual([0]);
	expect(host.executions.map(({ items }) => items.length)).toEqual([1, 0]);
	expect(host.executions[1].hints).toEqual([expect.stringMatching(SKIPPED)]);
	expect(host.executions[1].error).toBeUndefined();
});

test('the same delivery 20 times at once runs the nodes once', async () => {
	const host = await n8n();
	await host.publish();
	await ada.deliverySettings({ duplicates: 19 });
	await emit();

	expect(host.executions).toHaveLength(20);
	expect(runs(host)).toEqual([0]);
});

test('200 deliveries, 20 at once, and all of them again: none is lost, none runs twice', async () => {
	const host = await n8n();
	await host.publish();
	await ada.deliverySettings({ concurrency: 20 });
	await emit(200);
	expect(sorted(runs(host))).toEqual(upTo(200));

	await resendAll();
	expect(host.executions).toHaveLength(400);
	expect(sorted(runs(host))).toEqual(upTo(200));
	// The table knows no lock, so a process never asks it twice at the same time.
	expect(table.mostAtOnce(host.workflowId)).toBe(1);
}, 60_000);

/** n8n in queue mode: a webhook processor takes everything in, and workers share the executions. */
async function n8nWithWorkers(count: number): Promise<[TriggerHost, ...TriggerHost[]]> {
	const processor = await n8n();
	const { publicUrl, workflowId } = processor;
	const workers: TriggerHost[] = [];
	for (let number = 0; number < count; number++) {
		workers.push(await n8n({ type: await anotherProcess(), publicUrl, workflowId }));
	}
	processor.runsOn(...workers);
	await processor.publish();
	return [processor, ...workers];
}

test('on two workers that write over each other none is lost, and none runs twice later', async () => {
	const [, one, other] = await n8nWithWorkers(2);
	await ada.deliverySettings({ concurrency: 20 });
	await emit(200);
	expect(sorted(runs(one, other))).toEqual(upTo(200));
	expect(other.executions.length).toBeGreaterThan(50);

	// What the workers erased of each other's is written again shortly after; Ada waits 5 seconds.
	await sleep(2_000);
	await resendAll();
	expect(one.executions.length + other.executions.length).toBe(400);
	expect(sorted(runs(one, other))).toEqual(upTo(200));
}, 60_000);

test('copies that reach two workers at the same moment run the nodes once', async () => {
	const [, one, other] = await n8nWithWorkers(2);
	await ada.deliverySettings({ concurrency: 1, duplicates: 3 });
	await emit(50);

	expect(one.executions.length + other.executions.length).toBe(200);
	expect(other.executions.length).toBeGreaterThan(50);
	expect(sorted(runs(one, other))).toEqual(upTo(50));
}, 60_000);

test('a repeat is known although another process has written over the first one', async () => {
	const [processor, worker] = await n8nWithWorkers(1);
	await ada.emit('v1.end_user.created', { end_user_id: 'user-0', number: 0 });
	while (table.entriesOf(processor.workflowId) === 0) await sleep(2);
	table.clear();
	await settled();
	await resendAll();

	expect(runs(worker)).toEqual([0]);
	expect(worker.executions).toHaveLength(2);
});

test('a repeat is known although a slow process has written over one that had stayed', async () => {
	const [processor, worker] = await n8nWithWorkers(1);
	await emit();
	expect(runs(worker)).toEqual([0]);
	table.clear();
	await until(() => table.entriesOf(processor.workflowId) > 0);
	await resendAll();

	expect(runs(worker)).toEqual([0]);
	expect(worker.executions).toHaveLength(2);
}, 30_000);

test('after a restart a repeat is still known', async () => {
	const host = await n8n();
	await host.publish();
	await emit();
	const { publicUrl, workflowId } = host;
	const restarted = await n8n({ type: await anotherProcess(), publicUrl, workflowId });
	host.runsOn(restarted);
	await resendAll();

	expect(runs(host, restarted)).toEqual([0]);
	expect(restarted.executions).toHaveLength(1);
});

test('a delivery whose answer Ada did not get runs once', async () => {
	const host = await n8n();
	await host.publish();
	await ada.deliverySettings({ lostAnswers: 1 });
	await emit();
	await ada.advance(6_000);
	await settled();

	expect(host.executions).toHaveLength(2);
	expect(runs(host)).toEqual([0]);
});

test('a delivery that n8n could not store comes again, and runs', async () => {
	const host = await n8n();
	await host.publish();
	let isDown = true;
	host.beforeExecution = () => {
		if (isDown) throw new Error('The database is not there');
	};
	await emit();
	expect(host.executions).toEqual([]);

	isDown = false;
	await ada.advance(6_000);
	await settled();
	expect(runs(host)).toEqual([0]);
});

test('an execution that n8n itself runs again is not taken for a repeat', async () => {
	const host = await n8n();
	await host.publish();
	await emit();
	const [first] = host.executions;
	await host.runAgain(first, 'retry');
	await host.runAgain(first, 'webhook');

	expect(runs(host)).toEqual([0, 0, 0]);
	await resendAll();
	expect(runs(host)).toEqual([0, 0, 0]);
});

test('with the option Run Again a delivery that is sent again runs again', async () => {
	const host = await n8n({
		parameters: { events: EVENTS, options: { repeatedDeliveries: 'run' } },
	});
	await host.publish();
	await emit();
	await resendAll();

	expect(runs(host)).toEqual([0, 0]);
	expect(table.callsFor(host.workflowId)).toBe(0);
});

test('test events always run', async () => {
	const host = await n8n();
	await host.listen();
	await emit();
	await settled();
	expect(host.executions.map(({ mode }) => mode)).toEqual(['manual']);
	expect(table.callsFor(host.workflowId)).toBe(0);
});

test('a table that cannot be used lets everything run, and is mentioned in the log', async () => {
	const host = await n8n();
	await host.publish();
	table.isBroken = true;
	await emit();

	expect(runs(host)).toEqual([0]);
	expect(JSON.stringify(host.logged)).toContain(
		'could not look up whether deliveries are repeated',
	);
});

test('about 1,000 deliveries are remembered, and the table does not grow beyond', async () => {
	const host = await n8n();
	await host.publish();
	await ada.deliverySettings({ concurrency: 50 });
	await emit(1_100);
	expect(runs(host)).toHaveLength(1_100);
	expect(table.entriesOf(host.workflowId)).toBe(2_000);

	const messages = (await ada.deliveries()).map(({ messageId }) => messageId);
	await ada.resend(messages[messages.length - 900]);
	await settled();
	expect(runs(host)).toHaveLength(1_100);
}, 120_000);
