import { Client } from './client';
import { Dashboard } from './dashboard';
import { Receiver } from './receiver';

const hostile = `<script>alert("1")</script>'&`;
const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;';

let client: Client;
let dashboard: Dashboard;
let receiver: Receiver;

beforeAll(async () => {
	receiver = await Receiver.start();
	client = await Client.start();
	dashboard = new Dashboard(client.control);
});
beforeEach(async () => {
	await client.control.post('/reset');
	receiver.forget();
	await dashboard.add({ url: receiver.url });
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});

async function page(): Promise<string> {
	const { status, data, headers } = await client.control.get<string>('/deliveries.html');
	expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
	return data;
}

/** Sends what the page's button with this label sends. */
async function press(label: string): Promise<number> {
	const pattern = new RegExp(`data-path="([^"]+)" data-body="([^"]+)">${label}<`);
	const [, path = '', body = ''] = pattern.exec(await page()) ?? [];
	const data = body.replaceAll('&quot;', '"');
	const { status } = await client.control.post(path.replace('/sandbox', ''), data, {
		headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
	});
	await dashboard.settled();
	return status;
}

it('shows the deliveries, newest first, with state and tries, and loads nothing', async () => {
	const [old] = await dashboard.emit({ type: 'v1.old' });
	await dashboard.settled();
	receiver.answer = { status: 503, body: 'busy' };
	const [young] = await dashboard.emit({ type: 'v1.young' });
	await dashboard.settled();
	const html = await page();
	expect(html.indexOf(young)).toBeGreaterThan(0);
	expect(html.indexOf(old)).toBeGreaterThan(html.indexOf(young));
	expect(html).toContain('<b class="delivered">delivered</b>');
	expect(html).toContain('<b class="pending">pending</b>');
	expect(html).toMatch(/1: 503, \d+ ms, .*<q>busy<\/q>/);
	expect(html).toContain('deliveries: 2');
	expect(html).not.toMatch(/<link|src=|https?:\/\/(?!127\.0\.0\.1)/);
});

it('escapes all that comes from outside', async () => {
	receiver.answer = { status: 500, body: hostile };
	await dashboard.emit({ type: hostile, data: { [hostile]: 1 } });
	await dashboard.emit({ type: 'v1.raw', raw: hostile });
	await dashboard.settled();
	const html = await page();
	expect(html).not.toContain('<script>alert');
	expect(html.split(escaped).length - 1).toBeGreaterThanOrEqual(4);
});

it('has a button that resends one', async () => {
	const [id] = await dashboard.emit({ type: 'v1.news' });
	await dashboard.settled();
	expect(await press('Resend')).toBe(200);
	expect(receiver.ids).toEqual([id, id]);
});

it('has a button that recovers all that failed', async () => {
	await client.control.post('/clock', { frozen: true });
	receiver.answer = { status: 500 };
	const [id] = await dashboard.emit({ type: 'v1.news' });
	for (let tries = 0; tries < 8; tries += 1) {
		await dashboard.settled();
		await client.advance(36_000_000);
	}
	await dashboard.settled();
	receiver.forget();
	expect(await press('Recover failed')).toBe(200);
	expect(receiver.ids).toEqual([id]);
});
