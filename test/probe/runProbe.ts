import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { LocalAda } from '../engine/localAda';

/** What the probe writes with --json. */
export interface Report {
	agent: string;
	requests: number;
	rows: Array<{
		id: string;
		question: number;
		agent: string | null;
		asAssumed?: boolean;
		words: string;
		follows: string;
		switch?: string;
	}>;
	sandbox: string;
	endUsersUntilDeletedByAda: number;
	notCleanedUp: string[];
}

/** How the probe is called; for an agent it is pointed at it and confirmed, unless said otherwise. */
export interface Call {
	args?: string[];
	env?: NodeJS.ProcessEnv;
	/** What its user types at a terminal; without it there is none. */
	typed?: string;
	/** Sends Ctrl-C as soon as this is printed. */
	interruptAt?: string;
}

export interface Ended {
	code: number | null;
	output: string;
}

const root = join(__dirname, '../..');

function preload(file: string): string[] {
	return ['--import', pathToFileURL(join(__dirname, file)).href];
}

/** The environment of the tests without an agent's, and without npm, which the probe would watch. */
function environment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(ADA|npm)_/i.test(name));
	return { ...Object.fromEntries(inherited), ...own };
}

/** Runs the probe as its command line does, with a clock that turns faster. */
export async function callProbe(call: Call = {}): Promise<Ended> {
	const { args = [], env = {}, typed, interruptAt } = call;
	const child = spawn(
		process.execPath,
		[
			...(env.SANDBOX_OF_TEST === undefined ? [] : preload('fastClock.mjs')),
			...(typed === undefined ? [] : preload('terminal.mjs')),
			join(root, 'scripts/probe.mjs'),
			...args,
		],
		{ cwd: root, env: environment(env), stdio: ['pipe', 'pipe', 'pipe'] },
	);
	child.stdin.end(typed);
	let output = '';
	let interrupted = false;
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			if (interrupted || interruptAt === undefined || !output.includes(interruptAt)) return;
			interrupted = true;
			child.kill('SIGINT');
		});
	}
	const code = await new Promise<number | null>((resolve) => {
		child.once('close', resolve);
	});
	return { code, output };
}

/** The environment that names a local Ada. */
export function environmentOf(ada: LocalAda): NodeJS.ProcessEnv {
	return {
		ADA_BASE_URL: ada.url,
		ADA_API_KEY: ada.credential.apiKey,
		SANDBOX_OF_TEST: ada.url,
	};
}

/** Runs the probe on a local Ada, confirmed. */
export async function probe(ada: LocalAda, call: Call = {}): Promise<Ended> {
	const { args = [], env = {} } = call;
	return await callProbe({
		...call,
		args: ['--confirm', new URL(ada.url).host, ...args],
		env: { ...environmentOf(ada), ...env },
	});
}

/** Runs the probe on a local Ada to its end, and reads what it found. */
export async function report(ada: LocalAda, ...args: string[]): Promise<Report & Ended> {
	const file = join(mkdtempSync(join(tmpdir(), 'probe-')), 'report.json');
	const ended = await probe(ada, { args: ['--json', file, ...args] });
	if (ended.code !== 0) throw new Error(`The probe ended with ${ended.code}: ${ended.output}`);
	return { ...(JSON.parse(readFileSync(file, 'utf8')) as Report), ...ended };
}

/** What was found of the sandbox's switches. */
export function switchesIn({ rows }: Report): Record<string, string> {
	return Object.fromEntries(
		rows.flatMap(({ switch: position }) => {
			const [name, value] = position?.split('=') ?? [];
			return name && value ? [[name, value]] : [];
		}),
	);
}

/** What the table says of this agent. */
export function wordsOf({ rows }: Report, id: string): string | undefined {
	return rows.find((row) => row.id === id)?.words;
}
