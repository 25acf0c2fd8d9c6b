import { Client, dayMs } from './client';
import { Dashboard } from './dashboard';
import { Receiver } from './receiver';
import { someUrl, WebhookCalls } from './webhookCalls';

const type = 'v1.conversation.ended';
const fiveSecondsMs = 5_000;

let client: Client;
let webhooks: WebhookCalls;
let dashboard: Dashboard;
let receiver: Receiver;

beforeAll(async () => {
	receiver = await Receiver.start();
	client = await Client.start();
	webhooks = new WebhookCalls(client);
	dashboard = new Dashboard(client.control);
});
beforeEach(async () => {
	await client.control.post('/reset');
	receiver.forget();
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});

const freeze = () => client.control.post('/clock', { frozen: true });

const states = async () => (await dashboard.deliveries()).map(({ state }) => state);

async function sent(event: object = {}): Promise<string> {
	const [id] = await dashboard.emit({ type, ...event });
	await dashboard.settled();
	return id;
}

/** The statuses of a message's tries at its one endpoint, with a star where made by hand. */
async function tries(messageId: string): Promise<string[]> {
	const all = await dashboard.deliveries();
	const [{ attempts }] = all.filter((delivery) => delivery.messageId === messageId);
	return attempts.map(({ status, manual }) => `${String(status)}${manual ? '*' : ''}`);
}

describe('endpoints', () => {
	it('are shown with their secrets, those before too, and their channel filters', async () => {
		await freeze();
		const id = await webhooks.made({ description: 'n8n', event_filters: [type] });
		const first = await webhooks.secret(id);
		await webhooks.rotate(id);
		await client.advance(1_000);
		await dashboard.rotate(id);
		const [shown] = await dashboard.endpoints();
		expect(shown).toEqual({
			id,
			url: someUrl,
			description: 'n8n',
			event_filters: [type],
			enabled: true,
			channels: [],
			secret: await webhooks.secret(id),
			oldSecrets: [
				{ key: expect.stringMatching(/^whsec_/) as string, until: expect.any(String) as string },
				{ key: first, until: expect.any(String) as string },
			],
			failingSince: null,
			created_at: expect.stringMatching(/Z$/) as string,
			updated_at: shown.created_at,
		});
		const [newer, older] = shown.oldSecrets.map(({ until }) => Date.parse(until));
		expect(older).toBe(Date.parse(shown.created_at) + dayMs);
		expect(newer).toBe(older + 1_000);
	});

	it('made by a person are the same as those made through Ada’s API (Ada docs, webhooks)', async () => {
		const body = { url: someUrl, description: 'mine', event_filters: [type], enabled: false };
		const { id, secret } = await dashboard.add({ ...body, channels: ['web'] });
		const { data } = await webhooks.get(id);
		expect(data).toMatchObject(body);
		expect(data).not.toHaveProperty('channels');
		expect(await webhooks.secret(id)).toBe(secret);
		expect((await webhooks.list()).data.data).toEqual([data]);
	});

	it('keep the channel filter of the dashboard when Ada’s API changes the rest', async () => {
		const id = await webhooks.made();
		await dashboard.edit(id, { channels: ['web'] });
		await webhooks.update(id, { event_filters: [type] });
		expect(await dashboard.endpoints()).toMatchObject([
			{ channels: ['web'], event_filters: [type] },
		]);
		expect(await dashboard.edit(id, { channels: [] })).toMatchObject({ channels: [] });
	});

	it.each([
		{ url: 'http://other.example/' },
		{ description: 'new' },
		{ event_filters: ['v9.unknown'] },
		{ enabled: false },
	])('can be edited by a person: %j', async (change) => {
		const id = await webhooks.made({ description: 'old' });
		await dashboard.edit(id, change);
		expect((await webhooks.get(id)).data).toMatchObject({ url: someUrl, ...change });
	});

	it('can be deleted by a person', async () => {
		const id = await webhooks.made();
		await dashboard.remove(id);
		expect((await webhooks.get(id)).status).toBe(404);
	});

	it('say since when they fail', async () => {
		const { id } = await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 500 };
		await sent();
		const [{ failingSince }] = await dashboard.endpoints();
		expect(Date.parse(failingSince ?? '')).toBeGreaterThan(Date.now() - 5_000);
		receiver.answer = { status: 200 };
		await sent();
		expect(await dashboard.endpoints()).toMatchObject([{ id, failingSince: null }]);
	});

	it.each([
		['POST', '/webhooks', {}, 'body.url is missing.'],
		['POST', '/webhooks', { url: 'n8n' }, 'body.url must match'],
		['POST', '/webhooks', { url: someUrl, secret: 'x' }, 'Allowed: url, description, event_fil'],
		['PATCH', '/webhooks/ID', {}, 'body must name at least one of: url, description'],
		['PUT', '/deliveries/settings', {}, 'body must name at least one of: duplicates, reorder'],
		['PUT', '/deliveries/settings', { duplicates: -1 }, 'body.duplicates must be >= 0.'],
		['PUT', '/deliveries/settings', { concurrency: 0 }, 'body.concurrency must be >= 1.'],
		['PUT', '/deliveries/settings', { speed: 1 }, 'body.speed is not known here.'],
		['GET', '/deliveries?state=lost', undefined, 'one of: pending, delivered, failed, dropped.'],
		['GET', '/deliveries?last=0', undefined, 'querystring.last must match pattern'],
		['POST', '/deliveries/recover', {}, 'body.since is missing.'],
		['POST', '/deliveries/recover', { since: 'today' }, 'body.since must match format'],
		['POST', '/events', {}, 'body.type is missing.'],
		['POST', '/events', { type, data: 'x' }, 'body.data must be object.'],
		['POST', '/events', { type, count: 0 }, 'body.count must be >= 1.'],
	])('%s %s %j is refused: %s', async (method, path, body, message) => {
		const url = path.replace('ID', await webhooks.made());
		const answer = await client.control.request<{ message: string }>({ method, url, data: body });
		expect(answer.status).toBe(400);
		expect(answer.data.message).toContain(message);
	});

	it.each([
		['PATCH', '/webhooks/ep_1', { enabled: true }],
		['DELETE', '/webhooks/ep_1', undefined],
		['POST', '/webhooks/ep_1/rotate', undefined],
		['POST', '/deliveries/msg_1/resend', undefined],
		['POST', '/deliveries/recover', { since: '2026-01-01T00:00:00Z', endpointId: 'ep_1' }],
	])('%s %s is answered 404', async (method, url, data) => {
		expect((await client.control.request({ method, url, data })).status).toBe(404);
	});

	it('are 50 at most, whoever makes them', async () => {
		for (let made = 0; made < 50; made += 1) await dashboard.add({ url: someUrl });
		const { status } = await client.control.post('/webhooks', { url: someUrl });
		expect(status).toBe(400);
	});
});

