import { parse } from 'node:querystring';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/faults';
import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byExternalId, inJson, sensitiveRow } from './forms';
import { leaksIn } from './leaks';
import { LocalAda } from './localAda';
import { OtherServer } from './otherServer';

fastClock(2000);

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'crm-1' });
});
afterAll(() => ada.close());

/** Values that are sent as sensitive: odd signs, accents, a short PIN, a number. */
const values = {
	token: 's3cr3t-tok3n/with+signs=',
	quotes: `O'Neill "the <b>&amp; bold</b>" \\ back`,
	accents: 'Ünïcödé-naïve-日本-🦊',
	spaced: 'two words & more',
	pin: '739',
	number: '8675309',
};

const API_KEY = 'ada-key-7f3a9c51e2';

const secrets = [...Object.values(values), API_KEY];

const asObject = { ...values, number: Number(values.number) };

const inVault = (name: string) => `={{ $('Vault').first().json.${name} }}`;

/** The ways in which the values come into the form. None is the input item's own: n8n adds that to the error output. */
const forms: Array<{ way: string; sensitiveMetadata: INodeParameters }> = [
	{
		way: 'typed rows',
		sensitiveMetadata: {
			pairs: Object.entries(values).map(([key, value]) =>
				sensitiveRow(key, value, key === 'number' ? 'integer' : 'string'),
			),
		},
	},
	{
		way: 'rows with expressions',
		sensitiveMetadata: {
			pairs: Object.keys(values).map((key) =>
				sensitiveRow(key, inVault(key), key === 'number' ? 'integer' : 'string'),
			),
		},
	},
	{ way: 'typed JSON', sensitiveMetadata: inJson(JSON.stringify(asObject)) },
	{ way: 'JSON by expression', sensitiveMetadata: inJson("={{ $('Vault').first().json }}") },
];

const updating: INodeParameters = { operation: 'update', endUser: byExternalId('crm-1') };
const operations: INodeParameters[] = [
	{ operation: 'create', externalId: 'new' },
	{ operation: 'create' },
	updating,
];

const allOnError = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

/** Runs each operation with each form and each On Error, and gives what was produced. */
async function produced(
	change: { credential?: object; parameters?: INodeParameters; prepare?: () => Promise<void> } = {},
): Promise<unknown[]> {
	const all: unknown[] = [];
	for (const { sensitiveMetadata } of forms) {
		for (const parameters of operations) {
			for (const onError of allOnError) {
				await change.prepare?.();
				all.push(
					await run(
						{ ...parameters, sensitiveMetadata, ...change.parameters },
						onError,
						change.credential,
					),
				);
			}
		}
	}
	return all;
}

async function run(parameters: INodeParameters, onError: INode['onError'], credential = {}) {
	const { everything, outputs, hints, error } = await runEndUser({
		credential: { ...ada.credential, ...credential },
		parameters,
		vault: asObject,
		items: [{}, {}],
		onError,
	});
	return { everything, outputs, hints, error };
}

const faults: Array<{ what: string; fault: Fault }> = [
	{ what: 'an echo of what was sent', fault: { kind: 'echo' } },
	{ what: 'an echo with 500', fault: { kind: 'echo', status: 500 } },
	{ what: 'an echo with 401', fault: { kind: 'echo', status: 401 } },
	{ what: 'an echo with 409', fault: { kind: 'echo', status: 409 } },
	{ what: '400', fault: { kind: 'status', status: 400 } },
	{ what: '401', fault: { kind: 'status', status: 401 } },
	{
		what: '401 of the other shape',
		fault: { kind: 'status', status: 401, body: '{"message":"Unauthorized"}' },
	},
	{ what: '403', fault: { kind: 'status', status: 403 } },
	{ what: '404', fault: { kind: 'status', status: 404 } },
	{ what: '409', fault: { kind: 'status', status: 409 } },
	{ what: '413', fault: { kind: 'status', status: 413 } },
	{ what: '429 for long', fault: { kind: 'status', status: 429, retryAfter: '7200' } },
	{ what: '500', fault: { kind: 'status', status: 500 } },
	{ what: 'a page', fault: { kind: 'html', status: 200, body: `<p>${values.token}</p>` } },
	{ what: 'a page with 400', fault: { kind: 'html', status: 400, body: `<p>${values.token}</p>` } },
	{ what: 'a cut connection', fault: { kind: 'cut' } },
];

