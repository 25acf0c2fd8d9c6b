import { createHash } from 'node:crypto';

import { AdaCxApi } from '../../credentials/AdaCxApi.credentials';
import { runEndUser } from './engine';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start({ apiKeys: ['ada-key-7f3a9c51e2', 'ada-key-second'] });
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'crm-1' });
});
afterAll(() => ada.close());

const get = { operation: 'get', endUser: byExternalId('crm-1') };

test.each([
	{ what: 'the bare host', end: '' },
	{ what: 'a slash', end: '/' },
	{ what: '/api', end: '/api' },
	{ what: '/api/', end: '/api/' },
	{ what: '/api/v2', end: '/api/v2' },
	{ what: '/api/v2/', end: '/api/v2/' },
	{ what: 'a query and a fragment', end: '/?a=b#c' },
])('a base URL that ends with $what leads to Ada', async ({ end }) => {
	const { json } = await runEndUser({
		credential: { ...ada.credential, baseUrl: ` ${ada.url}${end} ` },
		parameters: get,
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	expect(await ada.calls()).toEqual(['GET /api/v2/end-users/?external_id=crm-1']);
});

test.each(['ada-key-second', '  ada-key-second\n'])(
	'sends the key %j as it is, and only there',
	async (apiKey) => {
		await runEndUser({ credential: { ...ada.credential, apiKey }, parameters: get });

		const [{ headers, keySha256, queryString, body }] = await ada.requests();
		expect(headers.authorization).toBe('the key');
		expect(keySha256).toBe(createHash('sha256').update('ada-key-second').digest('hex'));
		expect(JSON.stringify({ queryString, body })).not.toContain('ada-key');
	},
);

/** The fields of the credential that say where Ada is. */
type AddressFields = Record<
	'addressBy' | 'baseUrl' | 'handle' | 'cluster' | 'otherCluster',
	string
>;

const misfits: Array<{ what: string; credential: Partial<AddressFields>; names: string }> = [
	{ what: 'no address', credential: { baseUrl: 'acme' }, names: "'Base URL' is not a web address" },
	{ what: 'no base URL', credential: { baseUrl: '' }, names: "'Base URL' is not a web address" },
	{
		what: 'http on the internet',
		credential: { baseUrl: 'http://acme.ada.support' },
		names: "'Base URL' must begin with https://",
	},
	{
		what: 'another scheme',
		credential: { baseUrl: 'ftp://acme.ada.support' },
		names: "'Base URL' must begin with https://",
	},
	{
		what: 'a user name',
		credential: { baseUrl: 'https://me:pw@acme.ada.support' },
		names: "'Base URL' must not contain a user name",
	},
	{
		what: 'no handle',
		credential: { addressBy: 'handle', handle: ' ' },
		names: "'Agent Handle' is empty",
	},
	{
		what: 'a handle with a space',
		credential: { addressBy: 'handle', handle: 'my agent' },
		names: "'Agent Handle' does not fit",
	},
	{
		what: 'a cluster with a dot',
		credential: { addressBy: 'handle', handle: 'acme', cluster: 'other', otherCluster: 'e.u' },
		names: "'Other Cluster' does not fit",
	},
];

test.each(misfits)('$what is told by the field’s name', async ({ credential, names }) => {
	const result = await runEndUser({
		credential: { ...ada.credential, ...credential },
		parameters: get,
	});

	expect(result.error?.message).toContain(names);
	expect(result.error?.description).toBe(
		'Open the Ada credential of this node and correct the field',
	);
	expect(await ada.calls()).toEqual([]);
});

test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'a mistake in the credential fails every item the way of On Error (%s)',
	async (onError) => {
		const result = await runEndUser({
			credential: { ...ada.credential, baseUrl: 'acme' },
			parameters: { ...get, whenNotFound: 'error' },
			items: [{}, {}],
			onError,
		});

		expect(result.error).toBeUndefined();
		const output = onError === 'continueErrorOutput' ? 1 : 0;
		for (const index of [0, 1]) {
			const { message, outcome } = errorAt(result, index, output);
			expect(message).toContain("'Base URL' is not a web address");
			expect(outcome).toBe('refused');
		}
	},
);

test.each([
	{ what: 'a line break', apiKey: 'ada\r\nX-Other: 1' },
	{ what: 'letters that no header takes', apiKey: 'ключ' },
	{ what: 'nothing in it', apiKey: '' },
])('a key with $what is refused by Ada, and sends no other header', async ({ apiKey }) => {
	const result = await runEndUser({
		credential: { ...ada.credential, apiKey },
		parameters: { operation: 'create' },
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo, outcome } = errorAt(result);
	expect(message).toBe('Ada refused the API key');
	expect(whatToDo).toContain('press Test');
	expect(outcome).toBe('refused');
	expect((await ada.requests())[0].headers).not.toHaveProperty('x-other');
});

describe('the credential in other nodes', () => {
	const { authenticate } = new AdaCxApi();
	const credential = { addressBy: 'handle', handle: 'acme', cluster: 'eu', apiKey: ' key ' };

	test('adds the key to a request to its own Ada', async () => {
		const url = 'https://acme.eu.ada.support/api/v2/channels/?type=custom';

		const options = await authenticate(credential, { url, headers: { 'X-Mine': '1' } });

		expect(options).toMatchObject({
			url,
			headers: { 'X-Mine': '1', Authorization: 'Bearer key' },
			sendCredentialsOnCrossOriginRedirect: false,
		});
	});

	test('puts its own address in front of a path', async () => {
		const options = await authenticate(credential, { url: '/v2/webhooks/event-types/' });

		expect(options.url).toBe('https://acme.eu.ada.support/api/v2/webhooks/event-types/');
	});

	test.each([
		'https://evil.example/api/v2/end-users/',
		'https://acme.ada.support/api/v2/end-users/',
		'http://acme.eu.ada.support/api/v2/end-users/',
		'https://acme.eu.ada.support:8443/api/v2/end-users/',
		'https://acme.eu.ada.support@evil.example/',
		'https://acme.eu.ada.support.evil.example/',
	])('does not send the key to %s', async (url) => {
		await expect(authenticate(credential, { url })).rejects.toThrow(
			/is for https:\/\/acme\.eu\.ada\.support, so its API key is not sent/,
		);
	});

	test('takes an address without a scheme for a path of its own Ada', async () => {
		const { url } = await authenticate(credential, { url: '//evil.example/api' });

		expect(new URL(url).host).toBe('acme.eu.ada.support');
	});

	test('does not send the key to another base URL', async () => {
		await expect(
			authenticate(credential, { baseURL: 'https://evil.example', url: '/api' }),
		).rejects.toThrow(/not sent to https:\/\/evil\.example/);
	});
});
