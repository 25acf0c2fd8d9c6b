import axios from 'axios';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { CommandLineError, readCommandLine } from '../../sandbox/commandLine';
import { switchTable } from '../../sandbox/switches';

const root = join(__dirname, '../..');

interface Ended {
	code: number | null;
	stdout: string;
	stderr: string;
}

/** Runs the command line as a person would; `running` resolves when it has said what to type. */
function run(...args: string[]) {
	const child = spawn(
		process.execPath,
		['--import', 'tsx', join(root, 'sandbox/main.ts'), ...args],
		{ cwd: root },
	);
	let stdout = '';
	let stderr = '';
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	const running = new Promise<string>((resolve) => {
		child.stdout.on('data', (chunk: Buffer) => {
			stdout += chunk.toString();
			if (stdout.includes('Ctrl+C')) resolve(stdout);
		});
	});
	const ended = new Promise<Ended>((resolve) => {
		child.on('close', (code) => {
			resolve({ code, stdout, stderr });
		});
	});
	return { child, running, ended };
}

it.each(['SIGINT', 'SIGTERM'] as const)(
	'says what to type into n8n, serves with the flags it got, and ends with 0 on %s',
	async (signal) => {
		const { child, running, ended } = run(
			...['--port', '0', '--api-key', 'k1', '--api-key', 'k2', '--switch', 'lastPage=empty'],
			...['--limits', 'default=3/-/-,endUserById=off', '--latency', '40', '--latency-spread', '25'],
		);
		const text = await running;
		const url = /Base URL +(http:\/\/127\.0\.0\.1:\d+)$/m.exec(text)?.[1] ?? '';
		expect(text).toMatch(/API Key +k1$/m);

		const { data } = await axios.get<object>(`${url}/api/v2/end-users/`, {
			headers: { Authorization: 'Bearer k2' },
		});
		expect(data).toEqual({ data: [], meta: { next_page_url: '' } });
		const limits = await axios.get<object>(`${url}/sandbox/limits`);
		expect(limits.data).toMatchObject({
			default: { perSecond: 3, perMinute: null, perDay: null },
			endUserById: { perSecond: null, perMinute: null, perDay: null },
		});

		const latency = await axios.get<object>(`${url}/sandbox/latency`);
		expect(latency.data).toEqual({ ms: 40, spread: 25 });

		child.kill(signal);
		expect(await ended).toMatchObject({ code: 0, stderr: '' });
	},
);

it('has the published limits on and an obviously false key unless told otherwise', async () => {
	const { child, running, ended } = run('--port', '0');
	const text = await running;
	const url = /Base URL +(\S+)/.exec(text)?.[1] ?? '';
	expect(text).toMatch(/API Key +sandbox-key-not-a-secret$/m);
	const { data } = await axios.get<object>(`${url}/sandbox/limits`);
	expect(data).toMatchObject({ default: { perSecond: 10, perMinute: 100, perDay: 10_000 } });
	child.kill('SIGTERM');
	await ended;
});

it('explains every flag and every switch on --help', async () => {
	const { code, stdout } = await run('--help').ended;
	expect(code).toBe(0);
	const flags = ['--port', '--host', '--api-key', '--limits', '--latency', '--switch'];
	for (const flag of flags) {
		expect(stdout).toContain(flag);
	}
	for (const name of Object.keys(switchTable)) expect(stdout).toContain(`${name}:`);
});

it('says what is wrong in one line on stderr, and exits with 2', async () => {
	const { code, stdout, stderr } = await run('--ports', '1').ended;
	expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
	expect(stderr).toMatch(/^Unknown option '--ports'. Flags: --port, .*\n$/);
});

it.each([
	[['--ports', '1'], "Unknown option '--ports'. Flags: --port, --host"],
	[['4010'], "Unexpected argument '4010'. Flags: --port"],
	[['--host'], "Option '--host <value>' argument missing. Flags: --port"],
	[['--port', 'http'], '--port must be a number from 0 to 65535, not "http".'],
	[['--port', '65536'], '--port must be a number from 0 to 65535, not "65536".'],
	[['--limits', 'none'], '--limits takes published, off, or family=10/100/10000'],
	[
		['--limits', 'chats=1/2/3'],
		'with a family of: default, endUserById, endUserCollection, conversations, channelsMade.',
	],
	[['--limits', 'default=1/2'], '--limits default must be off or three numbers'],
	[['--limits', 'default=1/2/x'], '"x" is no number of requests'],
	[['--latency', 'slow'], '--latency must be a whole number from 0 to 60000, not "slow".'],
	[['--latency-spread', '101'], '--latency-spread must be a whole number from 0 to 100'],
	[['--switch', 'lastPage'], '--switch takes name=value, not "lastPage".'],
	[['--switch', 'lastPages=null'], 'There is no switch "lastPages". Switches: '],
	[['--switch', 'lastPage=none'], 'cannot be "none". Allowed: null, absent, empty.'],
	[['--api-key', ''], '--api-key must not be empty'],
])('refuses %j', (args, message) => {
	expect(() => readCommandLine(args)).toThrow(CommandLineError);
	expect(() => readCommandLine(args)).toThrow(message);
});

it('says which port is taken and how to choose another, and exits with 2', async () => {
	const taker = createServer();
	await new Promise<void>((resolve) => taker.listen(0, '127.0.0.1', resolve));
	const address = taker.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	const { code, stderr, stdout } = await run('--port', String(port)).ended;
	taker.close();
	expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
	expect(stderr).toMatch(new RegExp(`^Port ${port} of 127\\.0\\.0\\.1 is taken: .*--port.*\\n$`));
});
