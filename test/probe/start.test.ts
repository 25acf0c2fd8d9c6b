import { LocalAda } from '../engine/localAda';
import { freePort } from './freePort';
import { callProbe, environmentOf, probe } from './runProbe';

let ada: LocalAda;
beforeEach(async () => {
	ada = await LocalAda.start();
});
afterEach(() => ada.close());

const host = () => new URL(ada.url).host;

describe('without a confirmation', () => {
	test.each([
		['no terminal', {}, /There is no terminal to ask in.*--confirm 127\.0\.0\.1:\d+/s],
		['another name by flag', { args: ['--confirm', 'acme'] }, /--confirm acme is not "127/],
		['nothing by flag', { args: ['--confirm', ''] }, /is not "127/],
		['another name typed', { typed: 'yes\n' }, /What was typed is not "127/],
		['nothing typed', { typed: '\n' }, /What was typed is not "127/],
		['the terminal closed', { typed: '' }, /Nothing was typed\. Nothing was sent\./],
	])('sends nothing and ends with 1: %s', async (_, call, message) => {
		const { code, output } = await callProbe({ env: environmentOf(ada), ...call });

		expect(output).toMatch(message);
		expect(code).toBe(1);
		expect(await ada.requests()).toEqual([]);
	});
});

test('goes on when the host is typed at a terminal, having said what it does', async () => {
	const { code, output } = await callProbe({ env: environmentOf(ada), typed: `${host()}\n` });

	expect(output).toContain(`The probe writes to ${host()}:`);
	expect(output).toContain(`Type ${host()} to go on: `);
	expect(output).toContain('npm run sandbox');
	expect(code).toBe(0);
});

test.each([
	[{}, 'Which agent? Set ADA_HANDLE and ADA_API_KEY'],
	[{ ADA_HANDLE: 'acme' }, 'ADA_HANDLE is set and ADA_API_KEY is not'],
	[{ ADA_API_KEY: 'key' }, 'ADA_API_KEY is set and ADA_HANDLE is not'],
	[{ ADA_BASE_URL: 'https://a.example' }, 'ADA_BASE_URL is set and ADA_API_KEY is not'],
	[
		{ ADA_HANDLE: 'acme', ADA_BASE_URL: 'https://a.example', ADA_API_KEY: 'key' },
		'only one of them can hold',
	],
	[{ ADA_HANDLE: 'acme.ada.support', ADA_API_KEY: 'key' }, 'such as acme of acme.ada.support'],
	[{ ADA_HANDLE: 'acme', ADA_CLUSTER: 'e.u', ADA_API_KEY: 'key' }, 'ADA_CLUSTER must be'],
	[{ ADA_BASE_URL: 'http://a.example', ADA_API_KEY: 'key' }, 'must begin with https://'],
	[{ ADA_BASE_URL: 'acme', ADA_API_KEY: 'key' }, 'must begin with https://'],
])('refuses the environment %j', async (env, message) => {
	const { code, output } = await callProbe({ env, args: ['--confirm', 'acme'] });

	expect(output).toContain(message);
	expect(code).toBe(1);
});

test.each([
	[{ ADA_HANDLE: 'acme' }, 'acme.ada.support', 'acme'],
	[{ ADA_HANDLE: 'acme', ADA_CLUSTER: 'eu' }, 'acme.eu.ada.support', 'acme'],
	[{ ADA_HANDLE: 'acme', ADA_CLUSTER: 'us9' }, 'acme.us9.ada.support', 'acme'],
	[{ ADA_BASE_URL: 'https://a.example/ada/api/v2/' }, 'a.example', 'a.example'],
])('asks for the name of the agent that %j is', async (env, shown, name) => {
	const { output } = await callProbe({ env: { ...env, ADA_API_KEY: 'key' } });

	expect(output).toContain(`The probe writes to ${shown}:`);
	expect(output).toContain(`--confirm ${name}\n`);
});

test.each([
	[['--event', 'x'], "Unknown option '--event'"],
	[['--events', 'example.com/ada'], '--events must be a web address'],
	[['--events', 'https://example.com', '--events-port', '70000'], '--events-port must be a port'],
])('refuses the arguments %j', async (args, message) => {
	const { code, output } = await probe(ada, { args });

	expect(output).toContain(message);
	expect(code).toBe(1);
	expect(await ada.requests()).toEqual([]);
});

describe('where Ada cannot be asked', () => {
	test.each(['envelope', 'message'] as const)('says that the key is refused (%s)', async (body) => {
		await ada.switch({ unauthorizedBody: body });

		const { code, output } = await probe(ada, { env: { ADA_API_KEY: 'another-key' } });

		expect(output).toContain('Ada refused the API key (401: Unauthorized).');
		expect(code).toBe(1);
		expect(await ada.calls()).toEqual(['GET /api/v2/webhooks/event-types/']);
	});

	test.each([200, 404, 502])(
		'says that it is not Ada: a web page with status %s',
		async (status) => {
			await ada.fault({ kind: 'html', status });

			const { code, output } = await probe(ada);

			expect(output).toContain(
				`Something other than Ada's API answered at ${host()} (status ${status}). Check ADA_HANDLE`,
			);
			expect(code).toBe(1);
		},
	);

	test('says that it is not Ada: other JSON', async () => {
		await ada.fault({ kind: 'status', status: 200, body: '{"hello":"world"}' });

		const { output } = await probe(ada);

		expect(output).toContain("Something other than Ada's API answered");
	});

	test('says that Ada is out of order', async () => {
		await ada.fault({ kind: 'status', status: 503 });

		const { code, output } = await probe(ada);

		expect(output).toContain(`Ada's API cannot be asked at ${host()} (503: `);
		expect(code).toBe(1);
	});

	test('says that nothing answers', async () => {
		const port = await freePort();

		const { code, output } = await callProbe({
			args: ['--confirm', `127.0.0.1:${port}`],
			env: { ADA_BASE_URL: `http://127.0.0.1:${port}`, ADA_API_KEY: 'key' },
		});

		expect(output).toContain(`127.0.0.1:${port} cannot be reached: no answer came (ECONNREFUSED)`);
		expect(code).toBe(1);
	});
});
