import type { Fault } from '../../sandbox/faults';
import type { ShownEndpoint } from '../../sandbox/webhooks/endpointControl';
import { fastClock } from './fastClock';
import { LocalAda } from './localAda';
import { TriggerHost } from './triggerHost';

// The pauses between tries are real, and some of these outlive a minute.
fastClock(50);

const EVENTS = ['v1.end_user.created'];

/** Nothing else is asked of an endpoint by its ID while a trigger is published. */
const SECRETS = '/api/v2/webhooks/ep_';

let ada: LocalAda;
let host: TriggerHost;
beforeAll(async () => {
	ada = await LocalAda.start();
});
afterAll(() => ada.close());
beforeEach(async () => {
	await ada.reset();
	host = await TriggerHost.start({ credential: ada.credential, parameters: { events: EVENTS } });
});
afterEach(() => host.close());

async function endpoints(): Promise<Array<Partial<ShownEndpoint>>> {
	const all = await ada.endpoints();
	return all.map(({ url, enabled }) => ({ url, enabled }));
}

/** The requests of publishing, in their order, and what fails at each. */
const steps: Array<{ step: string; at: Pick<Fault, 'method' | 'pathPrefix' | 'skip'> }> = [
	{ step: 'looking for endpoints', at: { method: 'GET', pathPrefix: '/api/v2/webhooks/' } },
	{ step: 'making the endpoint', at: { method: 'POST', pathPrefix: '/api/v2/webhooks/' } },
	{ step: 'fetching the secret', at: { method: 'GET', pathPrefix: SECRETS } },
];

const failures: Array<{ failure: string; fault: Fault; says: string }> = [
	{
		failure: '401',
		fault: { kind: 'status', status: 401 },
		says: 'Ada refused the API key. Open the credential and press Test.',
	},
	{
		failure: '403',
		fault: { kind: 'status', status: 403 },
		says: 'Ada does not let this API key do that. Use an API key that has permission for the Webhooks API.',
	},
	{
		failure: '500',
		fault: { kind: 'status', status: 500 },
		says: 'Ada answered with HTTP status 500.',
	},
	{ failure: 'a cut connection', fault: { kind: 'cut' }, says: 'The connection broke' },
	{
		failure: 'a web page',
		fault: { kind: 'html', status: 200 },
		says: "Something other than Ada's API",
	},
];

describe.each(steps)('while $step', ({ at }) => {
	test.each(failures)('$failure is told, and leaves no endpoint', async ({ fault, says }) => {
		await ada.fault({ ...fault, ...at, times: 1000 });

		await expect(host.publish()).rejects.toThrow(
			`The trigger could not be registered as a webhook endpoint in Ada. `,
		);
		await expect(host.publish()).rejects.toThrow(says);
		await ada.noFaults();
		expect(await ada.endpoints()).toEqual([]);

		await host.publish();
		expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
	});

	test('429 that does not end is told, and leaves no endpoint', async () => {
		await ada.fault({ kind: 'status', status: 429, ...at, times: 1000 });

		await expect(host.publish()).rejects.toThrow("Ada's rate limit is used up");
		await ada.noFaults();
		expect(await ada.endpoints()).toEqual([]);
	});

	test.each(['500', '429'])('one answer of %s does not matter', async (status) => {
		const isPost = at.method === 'POST';
		await ada.fault({ kind: 'status', status: Number(status), ...at, times: 1 });

		// A POST that Ada may have handled is not sent again blindly.
		if (isPost && status === '500') await expect(host.publish()).rejects.toThrow('500');
		else await host.publish();
		await host.publish();
		expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
	});
});

test('nothing in the words asks for the Authorization that n8n 1 would never try again', async () => {
	await ada.fault({ kind: 'status', status: 401, times: 1000 });
	const error = await host.publish().catch((thrown: unknown) => thrown);

	expect(String(error)).not.toContain('Authorization');
});

test('an endpoint that Ada made without being able to say so is not made twice', async () => {
	await ada.fault({ kind: 'lostAnswer', method: 'POST', times: 1 });
	await host.publish();

	expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
});

test('Ada is not tried for long, since n8n itself publishes again', async () => {
	await ada.fault({ kind: 'status', status: 500, times: 1000 });

	await expect(host.publish()).rejects.toThrow(
		/Tried 3 times in \d+ seconds\. Publishing the workflow again is safe/,
	);
});

test('an answer that is no endpoint is told', async () => {
	await ada.fault({ kind: 'status', status: 201, body: '{"a":1}', method: 'POST', times: 1 });

	await expect(host.publish()).rejects.toThrow("Ada's answer is not a webhook endpoint");
});

test('what is no endpoint in the list of them is passed over', async () => {
	const body = JSON.stringify({ data: [null, 'text', { id: 'ep_1' }, { id: '', url: host.url }] });
	const pathPrefix = '/api/v2/webhooks/';
	await ada.fault({ kind: 'status', status: 200, body, method: 'GET', pathPrefix, times: 1 });
	await host.publish();

	expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
});

test.each(['PATCH', 'DELETE'])('one answer of 500 to %s does not matter', async (method) => {
	await host.publish();
	const [{ id }] = await ada.endpoints();
	await ada.editEndpoint(id, { enabled: false });
	const pathPrefix = '/api/v2/webhooks/';
	await ada.fault({ kind: 'status', status: 500, method, pathPrefix, times: 1 });
	await host.publish('update');
	expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);

	await host.unpublish();
	expect(await ada.endpoints()).toEqual([]);
});

