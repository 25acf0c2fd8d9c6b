import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';

import { LocalAda } from './localAda';
import { TriggerHost } from './triggerHost';

const EVENT = JSON.stringify({
	type: 'v1.end_user.created',
	timestamp: '2026-11-23T10:00:00.123+00:00',
	data: { end_user_id: '67a8b2c1d3f4e5a6b7c8d9e0' },
});

let ada: LocalAda;
let host: TriggerHost;
let secret: string;
beforeAll(async () => {
	ada = await LocalAda.start({ apiKeys: ['ada-key-7f3a9c51e2', 'key-of-later-d41d8cd9'] });
});
afterAll(() => ada.close());
beforeEach(async () => {
	await ada.reset();
	host = await TriggerHost.start({
		credential: ada.credential,
		parameters: { events: ['v1.end_user.created'] },
	});
	await host.publish();
	[{ secret }] = await ada.endpoints();
	await ada.forgetRequests();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await host.close();
});

function signed(
	body: string,
	key = secret,
	at = Date.now(),
	id = `msg_${Math.random()}`.replace('.', ''),
) {
	return {
		'svix-id': id,
		'svix-timestamp': String(Math.floor(at / 1000)),
		'svix-signature': new Webhook(key).sign(id, new Date(at), body),
	};
}

async function post(
	body: string,
	headers: Record<string, string>,
	url = host.url,
): Promise<number> {
	const { status } = await axios.post(url, body, {
		headers: { 'content-type': 'application/json', ...headers },
		transformRequest: (data: unknown) => data,
		validateStatus: () => true,
	});
	await host.settled();
	return status;
}

/** What n8n keeps for the trigger. */
function remembered(): IDataObject {
	const { registration } = host.staticData['node:Ada Webhook Trigger'] as IDataObject;
	return registration as IDataObject;
}

const FORGED = 'whsec_Zm9yZ2VkLWZvcmdlZC1mb3JnZWQtZm9yZ2Vk';

test('a delivery with the right signature starts an execution', async () => {
	expect(await post(EVENT, signed(EVENT))).toBe(200);
	expect(host.executions).toHaveLength(1);
	expect(await ada.calls()).toEqual([]);
});

test.each([
	{ case: 'no signature', change: { 'svix-signature': '' } },
	{ case: 'no id', change: { 'svix-id': '' } },
	{ case: 'no timestamp', change: { 'svix-timestamp': '' } },
	{ case: 'another id', change: { 'svix-id': 'msg_other' } },
	{ case: 'a timestamp that is no number', change: { 'svix-timestamp': 'hello' } },
	{ case: 'another version of signature only', change: { 'svix-signature': 'v1a,abcd' } },
])('$case is refused without an execution', async ({ change }) => {
	const headers: Record<string, string> = { ...signed(EVENT), ...change };
	const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));

	expect(await post(EVENT, sent)).toBe(401);
	expect(host.executions).toEqual([]);
});

test('a body that was changed on the way is refused', async () => {
	expect(await post(EVENT.replace('67a8', '67a9'), signed(EVENT))).toBe(401);
	expect(host.executions).toEqual([]);
});

test('bytes are checked as they came, not as JSON that means the same', async () => {
	const odd =
		'{"type":"v1.end_user.created","data":{"n":1.0,"é":"\\u00e9\\/","big":12345678901234567890,"n":2}}';
	expect(await post(odd, signed(odd))).toBe(200);
	expect(await post(JSON.stringify(JSON.parse(odd)), signed(odd))).toBe(401);
	expect(host.executions).toHaveLength(1);
});

test.each([
	{ minutes: 'six minutes ago', by: -6 * 60_000 },
	{ minutes: 'six minutes ahead', by: 6 * 60_000 },
])('what was signed $minutes is refused, and Ada is not asked', async ({ by }) => {
	expect(await post(EVENT, signed(EVENT, secret, Date.now() + by))).toBe(401);
	expect(await ada.calls()).toEqual([]);
	expect(JSON.stringify(host.logged)).toContain("this server's clock is wrong");
});

