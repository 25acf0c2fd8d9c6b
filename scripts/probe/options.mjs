import { parseArgs } from 'node:util';
import { Problem } from '../problem.mjs';
import { isThisMachine } from './thisMachine.mjs';

const help = `npm run probe [-- options]

Finds out what Ada's documents leave open, on an AI Agent that is not in production. ADA_HANDLE and
ADA_API_KEY name it (and ADA_CLUSTER, if it is not the default one; or ADA_BASE_URL instead of the
handle). It creates about 20 end users, whom Ada deletes after 24 hours, and takes 2 minutes.

  --confirm <handle>     what you would type when asked, for where there is no terminal
  --events <url>         also ask what events tell; the address must lead to this machine's port
  --events-port <n>      that port (4020, or that of an address of this machine)
  --load                 also measure a limit, which others cannot use for a minute meanwhile
  --json <file>          write what was found into a file
  --verbose              print every request
  --help`;

const defaultPort = 4020;

/**
 * What `npm run probe` was asked for.
 *
 * @returns {{ help?: string, confirm?: string, events?: { url: string, port: number, host?: string },
 *   load: boolean, json?: string, verbose: boolean }} `events.host` is where to listen, if not on
 *   all interfaces
 */
export function probeOptions(args) {
	const { help: isHelp, events, 'events-port': port, ...values } = parsed(args);
	return {
		...values,
		help: isHelp ? help : undefined,
		events: events === undefined ? undefined : eventsAt(events, port),
	};
}

function parsed(args) {
	try {
		const { values } = parseArgs({
			args,
			options: {
				confirm: { type: 'string' },
				events: { type: 'string' },
				'events-port': { type: 'string' },
				load: { type: 'boolean', default: false },
				json: { type: 'string' },
				verbose: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		});
		return values;
	} catch (error) {
		throw new Problem(`${error.message}\n\n${help}`);
	}
}

function eventsAt(url, port) {
	const address = URL.canParse(url) ? new URL(url) : undefined;
	if (!address || !/^https?:$/.test(address.protocol)) {
		throw new Problem(
			`--events must be a web address, such as https://example.com/ada, not "${url}".`,
		);
	}
	const isHere = isThisMachine(address);
	const chosen = port ?? (isHere && address.port ? address.port : String(defaultPort));
	if (!/^[1-9]\d{0,4}$/.test(chosen) || Number(chosen) > 65_535) {
		throw new Problem(`--events-port must be a port between 1 and 65535, and is "${chosen}".`);
	}
	return { url, port: Number(chosen), ...(isHere && { host: '127.0.0.1' }) };
}
