import { setTimeout as sleep } from 'node:timers/promises';

import type { ShownEndpoint } from '../../sandbox/webhooks/endpointControl';
import { LocalAda } from './localAda';
import { TriggerHost, type HostOptions } from './triggerHost';

const EVENTS = ['v1.end_user.created', 'v1.conversation.message'];

let ada: LocalAda;
let other: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
	other = await LocalAda.start();
});
afterAll(() => Promise.all([ada.close(), other.close()]));

const hosts: TriggerHost[] = [];
beforeEach(() => ada.reset());
afterEach(async () => {
	for (const host of hosts.splice(0)) await host.close();
});

async function n8n(options: Partial<HostOptions> = {}): Promise<TriggerHost> {
	const host = await TriggerHost.start({
		credential: ada.credential,
		parameters: { events: EVENTS },
		workflowName: 'Tell the CRM',
		...options,
	});
	hosts.push(host);
	return host;
}

async function endpoints(): Promise<Array<Partial<ShownEndpoint>>> {
	const all = await ada.endpoints();
	return all.map(({ url, enabled, event_filters }) => ({ url, enabled, event_filters }));
}

function as(host: TriggerHost, change: Partial<ShownEndpoint> = {}): Partial<ShownEndpoint> {
	return { url: host.url, enabled: true, event_filters: EVENTS, ...change };
}

async function only(): Promise<ShownEndpoint> {
	const all = await ada.endpoints();
	expect(all).toHaveLength(1);
	return all[0];
}

describe('publishing', () => {
	test('makes one endpoint with the chosen events, named after the workflow', async () => {
		const host = await n8n();
		await host.publish();

		expect(await endpoints()).toEqual([as(host)]);
		expect((await only()).description).toBe('n8n: Tell the CRM (n8n-nodes-ada-cx)');
	});

	test('again, without unpublishing, keeps the one endpoint and its secret', async () => {
		const host = await n8n();
		await host.publish();
		const before = await only();
		await host.publish('update');

		const after = await only();
		expect([after.id, after.secret]).toEqual([before.id, before.secret]);
		expect(await ada.calls()).not.toContainEqual(expect.stringMatching(/^(PATCH|DELETE)/));
	});

	test('with other events changes the endpoint that is there', async () => {
		const host = await n8n();
		await host.publish();
		const { id } = await only();
		host.parameters = { events: ['v1.conversation.ended'] };
		await host.publish('update');

		expect(await endpoints()).toEqual([as(host, { event_filters: ['v1.conversation.ended'] })]);
		expect((await only()).id).toBe(id);
	});

	test('with other events, unpublished in between as n8n 2 does, makes one endpoint', async () => {
		const host = await n8n();
		await host.publish();
		await host.unpublish();
		host.parameters = { events: ['v1.conversation.ended'] };
		await host.publish('update');

		expect(await endpoints()).toEqual([as(host, { event_filters: ['v1.conversation.ended'] })]);
	});

	test('joins both fields of events, and sends each once', async () => {
		const host = await n8n({
			parameters: {
				events: ['v1.end_user.created'],
				furtherEvents: ['v1.conversation.ended', 'v1.end_user.created'],
			},
		});
		await host.publish();

		const both = ['v1.end_user.created', 'v1.conversation.ended'];
		expect((await only()).event_filters).toEqual(both);
	});

	test.each([
		{ case: 'no event', parameters: { events: [] } },
		{ case: 'no field of events', parameters: {} },
		{ case: 'only spaces from an expression', parameters: { events: [], furtherEvents: ' , ' } },
	])('with $case is refused, since Ada would send all', async ({ parameters }) => {
		const host = await n8n({ parameters });

		await expect(host.publish()).rejects.toThrow(
			"'Trigger On' is empty. Choose at least one event: without any, Ada would send all there are",
		);
		expect(await ada.endpoints()).toEqual([]);
	});

	test('with an event that Ada does not know names it, and leaves nothing behind', async () => {
		const host = await n8n({
			parameters: { events: ['v1.end_user.created'], furtherEvents: ['v9.unheard.of'] },
		});

		await expect(host.publish()).rejects.toThrow(
			"Ada does not know these events: v9.unheard.of. Take them out of 'Trigger On' or 'Further Event Names or IDs'. Your Ada agent knows: v1.end_user.created,",
		);
		expect(await ada.endpoints()).toEqual([]);
	});

	test('with such an event says so only where that is what Ada refuses', async () => {
		const parameters = { events: EVENTS, furtherEvents: ['v9.unheard.of'] };
		const host = await n8n({ parameters });
		await ada.fault({ kind: 'status', status: 403, method: 'POST', times: 1 });
		await expect(host.publish()).rejects.toThrow('Ada does not let this API key do that');

		// Without a list of what Ada knows, nothing can be named.
		const eventTypes = '/api/v2/webhooks/event-types/';
		await ada.fault({ kind: 'status', status: 200, body: '{"data":[]}', pathPrefix: eventTypes });
		await expect(host.publish()).rejects.toThrow('Ada refused to create the webhook endpoint');
	});

	test('with an address that Ada refuses tells it in Ada’s words', async () => {
		await ada.switch({ privateWebhookUrl: 'refused' });
		const host = await n8n();

		await expect(host.publish()).rejects.toThrow(
			/Ada refused to create the webhook endpoint\. Ada says: /,
		);
	});

	test('with an event that Ada stores unseen works', async () => {
		await ada.switch({ unknownEventType: 'stored' });
		const host = await n8n({ parameters: { events: [], furtherEvents: ['v9.unheard.of'] } });
		await host.publish();

		expect((await only()).event_filters).toEqual(['v9.unheard.of']);
	});

	test('keeps the secret out of what others can read', async () => {
		const host = await n8n();
		await host.publish();

		const { secret } = await only();
		expect(JSON.stringify(host.staticData)).not.toContain(secret.replace('whsec_', ''));
		expect(JSON.stringify(host.staticData)).not.toContain(ada.credential.apiKey);
	});

	test('again hides the same secret in another text', async () => {
		const host = await n8n();
		await host.publish();
		const before = JSON.stringify(host.staticData);
		await host.publish('update');

		expect(JSON.stringify(host.staticData)).not.toBe(before);
	});
});

