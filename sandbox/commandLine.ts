import { parseArgs } from 'node:util';

import { defaultStart } from './adaInstance';
import { limitFamilies, noLimit, publishedLimits } from './rateLimits';
import type { Limit, LimitChoice, LimitFamily } from './rateLimits';
import type { SandboxOptions } from './sandbox';
import { assertSwitchValues, switchTable, UnknownSwitch, type SwitchValues } from './switches';

/** A command line that cannot be followed; the message is for the person who typed it. */
export class CommandLineError extends Error {}

export const defaultPort = 4010;

const flags = {
	port: { type: 'string' },
	host: { type: 'string' },
	'api-key': { type: 'string', multiple: true },
	limits: { type: 'string' },
	latency: { type: 'string' },
	'latency-spread': { type: 'string' },
	switch: { type: 'string', multiple: true },
	help: { type: 'boolean', short: 'h' },
} as const;

const flagNames = Object.keys(flags).map((name) => `--${name}`);

/** What `--help` prints. */
export function helpText(): string {
	const switches = Object.entries(switchTable).flatMap(
		([name, { asks, alternatives, byDefault }]) => [
			`  ${name}: ${asks}`,
			...Object.entries(alternatives).map(
				([value, means]) => `    ${value}${value === byDefault ? ' (default)' : ''}: ${means}`,
			),
		],
	);
	return [
		'A local stand-in for Ada’s API.',
		'',
		`  --port n         the port; ${defaultPort} if absent, 0 for any free one`,
		'  --host h         the address to listen on; 127.0.0.1 if absent (this machine only)',
		`  --api-key k      a key that is accepted, can be repeated; ${defaultStart.apiKeys[0]} if absent`,
		'  --limits l       published (the default), off, or family=second/minute/day, with commas',
		'                   between families; "-" is no limit. Families:',
		`                   ${limitFamilies.join(', ')}`,
		'  --latency n      answers take n milliseconds on average; 0 if absent',
		'  --latency-spread n',
		'                   and up to n percent more or less; 0 if absent',
		'  --switch n=v     answers one of Ada’s open questions, can be repeated',
		'  --help           this text',
		'',
		'Switches:',
		...switches,
		'',
	].join('\n');
}

function readPort(text: string | undefined): number {
	if (text === undefined) return defaultPort;
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535) {
		throw new CommandLineError(`--port must be a number from 0 to 65535, not "${text}".`);
	}
	return port;
}

function readWhole(flag: string, text = '0', most: number): number {
	if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
	throw new CommandLineError(`${flag} must be a whole number from 0 to ${most}, not "${text}".`);
}

function readKeys(keys: readonly string[] = defaultStart.apiKeys): readonly string[] {
	// What has white space in it could not be told apart in an Authorization header.
	if (keys.every((key) => /^\S+$/.test(key))) return keys;
	throw new CommandLineError('--api-key must not be empty and must have no white space in it.');
}

function isFamily(name: string): name is LimitFamily {
	return limitFamilies.some((family) => family === name);
}

function readCount(text: string): number | null {
	if (text === '-') return null;
	if (!/^[1-9]\d*$/.test(text))
		throw new CommandLineError(`--limits: "${text}" is no number of requests.`);
	return Number(text);
}

function readFamily(text: string): [LimitFamily, Limit] {
	const [family = '', limit = ''] = text.split('=');
	if (!isFamily(family)) {
		const known = limitFamilies.join(', ');
		throw new CommandLineError(
			`--limits takes published, off, or family=10/100/10000 with a family of: ${known}. ` +
				`It got "${text}".`,
		);
	}
	if (limit === 'off') return [family, noLimit];
	const [perSecond, perMinute, perDay, ...more] = limit.split('/');
	if (!perSecond || !perMinute || !perDay || more.length > 0) {
		throw new CommandLineError(
			`--limits ${family} must be off or three numbers, for a second, a minute and a day, ` +
				`such as ${family}=10/100/10000, not "${limit}".`,
		);
	}
	return [
		family,
		{
			perSecond: readCount(perSecond),
			perMinute: readCount(perMinute),
			perDay: readCount(perDay),
		},
	];
}

function readLimits(text = 'published'): LimitChoice {
	if (text === 'published' || text === 'off') return text;
	return { ...publishedLimits, ...Object.fromEntries(text.split(',').map(readFamily)) };
}

function readSwitches(texts: readonly string[] = []): SwitchValues {
	const pairs = texts.map((text) => {
		const at = text.indexOf('=');
		if (at < 1) throw new CommandLineError(`--switch takes name=value, not "${text}".`);
		return [text.slice(0, at), text.slice(at + 1)] as const;
	});
	const values = Object.fromEntries(pairs);
	try {
		assertSwitchValues(values);
	} catch (error) {
		throw error instanceof UnknownSwitch ? new CommandLineError(error.message) : error;
	}
	return values;
}

/** Told by its code: Jest's tests have another Error class than Node's own modules. */
function isParseError(error: unknown): error is { code: string; message: string } {
	return (
		typeof error === 'object' &&
		error !== null &&
		'code' in error &&
		'message' in error &&
		String(error.code).startsWith('ERR_PARSE_ARGS_')
	);
}

function parsed(args: readonly string[]) {
	try {
		return parseArgs({ args: [...args], options: flags, strict: true });
	} catch (error) {
		if (!isParseError(error)) throw error;
		// Node's second sentence is advice on positional arguments, which there are none of.
		const [what] = error.message.split('. ');
		throw new CommandLineError(`${what.replace(/\.$/, '')}. Flags: ${flagNames.join(', ')}.`);
	}
}

/**
 * Reads the command line of `main.ts`.
 * @throws CommandLineError with one sentence or two on what is wrong and what is allowed
 */
export function readCommandLine(args: readonly string[]): SandboxOptions | 'help' {
	const { values } = parsed(args);
	if (values.help) return 'help';
	return {
		port: readPort(values.port),
		host: values.host ?? '127.0.0.1',
		apiKeys: readKeys(values['api-key']),
		limits: readLimits(values.limits),
		latency: {
			ms: readWhole('--latency', values.latency, 60_000),
			spread: readWhole('--latency-spread', values['latency-spread'], 100),
		},
		switches: readSwitches(values.switch),
	};
}