describe('audit log events, switched on', () => {
	it('say what was done and by which way (Ada docs, audit log)', async () => {
		await client.turn({ auditLogEvents: 'webhooks' });
		const { id } = await dashboard.add({ url: receiver.url, description: 'n8n' });
		await webhooks.update(id, { enabled: false });
		const { data } = await client.control.get<{ events: object[] }>('/events');
		expect(data.events).toEqual(
			[
				['created', 'dashboard'],
				['updated', 'api'],
			].map(([activity, by]) => ({
				type: 'v1.audit_log.emitted',
				timestamp: expect.any(String) as string,
				data: {
					id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/) as string,
					timestamp: expect.stringMatching(/\.\d{3}Z$/) as string,
					actor_email: '',
					actor_name: '',
					actor_user_id: '',
					entity_type: 'webhook',
					entity_id: id,
					entity_name: 'n8n',
					activity,
					interface: by,
					context_ip: '127.0.0.1',
					context_user_agent: expect.stringMatching(/^axios/) as string,
					api_key_name: '',
				},
				tags: ['webhook', activity, id],
			})),
		);
	});
});

describe('emitting events', () => {
	it('takes any type, data and tags, and as many as are asked for', async () => {
		await dashboard.add({ url: receiver.url });
		const event = { type: 'v7.unknown', data: { a: [1, null] }, tags: ['t'] };
		const ids = await dashboard.emit({ ...event, count: 3 });
		await dashboard.settled();
		expect([...receiver.ids].sort()).toEqual(ids);
		expect(new Set(ids).size).toBe(3);
		expect(receiver.events[2]).toEqual({ ...event, timestamp: expect.any(String) as string });
		expect(await client.events()).toHaveLength(3);
	});
});