describe('what it finds in Ada', () => {
	test('an endpoint that somebody deleted is made again', async () => {
		const host = await n8n();
		await host.publish();
		await ada.removeEndpoint((await only()).id);
		await host.publish('update');

		expect(await endpoints()).toEqual([as(host)]);
	});

	test('an endpoint that was disabled is enabled', async () => {
		const host = await n8n();
		await host.publish();
		const { id } = await only();
		await ada.editEndpoint(id, { enabled: false });
		await host.publish('update');

		expect(await endpoints()).toEqual([as(host)]);
		expect((await only()).id).toBe(id);
	});

	test.each([
		{ case: 'more events', event_filters: [...EVENTS, 'v1.conversation.ended'] },
		{ case: 'as many others', event_filters: [EVENTS[0], 'v1.conversation.ended'] },
	])('an endpoint that was given $case gets its own back', async ({ event_filters }) => {
		const host = await n8n();
		await host.publish();
		await ada.editEndpoint((await only()).id, { event_filters });
		await host.publish('update');

		expect(await endpoints()).toEqual([as(host)]);
	});

	test('an endpoint that is deleted while it is looked at is made again', async () => {
		const host = await n8n();
		await host.publish();
		const { id } = await only();
		await ada.editEndpoint(id, { enabled: false });
		await ada.fault({ kind: 'delay', ms: 300, method: 'PATCH' });
		const publishing = host.publish('update');
		await sleep(150);
		await ada.removeEndpoint(id);
		await publishing;

		expect(await endpoints()).toEqual([as(host)]);
	});

	test('its own endpoint stays its own when somebody describes it anew', async () => {
		const host = await n8n();
		await host.publish();
		await ada.editEndpoint((await only()).id, { description: 'The one for the CRM' });
		await host.publish('update');
		await host.unpublish();

		expect(await ada.endpoints()).toEqual([]);
	});

	test('an endpoint whose events were edited gets them back, and keeps its channel filter', async () => {
		const host = await n8n();
		await host.publish();
		const { id } = await only();
		await ada.editEndpoint(id, { event_filters: [], channels: ['5df263b7db5a7e6ea03fae9b'] });
		await host.publish('update');

		const { event_filters, channels } = await only();
		expect(event_filters).toEqual(EVENTS);
		expect(channels).toEqual(['5df263b7db5a7e6ea03fae9b']);
	});

	test('an endpoint that was given another address is left to whoever did so', async () => {
		const host = await n8n();
		await host.publish();
		const theirs = 'https://other.example.com/hook';
		await ada.editEndpoint((await only()).id, { url: theirs });
		await host.publish('update');

		expect(await endpoints()).toEqual([as(host, { url: theirs }), as(host)]);
		await host.unpublish();
		expect(await endpoints()).toEqual([as(host, { url: theirs })]);
	});

	test('an endpoint that was given another address is left alone by unpublishing, too', async () => {
		const host = await n8n();
		await host.publish();
		const theirs = 'https://other.example.com/hook';
		await ada.editEndpoint((await only()).id, { url: theirs });
		await host.unpublish();

		expect(await endpoints()).toEqual([as(host, { url: theirs })]);
	});

	test('an endpoint whose host is in capitals is at the same address', async () => {
		const host = await n8n({ publicUrl: 'http://n8n-one.internal' });
		await ada.addEndpoint({ url: host.url.replace('n8n-one', 'N8N-One') });
		await host.publish();

		expect(await ada.endpoints()).toHaveLength(1);
	});

	test('an endpoint of another address that only looks similar is not touched', async () => {
		const host = await n8n();
		const similar = [
			`${host.url}/`,
			`${host.url}?a=1`,
			host.url.toUpperCase().replace('HTTP', 'http'),
			`${host.url}2`,
		];
		for (const url of similar) await ada.addEndpoint({ url, event_filters: [] });
		await host.publish();
		await host.unpublish();

		const untouched = similar.map((url) => ({ url, enabled: true, event_filters: [] }));
		expect(await endpoints()).toEqual(untouched);
	});

	test('an endpoint that a person made for this address is adopted, and never deleted', async () => {
		const host = await n8n();
		const channels = ['5df263b7db5a7e6ea03fae9b'];
		await ada.addEndpoint({ url: host.url, event_filters: [], channels, description: 'Ours' });
		await host.publish();
		expect(await only()).toMatchObject({ ...as(host), channels, description: 'Ours' });

		await host.unpublish();
		expect(await only()).toMatchObject({ enabled: false, channels, description: 'Ours' });

		await host.publish();
		expect(await only()).toMatchObject({ ...as(host), channels });
	});

	test('of several endpoints for this address one stays, and what a person made is only disabled', async () => {
		const host = await n8n();
		await host.publish();
		await ada.addEndpoint({ url: host.url, event_filters: [], description: 'By hand' });
		await ada.addEndpoint({ url: host.url, description: 'n8n: Old (n8n-nodes-ada-cx)' });
		await host.publish('update');

		expect(await endpoints()).toEqual([
			as(host),
			{ url: host.url, enabled: false, event_filters: [] },
		]);
	});

	test('of several of which nothing is remembered, what a person made is kept', async () => {
		const host = await n8n();
		const channels = ['5df263b7db5a7e6ea03fae9b'];
		await ada.addEndpoint({ url: host.url, description: 'n8n: Old (n8n-nodes-ada-cx)' });
		await ada.addEndpoint({ url: host.url, description: 'By hand', channels });
		await host.publish();

		expect(await only()).toMatchObject({ ...as(host), description: 'By hand', channels });
	});

	test('an endpoint beyond the first page of the list is found', async () => {
		await ada.switch({ webhookPageSize: 'ten' });
		const host = await n8n();
		for (const path of 'abcdefghijkl') {
			await ada.addEndpoint({ url: `https://other.example.com/${path}` });
		}
		await ada.addEndpoint({ url: host.url, description: 'By hand' });
		await host.publish();

		expect(await ada.endpoints()).toHaveLength(13);
	});

	test('its own endpoint of before a crash, of which nothing is remembered, is taken up again', async () => {
		const host = await n8n();
		await host.publish();
		host.staticData = {};
		await host.publish();
		expect(await endpoints()).toEqual([as(host)]);

		host.staticData = {};
		await host.unpublish();
		expect(await ada.endpoints()).toEqual([]);
	});
});