test.each(faults)('no secret comes out after $what', async ({ fault }) => {
	const all = await produced({
		prepare: async () => {
			await ada.noFaults();
			await ada.fault({ ...fault, times: 50, skip: 0 });
		},
	});

	expect(all).toHaveLength(forms.length * operations.length * allOnError.length);
	expect(leaksIn(all, secrets)).toEqual([]);
});

test.each(faults.filter(({ fault }) => fault.kind === 'echo'))(
	'no secret comes out after $what to the change itself',
	async ({ fault }) => {
		for (const { sensitiveMetadata } of forms) {
			for (const onError of allOnError) {
				await ada.noFaults();
				await ada.fault({ ...fault, times: 50, method: 'PATCH' });
				const all = await run({ ...updating, sensitiveMetadata }, onError);
				expect(JSON.stringify(all)).toContain(
					fault.kind === 'echo' && (fault.status ?? 400) < 500 ? 'Ada says' : 'Ada',
				);
				expect(leaksIn(all, secrets)).toEqual([]);
			}
		}
	},
);

test('no secret comes out when all goes well', async () => {
	const all = await produced();

	expect(JSON.stringify(all)).toContain('sensitiveFieldsSent');
	expect(leaksIn(all, secrets)).toEqual([]);
});

test.each([
	{ what: 'a value of the wrong type', parameters: { metadata: inJson('{"a": 1.5}') } },
	{
		what: 'an impossible external ID',
		parameters: { externalId: '<', endUser: byExternalId('<') },
	},
	{
		what: 'a key that is no key',
		parameters: { sensitiveMetadata: inJson(JSON.stringify({ 'a b': values.token })) },
	},
	{
		what: 'a sensitive value of the wrong type',
		parameters: {
			sensitiveMetadata: {
				pairs: [sensitiveRow('a', values.token, 'integer'), sensitiveRow('b', values.token)],
			},
		},
	},
	{
		what: 'a sensitive value that is no boolean',
		parameters: { sensitiveMetadata: { pairs: [sensitiveRow('a', values.token, 'boolean')] } },
	},
	{
		what: 'JSON that is none',
		parameters: { sensitiveMetadata: inJson(`{"a": "${values.token}"`) },
	},
	{
		what: 'a list in JSON',
		parameters: { sensitiveMetadata: inJson(JSON.stringify({ a: [values.token] })) },
	},
	{
		what: 'a bare text as JSON',
		parameters: { sensitiveMetadata: inJson(JSON.stringify(values.token)) },
	},
	{
		what: 'a key that is named twice',
		parameters: {
			sensitiveMetadata: {
				pairs: [sensitiveRow('a', values.token), sensitiveRow('a', values.quotes)],
			},
		},
	},
	{
		what: 'an expression that does not resolve',
		parameters: {
			sensitiveMetadata: {
				pairs: [sensitiveRow('a', `={{ $('Nowhere').first().json.x + "${values.token}" }}`)],
			},
		},
	},
	{
		what: 'an expression that throws',
		parameters: {
			sensitiveMetadata: {
				pairs: [sensitiveRow('a', "={{ JSON.parse($('Vault').first().json.token) }}")],
			},
		},
	},
	{
		what: 'an expression with a syntax error',
		parameters: { sensitiveMetadata: { pairs: [sensitiveRow('a', `={{ "${values.token}" + }}`)] } },
	},
] satisfies Array<{ what: string; parameters: INodeParameters }>)(
	'no secret comes out after the form has $what',
	async ({ parameters }) => {
		const all = await produced({ parameters });

		expect(leaksIn(all, secrets)).toEqual([]);
	},
);

test.each([
	{ what: 'a refused connection', credential: { baseUrl: 'http://127.0.0.1:9' } },
	{ what: 'a malformed base URL', credential: { baseUrl: 'no address' } },
	{ what: 'a base URL without https', credential: { baseUrl: 'http://ada.example.com' } },
	{ what: 'a malformed handle', credential: { addressBy: 'handle', handle: 'no handle!' } },
	{ what: 'a key with a line break', credential: { apiKey: `${API_KEY}\nX-Evil: 1` } },
	{ what: 'a key with letters that no header takes', credential: { apiKey: `${API_KEY}ключ` } },
])('no secret comes out after $what', async ({ credential }) => {
	const all = await produced({ credential });

	expect(leaksIn(all, secrets)).toEqual([]);
});

