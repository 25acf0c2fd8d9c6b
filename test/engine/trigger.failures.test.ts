import type { Fault } from '../../sandbox/faults';
import type { ShownEndpoint } from '../../sandbox/webhooks/endpointControl';
import { fastClock } from './fastClock';
import { LocalAda } from './localAda';
import { TriggerHost } from './triggerHost';

// The pauses between tries are real, and some of these outlive a minute.
fastClock(50);

const EVENTS = ['v1.end_user.created'];

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
	{ step: 'fetching the secret', at: { method: 'GET', pathPrefix: '/api/v2/webhooks/ep_' } },
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