test('what Ada signed but is no event starts nothing, and is not sent again', async () => {
	for (const body of ['', 'hello', '[1]', '{"a":1}', 'null', '{"type":1}']) {
		expect(await post(body, signed(body))).toBe(204);
	}
	expect(JSON.stringify(host.logged)).toContain('that is no event');
	expect(host.executions).toEqual([]);
});

test('a trigger that is not registered accepts nothing, and asks nothing', async () => {
	host.staticData = {};

	expect(await post(EVENT, signed(EVENT))).toBe(401);
	expect(await ada.calls()).toEqual([]);
	expect(JSON.stringify(host.logged)).toContain('Unpublish the workflow and publish it again');
});

test('1,000 forged deliveries start nothing, and make n8n ask Ada once in five minutes', async () => {
	const flood = async () => {
		for (let sent = 0; sent < 500; sent += 50) {
			const batch = Array.from({ length: 50 }, () => post(EVENT, signed(EVENT, FORGED)));
			expect(new Set(await Promise.all(batch))).toEqual(new Set([401]));
		}
	};
	await flood();
	expect(await ada.calls()).toEqual([expect.stringMatching(/^GET .*\/secret\/$/)]);

	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + 4 * 60_000);
	const signedLater = () => signed(EVENT, FORGED, now + 4 * 60_000);
	for (let count = 0; count < 450; count++) expect(await post(EVENT, signedLater())).toBe(401);
	expect(await ada.calls()).toHaveLength(1);

	jest.spyOn(Date, 'now').mockImplementation(() => now + 5 * 60_000 + 1000);
	for (let count = 0; count < 50; count++) {
		expect(await post(EVENT, signed(EVENT, FORGED, now + 5 * 60_000 + 1000))).toBe(401);
	}
	expect(await ada.calls()).toHaveLength(2);
	expect(host.executions).toEqual([]);
	// One line in five minutes, or the log could be filled from outside.
	expect(host.logged.filter((line) => JSON.stringify(line).includes('Refused'))).toHaveLength(2);
	expect(JSON.stringify(host.logged)).not.toContain(secret.slice(6));
}, 60_000);

describe('a secret that was rotated', () => {
	test('is picked up by itself when Ada signs with both', async () => {
		const [{ id }] = await ada.endpoints();
		await ada.rotateSecret(id);
		const [{ secret: newer }] = await ada.endpoints();
		const both = (key: string, other: string) => {
			const headers = signed(EVENT, key);
			const more = new Webhook(other).sign(
				headers['svix-id'],
				new Date(Number(headers['svix-timestamp']) * 1000),
				EVENT,
			);
			return { ...headers, 'svix-signature': `${headers['svix-signature']} ${more}` };
		};

		expect(await post(EVENT, both(newer, secret))).toBe(200);
		expect(await ada.calls()).toHaveLength(1);
		// From then on the old one alone is worth nothing: it may have been rotated because it leaked.
		expect(await post(EVENT, signed(EVENT, secret))).toBe(401);
		expect(await post(EVENT, signed(EVENT, newer))).toBe(200);
	});

	test('is picked up when Ada signs with the new one only', async () => {
		const [{ id }] = await ada.endpoints();
		await ada.rotateSecret(id);
		const [{ secret: newer }] = await ada.endpoints();

		expect(await post(EVENT, signed(EVENT, newer))).toBe(200);
		expect(await post(EVENT, signed(EVENT, newer))).toBe(200);
		expect(await ada.calls()).toHaveLength(1);
	});

	test('is accepted with both signatures while Ada cannot be asked', async () => {
		await ada.fault({ kind: 'status', status: 500, times: 1000 });
		const headers = signed(EVENT);
		const both = { ...headers, 'svix-signature': `v1,abcd ${headers['svix-signature']}` };

		expect(await post(EVENT, both)).toBe(200);
		expect(await ada.calls()).toHaveLength(1);
	});
});