describe('the log of deliveries', () => {
	it('shows each message and endpoint with all tries', async () => {
		await freeze();
		const { id } = await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 503, body: 'busy' };
		const messageId = await sent({ data: { a: 1 }, channels: ['web'] });
		receiver.answer = { status: 200, body: 'thanks' };
		await client.advance(fiveSecondsMs);
		await dashboard.settled();
		const [event] = await client.events();
		const attempt = { error: null, ms: expect.any(Number) as number, manual: false, copy: false };
		expect(await dashboard.deliveries()).toEqual([
			{
				messageId,
				endpointId: id,
				url: receiver.url,
				type,
				event,
				channels: ['web'],
				at: event.timestamp.replace('+00:00', 'Z'),
				state: 'delivered',
				attempts: [
					{
						...attempt,
						number: 1,
						at: event.timestamp.replace('+00:00', 'Z'),
						status: 503,
						answer: 'busy',
					},
					{
						...attempt,
						number: 2,
						at: new Date(Date.parse(event.timestamp) + fiveSecondsMs).toISOString(),
						status: 200,
						answer: 'thanks',
					},
				],
				nextAttemptAt: null,
			},
		]);
	});

	it('can be narrowed, and counts all the same', async () => {
		const good = await dashboard.add({ url: `${receiver.url}/good` });
		await dashboard.add({ url: `${receiver.url}/bad` });
		receiver.answer = ({ path }) => ({ status: path.endsWith('bad') ? 500 : 200 });
		await sent();
		const news = await sent({ type: 'v1.news' });
		expect(await dashboard.overview({ endpoint: good.id })).toMatchObject({
			count: 2,
			counts: {
				messages: 2,
				deliveries: 4,
				pending: 2,
				delivered: 2,
				failed: 0,
				dropped: 0,
				inFlight: 0,
			},
		});
		const found = async (query: object) =>
			(await dashboard.deliveries(query)).map(({ messageId, url }) => [
				messageId === news,
				url.replace(`${receiver.url}/`, ''),
			]);
		expect(await found({ type: 'v1.news' })).toEqual([
			[true, 'good'],
			[true, 'bad'],
		]);
		expect(await found({ state: 'pending' })).toEqual([
			[false, 'bad'],
			[true, 'bad'],
		]);
		expect(await found({ last: 1 })).toEqual([[true, 'bad']]);
		expect(await dashboard.overview({ endpoint: good.id, last: 1 })).toMatchObject({ count: 2 });
	});

	it('is not idle while something is on its way', async () => {
		await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 200, afterMs: 150 };
		await dashboard.emit({ type });
		expect(await dashboard.overview()).toMatchObject({ idle: false, counts: { inFlight: 1 } });
		await dashboard.settled();
		expect(await states()).toEqual(['delivered']);
	});

	it('can be cleared, but for what is still waiting', async () => {
		await freeze();
		await dashboard.add({ url: receiver.url });
		const done = await sent();
		receiver.answer = { status: 500 };
		const waiting = await sent();
		await client.control.delete('/deliveries');
		expect((await dashboard.deliveries()).map(({ messageId }) => messageId)).toEqual([waiting]);
		expect((await client.control.post(`/deliveries/${done}/resend`)).status).toBe(404);
		await client.advance(fiveSecondsMs);
		await dashboard.settled();
		expect(await tries(waiting)).toEqual(['500', '500']);
	});
});

