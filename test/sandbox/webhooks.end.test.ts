import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from './client';
import { Dashboard } from './dashboard';
import { Receiver } from './receiver';

const type = 'v1.conversation.ended';
const root = join(__dirname, '../..');

let client: Client;
let dashboard: Dashboard;
let receiver: Receiver;

beforeEach(async () => {
	receiver = await Receiver.start();
	client = await Client.start();
	dashboard = new Dashboard(client.control);
	await dashboard.add({ url: receiver.url });
});
afterEach(async () => {
	await client.sandbox.close();
	await receiver.close();
});

async function until(condition: () => boolean): Promise<void> {
	for (let asked = 0; asked < 200 && !condition(); asked += 1) await sleep(5);
	expect(condition()).toBe(true);
}

it('reset cuts off what is on its way and forgets what waits', async () => {
	receiver.answer = { status: 500 };
	await dashboard.emit({ type });
	await dashboard.settled();
	receiver.answer = { status: 0 };
	await dashboard.emit({ type });
	await until(() => receiver.received.length === 2);

	await client.control.post('/reset');

	await until(() => receiver.open === 0);
	expect(await dashboard.overview()).toEqual({
		idle: true,
		counts: {
			messages: 0,
			deliveries: 0,
			pending: 0,
			delivered: 0,
			failed: 0,
			dropped: 0,
			inFlight: 0,
		},
		count: 0,
		deliveries: [],
	});
	await client.advance(5_000);
	await sleep(50);
	expect(receiver.received).toHaveLength(2);
});

it('what a reset cut off neither counts nor comes again', async () => {
	receiver.answer = { status: 0 };
	await dashboard.emit({ type });
	await until(() => receiver.received.length === 1);
	await client.control.post('/reset');
	await dashboard.add({ url: receiver.url });
	receiver.answer = { status: 200 };
	await dashboard.emit({ type });
	await dashboard.settled();
	expect((await dashboard.overview()).counts).toMatchObject({ deliveries: 1, inFlight: 0 });
});

it('closing cuts off what is on its way, and nothing is sent any more', async () => {
	receiver.answer = { status: 500 };
	await dashboard.emit({ type });
	await dashboard.settled();
	await client.advance(4_000);
	receiver.answer = { status: 0 };
	await dashboard.emit({ type });
	await until(() => receiver.received.length === 2);
	await dashboard.choose({ reorder: true });
	await dashboard.emit({ type });

	await client.sandbox.close();

	await until(() => receiver.open === 0);
	client.sandbox.ada.events.emit(type, {});
	// The first one's retry would be due, and the third one's time to be shuffled over.
	await sleep(1_200);
	expect(receiver.received).toHaveLength(2);
});

it('a closed sandbox keeps no process alive', async () => {
	const program = `
		import { startSandbox } from './sandbox/sandbox.ts';
		const sandbox = await startSandbox();
		const { webhooks, events } = sandbox.ada;
		const by = { interface: 'api', ip: '', userAgent: '' };
		const settings = { description: '', eventFilters: [], enabled: true, channels: [] };
		webhooks.create({ ...settings, url: 'http://127.0.0.1:9/' }, by);
		webhooks.create({ ...settings, url: '${receiver.url}' }, by);
		events.emit('v1.news', {});
		await new Promise((resolve) => setTimeout(resolve, 300));
		process.stdout.write(String(webhooks.deliveries.inFlight));
		await sandbox.close();
	`;
	receiver.answer = { status: 0 };
	const startedMs = Date.now();
	const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
	const child = spawn(process.execPath, args, { cwd: root });
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const code = await new Promise((resolve) => child.on('close', resolve));
	expect([code, said]).toEqual([0, '1']);
	expect(Date.now() - startedMs).toBeLessThan(10_000);
});