describe('unpublishing', () => {
	test('deletes the endpoint', async () => {
		const host = await n8n();
		await host.publish();
		await host.unpublish();

		expect(await ada.endpoints()).toEqual([]);
	});

	test('with the option only disables it, and publishing enables the same one', async () => {
		const host = await n8n({
			parameters: { events: EVENTS, options: { whenUnpublished: 'disable' } },
		});
		await host.publish();
		const { id } = await only();
		await host.unpublish();
		expect(await endpoints()).toEqual([as(host, { enabled: false })]);

		await host.publish();
		expect(await endpoints()).toEqual([as(host)]);
		expect((await only()).id).toBe(id);
	});

	test.each(['delete', 'disable'])(
		'with %s of an endpoint that is gone already is well',
		async (whenUnpublished) => {
			const host = await n8n({ parameters: { events: EVENTS, options: { whenUnpublished } } });
			await host.publish();
			await ada.removeEndpoint((await only()).id);
			await host.unpublish();

			expect(await ada.endpoints()).toEqual([]);
		},
	);

	test('remembers nothing of an endpoint that is gone', async () => {
		const host = await n8n();
		await host.publish();
		await host.unpublish();
		expect(JSON.stringify(host.staticData)).not.toContain('ep_');

		await host.publish();
		await ada.removeEndpoint((await only()).id);
		await host.unpublish();
		expect(JSON.stringify(host.staticData)).not.toContain('ep_');
	});

	test('with the option remembers the endpoint, which is given a new WEBHOOK_URL later', async () => {
		const host = await n8n({
			parameters: { events: EVENTS, options: { whenUnpublished: 'disable' } },
			publicUrl: 'http://n8n-one.internal',
		});
		await host.publish();
		const { id } = await only();
		await host.unpublish();
		host.publicUrl = 'http://n8n-two.internal';
		await host.publish();

		expect(await endpoints()).toEqual([as(host)]);
		expect((await only()).id).toBe(id);
	});

	test('an endpoint that somebody deletes at the same moment is well', async () => {
		const host = await n8n();
		await host.publish();
		await ada.fault({ kind: 'delay', ms: 300, method: 'DELETE', pathPrefix: '/api/v2/' });
		const unpublishing = host.unpublish();
		await sleep(150);
		await ada.removeEndpoint((await only()).id);
		await unpublishing;

		expect(await ada.endpoints()).toEqual([]);
	});

	test('twice is well', async () => {
		const host = await n8n();
		await host.publish();
		await host.unpublish();
		await host.unpublish();

		expect(await ada.endpoints()).toEqual([]);
	});

	test('without having been published leaves everything alone', async () => {
		const host = await n8n();
		await ada.addEndpoint({ url: host.url, description: 'By hand' });
		await host.unpublish();

		expect(await only()).toMatchObject({ enabled: true, description: 'By hand' });
	});
});