describe('resending (Ada docs, webhooks overview: from the dashboard)', () => {
	it('sends a message that arrived again, with its ID', async () => {
		const { id } = await dashboard.add({ url: receiver.url });
		const messageId = await sent();
		expect(await dashboard.resend(messageId)).toEqual([id]);
		await dashboard.settled();
		expect(receiver.ids).toEqual([messageId, messageId]);
		expect(await tries(messageId)).toEqual(['204', '204*']);
	});

	it('of one that waits for its retry makes the retry needless when it arrives', async () => {
		await freeze();
		await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 500 };
		const messageId = await sent();
		receiver.answer = { status: 200 };
		await dashboard.resend(messageId);
		await dashboard.settled();
		await client.advance(dayMs);
		await dashboard.settled();
		expect(await tries(messageId)).toEqual(['500', '200*']);
		expect(await states()).toEqual(['delivered']);
	});

	it('leaves the schedule as it is when it fails, and is not retried itself', async () => {
		await freeze();
		await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 500 };
		const messageId = await sent();
		await client.advance(4_000);
		await dashboard.resend(messageId);
		await dashboard.settled();
		await client.advance(1_000);
		await dashboard.settled();
		expect(await tries(messageId)).toEqual(['500', '500*', '500']);
		await client.advance(5 * 60_000);
		await dashboard.settled();
		expect(await tries(messageId)).toHaveLength(4);
	});

	it('goes to one endpoint when one is named, even if it never got the message', async () => {
		const first = await dashboard.add({ url: `${receiver.url}/1` });
		await dashboard.add({ url: `${receiver.url}/2` });
		const messageId = await sent();
		const late = await dashboard.add({ url: `${receiver.url}/late` });
		receiver.forget();
		await dashboard.resend(messageId, first.id);
		await dashboard.settled();
		await dashboard.resend(messageId, late.id);
		await dashboard.settled();
		expect(receiver.received.map(({ path }) => path)).toEqual(['/hook/1', '/hook/late']);
		expect(receiver.ids).toEqual([messageId, messageId]);
		expect(await states()).toEqual(['delivered', 'delivered', 'delivered']);
	});

	it('does not go to an endpoint that is disabled', async () => {
		const { id } = await dashboard.add({ url: receiver.url });
		const messageId = await sent();
		await dashboard.edit(id, { enabled: false });
		expect(await dashboard.resend(messageId)).toEqual([]);
		const { status } = await client.control.post(`/deliveries/${messageId}/resend`, {
			endpointId: id,
		});
		expect(status).toBe(400);
		expect(receiver.received).toHaveLength(1);
	});
});

describe('recovering failed messages (Ada docs, webhooks overview: from the dashboard)', () => {
	/** Two messages whose tries are used up, a day apart; the time between them. */
	async function failedTwice(): Promise<{ ids: string[]; between: string }> {
		await freeze();
		receiver.answer = { status: 500 };
		const ids: string[] = [];
		let between = '';
		for (let message = 0; message < 2; message += 1) {
			const clock = await client.control.get<{ now: string }>('/clock');
			between = clock.data.now;
			ids.push(await sent());
			for (let hours = 0; hours < 70; hours += 10) {
				await client.advance(10 * 3_600_000);
				await dashboard.settled();
			}
		}
		receiver.forget();
		return { ids, between };
	}

	it('sends again what failed since then, with its ID', async () => {
		await dashboard.add({ url: receiver.url });
		const { ids, between } = await failedTwice();
		expect(await states()).toEqual(['failed', 'failed']);
		expect(await dashboard.recover(between)).toEqual([ids[1]]);
		await dashboard.settled();
		expect(receiver.ids).toEqual([ids[1]]);
		expect(await states()).toEqual(['failed', 'delivered']);
		expect(await dashboard.recover('2026-01-01T00:00:00Z')).toEqual([ids[0]]);
	});

	it('sends again what was dropped when the endpoint was disabled', async () => {
		const { id } = await dashboard.add({ url: receiver.url });
		receiver.answer = { status: 500 };
		const messageId = await sent();
		await dashboard.edit(id, { enabled: false });
		expect(await dashboard.recover('2026-01-01T00:00:00Z')).toEqual([]);
		await dashboard.edit(id, { enabled: true });
		expect(await dashboard.recover('2026-01-01T00:00:00Z')).toEqual([messageId]);
	});

	it('leaves alone what arrived, and what is being retried', async () => {
		await dashboard.add({ url: receiver.url });
		await sent();
		receiver.answer = { status: 500 };
		await sent();
		expect(await dashboard.recover('2026-01-01T00:00:00Z')).toEqual([]);
	});

	it('is for one endpoint when one is named', async () => {
		const one = await dashboard.add({ url: `${receiver.url}/1` });
		await dashboard.add({ url: `${receiver.url}/2` });
		const { ids } = await failedTwice();
		expect(await dashboard.recover('2026-01-01T00:00:00Z', one.id)).toEqual(ids);
		await dashboard.settled();
		expect(receiver.received.map(({ path }) => path)).toEqual(['/hook/1', '/hook/1']);
	});
});