describe('a secret that was taken over from Ada', () => {
	test('gives way to the one that publishing finds', async () => {
		const [{ id }] = await ada.endpoints();
		const { secret: second } = await ada.rotateSecret(id);
		expect(await post(EVENT, signed(EVENT, second))).toBe(200);
		const { secret: third } = await ada.rotateSecret(id);
		await host.publish('update');
		await ada.forgetRequests();

		expect(await post(EVENT, signed(EVENT, third))).toBe(200);
		expect(await post(EVENT, signed(EVENT, second))).toBe(401);
		expect(await ada.calls()).toEqual([]);
	});

	test('is asked for once in five minutes for each trigger, not for all of them', async () => {
		const { credential, parameters } = host;
		const other = await TriggerHost.start({
			credential,
			parameters,
			webhookId: '22222222-0000-4000-8000-000000000002',
		});
		try {
			await other.publish();
			expect(await post(EVENT, signed(EVENT, FORGED), other.url)).toBe(401);

			const [{ id }] = await ada.endpoints();
			const { secret: newer } = await ada.rotateSecret(id);
			expect(await post(EVENT, signed(EVENT, newer))).toBe(200);
		} finally {
			await other.close();
		}
	});
});

test('the log says whether the signature is another one, or the secret could not be had', async () => {
	await post(EVENT, signed(EVENT, FORGED));
	const about = { node: 'Ada Webhook Trigger', workflow: 'Test' };

	expect(host.logged).toContainEqual([
		expect.stringContaining("its signature was not made with this endpoint's secret"),
		about,
	]);
});

test('who has another API key cannot read the secret out of what n8n keeps', async () => {
	host.credential = { ...ada.credential, apiKey: 'key-of-later-d41d8cd9' };
	await ada.fault({ kind: 'status', status: 500, times: 1000 });

	expect(await post(EVENT, signed(EVENT))).toBe(401);
	expect(JSON.stringify(host.logged)).toContain('the signing secret could not be read from Ada');
});

test.each(['', 'AAAA', 'A'.repeat(64), 7, null])(
	'with %j in the place of the kept secret Ada is asked',
	async (sealedSecret) => {
		const registration = { ...remembered(), sealedSecret };
		host.staticData = { 'node:Ada Webhook Trigger': { registration } };

		expect(await post(EVENT, signed(EVENT))).toBe(200);
		expect(await ada.calls()).toHaveLength(1);
	},
);

test('an API key that was replaced in the credential does not lock deliveries out', async () => {
	host.credential = { ...ada.credential, apiKey: 'key-of-later-d41d8cd9' };

	expect(await post(EVENT, signed(EVENT))).toBe(200);
});

test('without a credential nothing is trusted, and nothing thrown', async () => {
	host.credential = { addressBy: 'baseUrl', baseUrl: 'not an address', apiKey: '' };

	expect(await post(EVENT, signed(EVENT))).toBe(401);
	expect(host.executions).toEqual([]);
});

test('a credential that could not be read for a moment does not lock deliveries out', async () => {
	host.credential = { addressBy: 'baseUrl', baseUrl: 'not an address', apiKey: '' };
	expect(await post(EVENT, signed(EVENT))).toBe(401);

	host.credential = ada.credential;
	expect(await post(EVENT, signed(EVENT))).toBe(200);
	expect(await ada.calls()).toEqual([]);
});

test('when Ada does not say the secret in time, the delivery is refused before Ada gives up', async () => {
	await ada.fault({ kind: 'delay', ms: 30_000, pathPrefix: '/api/v2/webhooks/', times: 1 });
	const started = performance.now();

	expect(await post(EVENT, signed(EVENT, FORGED))).toBe(401);
	expect(performance.now() - started).toBeLessThan(14_000);
}, 40_000);