describe('triggers beside each other', () => {
	test('of which one remembers nothing: unpublishing it leaves the other', async () => {
		const one = await n8n({ webhookId: '11111111-0000-4000-8000-000000000001' });
		const publicUrl = one.publicUrl;
		const other = await n8n({ webhookId: '22222222-0000-4000-8000-000000000002', publicUrl });
		await one.publish();
		await other.publish();
		one.staticData = {};
		await one.unpublish();

		expect(await endpoints()).toEqual([as(other)]);
	});

	test('have an endpoint each, and unpublishing one leaves the other', async () => {
		const one = await n8n({ webhookId: '11111111-0000-4000-8000-000000000001' });
		const publicUrl = one.publicUrl;
		const other = await n8n({ webhookId: '22222222-0000-4000-8000-000000000002', publicUrl });
		await one.publish();
		await other.publish();
		expect(await endpoints()).toEqual([as(one), as(other)]);

		await one.unpublish();
		expect(await endpoints()).toEqual([as(other)]);
	});

	test('a duplicated workflow, which brings no memory of the first, has an endpoint of its own', async () => {
		const first = await n8n({ webhookId: '11111111-0000-4000-8000-000000000001' });
		await first.publish();
		const copy = await n8n({
			webhookId: '33333333-0000-4000-8000-000000000003',
			publicUrl: first.publicUrl,
		});
		// Some ways of copying a workflow take the static data along.
		copy.staticData = structuredClone(first.staticData);
		await copy.publish();

		expect(await endpoints()).toEqual([as(first), as(copy)]);
	});
});

