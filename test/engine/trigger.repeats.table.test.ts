import { setTimeout as sleep } from 'node:timers/promises';

import { fastClock } from './fastClock';
import { LocalAda } from './localAda';
import { ProcessedData } from './processedData';
import { TriggerHost } from './triggerHost';

// What was written is looked at again for seconds.
fastClock(5);

let ada: LocalAda;
let table: ProcessedData;
let host: TriggerHost;
beforeAll(async () => {
	ada = await LocalAda.start();
	table = await new ProcessedData().install();
});
afterAll(() => ada.close());
beforeEach(async () => {
	await ada.reset();
	table.clear();
	table.latencyMs = 2;
	const parameters = { events: ['v1.end_user.created'] };
	host = await TriggerHost.start({ credential: ada.credential, parameters });
	await host.publish();
});
afterEach(() => host.close());

async function emit(): Promise<void> {
	await ada.emit('v1.end_user.created', { end_user_id: 'a' });
	await ada.settled();
	await host.settled();
}

/** How often the table was still asked in half a second (2.5 by the fast clock), 10 seconds later at most. */
async function callsInTheEnd(): Promise<number> {
	let calls = Infinity;
	for (let waited = 0; waited < 20 && calls > 0; waited++) {
		const before = table.callsFor(host.workflowId);
		await sleep(500);
		calls = table.callsFor(host.workflowId) - before;
	}
	return calls;
}

test('the table is left alone once everything has stayed', async () => {
	await emit();

	expect(await callsInTheEnd()).toBe(0);
	expect(table.entriesOf(host.workflowId)).toBe(2);
});

test('what the table could not take at first is written as soon as it can be', async () => {
	table.isBroken = true;
	await emit();
	table.isBroken = false;
	expect(await callsInTheEnd()).toBe(0);

	expect(table.entriesOf(host.workflowId)).toBe(2);
});

test('a table that stays broken is given up in the end', async () => {
	table.isBroken = true;
	await emit();

	expect(await callsInTheEnd()).toBe(0);
	expect(table.callsFor(host.workflowId)).toBeGreaterThan(20);
});

test('a delivery that arrives during the second look at the table is not forgotten', async () => {
	table.latencyMs = 200;
	await emit();
	while (table.callsFor(host.workflowId) < 2) await sleep(5);
	await emit();

	expect(host.executions.map(({ items }) => items.length)).toEqual([1, 1]);
});

test('copies of a delivery that wait for the table together run the nodes once', async () => {
	table.latencyMs = 200;
	await ada.deliverySettings({ duplicates: 4 });
	await ada.emit('v1.end_user.created', { end_user_id: 'a' });
	await ada.emit('v1.end_user.created', { end_user_id: 'b' });
	await ada.settled();
	await host.settled();

	expect(host.executions).toHaveLength(10);
	expect(host.executions.flatMap(({ items }) => items)).toHaveLength(2);
});