test('an endpoint that Ada made without being able to say so is told from others', async () => {
	const theirs = 'https://other.example.com/hook';
	await ada.addEndpoint({ url: theirs });
	await ada.fault({ kind: 'lostAnswer', method: 'POST', times: 1 });
	await host.publish();
	await host.unpublish();

	expect(await endpoints()).toEqual([{ url: theirs, enabled: true }]);
});

test('a new endpoint in the place of one that is gone does not stay without its secret', async () => {
	await host.publish();
	const [{ id }] = await ada.endpoints();
	await ada.removeEndpoint(id);
	await ada.fault({ kind: 'status', status: 500, method: 'GET', pathPrefix: SECRETS, times: 1000 });
	await expect(host.publish('update')).rejects.toThrow('Ada could not read the signing secret');
	await ada.noFaults();

	expect(await ada.endpoints()).toEqual([]);
});

test('when even the removal fails, it is told why it was to be removed', async () => {
	await ada.fault({ kind: 'status', status: 500, method: 'GET', pathPrefix: SECRETS, times: 1000 });
	await ada.fault({ kind: 'status', status: 403, method: 'DELETE', times: 1000 });

	await expect(host.publish()).rejects.toThrow('Ada could not read the signing secret');
});

test.each(['{}', '{"key":null}', '["key"]'])(
	'%s instead of the secret is told, and leaves no endpoint',
	async (body) => {
		const at = { method: 'GET', pathPrefix: SECRETS };
		await ada.fault({ kind: 'status', status: 200, body, ...at, times: 1000 });

		await expect(host.publish()).rejects.toThrow("Ada's answer holds no signing secret");
		await ada.noFaults();
		expect(await ada.endpoints()).toEqual([]);
	},
);

test('when even the removal fails, publishing again takes the endpoint up', async () => {
	await ada.fault({ kind: 'cut', method: 'GET', pathPrefix: '/api/v2/webhooks/ep_', times: 1000 });
	await ada.fault({ kind: 'cut', method: 'DELETE', times: 1000 });
	await expect(host.publish()).rejects.toThrow('could not be registered');
	await ada.noFaults();
	expect(await ada.endpoints()).toHaveLength(1);

	await host.publish();
	expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
	await host.unpublish();
	expect(await ada.endpoints()).toEqual([]);
});

test('the limit of a minute is waited for', async () => {
	await ada.limit({ default: { perSecond: null, perMinute: 2, perDay: null } });
	host.credential = { ...ada.credential, limitShare: 10_000 };
	await host.publish();

	expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
});

describe('when unpublishing fails', () => {
	test.each(failures)('$failure is told with the way out', async ({ fault, says }) => {
		await host.publish();
		const [{ id }] = await ada.endpoints();
		await ada.fault({ ...fault, times: 1000 });
		await expect(host.unpublish()).rejects.toThrow(
			`The endpoint ${id} of this trigger may still be in Ada, and can be deleted in its dashboard. `,
		);
		await expect(host.unpublish()).rejects.toThrow(says);

		await ada.noFaults();
		await host.unpublish();
		expect(await ada.endpoints()).toEqual([]);
	});
});

test('a registered trigger whose change cannot be published says so', async () => {
	await host.publish();
	await ada.fault({ kind: 'status', status: 403, times: 1000 });

	await expect(host.publish('update')).rejects.toThrow('could not be registered');
});

test('unpublishing a trigger that remembers nothing tells that something may be left', async () => {
	await ada.fault({ kind: 'status', status: 403, times: 1000 });

	await expect(host.unpublish()).rejects.toThrow(
		'An endpoint of this trigger may still be in Ada, and can be deleted in its dashboard. ',
	);
});

describe('when n8n 1 starts, which registers every published trigger anew', () => {
	test.each(failures)(
		'$failure does not take a registered trigger out of service',
		async ({ fault }) => {
			await host.publish();
			await ada.fault({ ...fault, times: 1000 });
			await host.publish('init');

			expect(JSON.stringify(host.logged)).toContain('could not check its endpoint in Ada');
			await ada.noFaults();
			expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
		},
	);

	test('a change of leadership is a start as well', async () => {
		await host.publish();
		await ada.fault({ kind: 'status', status: 500, times: 1000 });
		await host.publish('leadershipChange');

		expect(JSON.stringify(host.logged)).toContain('could not check its endpoint in Ada');
	});

	test('a failure is told where Ada does not know the new address yet', async () => {
		await host.publish();
		host.publicUrl = 'http://n8n-two.internal';
		await ada.fault({ kind: 'status', status: 500, times: 1000 });

		await expect(host.publish('init')).rejects.toThrow('could not be registered');
	});

	test('an endpoint that is gone is made again', async () => {
		await host.publish();
		const [{ id }] = await ada.endpoints();
		await ada.removeEndpoint(id);
		await host.publish('init');

		expect(await endpoints()).toEqual([{ url: host.url, enabled: true }]);
	});

	test('a trigger that was never registered still fails', async () => {
		await ada.fault({ kind: 'status', status: 500, times: 1000 });

		await expect(host.publish('init')).rejects.toThrow('could not be registered');
	});
});