describe('another surrounding', () => {
	test('a new WEBHOOK_URL is given to the endpoint that is there', async () => {
		const host = await n8n({ publicUrl: 'http://n8n-one.internal' });
		await host.publish();
		const { id } = await only();
		host.publicUrl = 'http://n8n-two.internal';
		await host.publish('init');

		expect(await endpoints()).toEqual([as(host)]);
		expect((await only()).id).toBe(id);
	});

	test('another Ada gets an endpoint of its own, whatever was remembered of the first', async () => {
		const host = await n8n();
		await host.publish();
		host.credential = other.credential;
		await host.publish('update');

		expect((await other.endpoints()).map(({ url }) => url)).toEqual([host.url]);
		await host.unpublish();
		expect(await other.endpoints()).toEqual([]);
	});

	test.each([
		'http://localhost:5678',
		'http://127.0.0.1:5678',
		'http://192.168.1.20:5678',
		'http://n8n:5678',
		'https://n8n.local',
	])('%s is refused for an Ada on the internet', async (publicUrl) => {
		const host = await n8n({
			publicUrl,
			credential: { addressBy: 'handle', handle: 'acme', apiKey: 'key', limitShare: 80 },
		});

		await expect(host.publish()).rejects.toThrow(
			`Ada cannot reach this n8n at ${host.url}. That address exists in your own network only. Set the environment variable WEBHOOK_URL of n8n to the address at which the internet reaches it, such as https://n8n.example.com/, and restart n8n`,
		);
	});
});

test.each(['n8n.example.com', 'n8n.example.com:5678', 'ftp://n8n.example.com'])(
	'a WEBHOOK_URL of %s is told with one that works',
	async (publicUrl) => {
		const host = await n8n({ publicUrl });

		await expect(host.publish()).rejects.toThrow(
			`n8n's own address is not a web address: ${host.url}. Set the environment variable WEBHOOK_URL of n8n to one such as https://n8n.example.com/, and restart n8n`,
		);
		expect(await ada.endpoints()).toEqual([]);
	},
);

test('a credential that leads to another Ada since is told of when unpublishing leaves an endpoint', async () => {
	const host = await n8n();
	await host.publish();
	const { id } = await only();
	host.credential = other.credential;
	await host.unpublish();

	expect(JSON.stringify(host.logged)).toContain(`The endpoint ${id} of the Ada Webhook Trigger`);
});

describe('listening for a test event', () => {
	test('has an endpoint of its own beside the published one, and leaves none behind', async () => {
		const host = await n8n({
			parameters: { events: EVENTS, options: { whenUnpublished: 'disable' } },
		});
		await host.publish();
		await host.listen();
		expect(await endpoints()).toEqual([as(host), as(host, { url: host.testUrl })]);

		await host.stopListening();
		expect(await endpoints()).toEqual([as(host)]);
	});
});