test.each(allOnError)('no secret comes out after an unknown host (%s)', async (onError) => {
	const credential = { baseUrl: 'https://nobody.invalid' };
	const [{ sensitiveMetadata }] = forms;

	const all = await run({ ...updating, sensitiveMetadata }, onError, credential);

	expect(JSON.stringify(all)).toContain('Ada could not be reached at nobody.invalid');
	expect(leaksIn(all, secrets)).toEqual([]);
});

test('no secret comes out after a redirect, nor from a server that repeats all it was sent', async () => {
	const redirecting = await OtherServer.start(() => ({
		status: 302,
		headers: { Location: ada.url },
	}));
	const repeating = await OtherServer.start(({ headers }) => ({
		status: 400,
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({
			errors: [
				{ type: headers.authorization, message: JSON.stringify(headers), details: [headers] },
			],
		}),
	}));

	for (const other of [redirecting, repeating]) {
		const all = await produced({ credential: { baseUrl: other.url } });
		expect(other.requests[0].headers.authorization).toBe(`Bearer ${API_KEY}`);
		expect(leaksIn(all, secrets)).toEqual([]);
	}
	await redirecting.close();
	await repeating.close();
});

test('sensitive values are hidden in an input item that is handed on', async () => {
	const sensitiveMetadata = {
		pairs: [
			sensitiveRow('pin', '={{ $json.pin }}'),
			sensitiveRow('token', '={{ $json.query.token }}'),
		],
	};
	// Some nodes hand on objects without a prototype: that of the query in n8n's Webhook is one.
	const query: IDataObject = parse(new URLSearchParams({ token: values.token }).toString());
	const inputs = [
		{ json: { id: 'crm-1', pin: 739, query, note: `PIN: 739, ${values.token}` } },
		{ json: { id: 'nobody', pin: '739', query } },
	];

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'update',
			endUser: byExternalId(),
			sensitiveMetadata,
			whenNotFound: 'output',
			options: { output: 'inputAndAnswer' },
		},
		inputs,
	});

	expect(json[0]).toEqual([
		expect.objectContaining({
			id: 'crm-1',
			pin: '[hidden]',
			query: { token: '[hidden]' },
			note: 'PIN: [hidden], [hidden]',
			outcome: 'unchanged',
		}),
	]);
	expect(json[1]).toEqual([{ id: 'nobody', pin: '[hidden]', query: { token: '[hidden]' } }]);
	// The item itself is another node's.
	expect(inputs[0].json.pin).toBe(739);
});

test('a sensitive value does not blot out what became of the item', async () => {
	await ada.fault({ kind: 'status', status: 400 });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			sensitiveMetadata: inJson('{"a": "refused", "b": 400, "c": "bad_request"}'),
		},
		onError: 'continueRegularOutput',
	});

	expect(json[0][0].error).toMatchObject({
		outcome: 'refused',
		httpStatus: 400,
		adaType: '[hidden]',
	});
});

describe('the scan of these tests', () => {
	test.each(Object.entries({ ...values, key: API_KEY }))(
		'finds %s, however it is spelled',
		(_name, secret) => {
			const error = new Error(`It was ${secret}`);
			const hidden = new Error('outer', { cause: { deep: [new Map([[1, secret]])] } });

			for (const planted of [
				{ text: `a ${secret} b` },
				{ [secret]: 1 },
				{ error },
				{ hidden },
				{ json: JSON.stringify({ text: `a ${secret} b` }) },
				{ url: `https://x.example/?q=${encodeURIComponent(secret)}` },
				{ url: `https://x.example/?${new URLSearchParams({ q: secret }).toString()}` },
				{ twice: { number: /^\d+$/.test(secret) ? Number(secret) : secret } },
			]) {
				expect(leaksIn([{ planted }], secrets)).not.toEqual([]);
			}
		},
	);

	test('finds a secret that a node lets out', async () => {
		const all = await run(
			{ operation: 'create', profile: { firstName: inVault('token') } },
			'stopWorkflow',
		);

		expect(leaksIn(all, secrets)).not.toEqual([]);
	});
});
