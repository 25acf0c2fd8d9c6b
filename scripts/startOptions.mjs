import { parseArgs } from 'node:util';
import { Problem } from './problem.mjs';

const help = `npm start [-- options]

  --once                 run the examples, check what they did, stop, and exit 0 only if all is right
  --port <number>        n8n's port (5678, or N8N_PORT)
  --sandbox-port <number>  the sandbox's port (4010)
  --help

With ADA_HANDLE and ADA_API_KEY (and ADA_CLUSTER, if it is not the default one; or ADA_BASE_URL
instead of the handle) in the environment, n8n is set up for that Ada instead of the sandbox, and
nothing is run.`;

/**
 * What `npm start` was asked for.
 *
 * @returns {{ help?: string, once: boolean, port: number, sandboxPort: number }}
 */
export function startOptions(args, env) {
	const { values } = parsed(args);
	return {
		help: values.help ? help : undefined,
		once: values.once,
		port: portFrom(values.port ?? env.N8N_PORT ?? '5678', '--port'),
		sandboxPort: portFrom(values['sandbox-port'], '--sandbox-port'),
	};
}

function parsed(args) {
	try {
		return parseArgs({
			args,
			options: {
				once: { type: 'boolean', default: false },
				port: { type: 'string' },
				'sandbox-port': { type: 'string', default: '4010' },
				help: { type: 'boolean', default: false },
			},
		});
	} catch (error) {
		throw new Problem(`${error.message}\n\n${help}`);
	}
}

function portFrom(text, option) {
	const port = Number(text);
	if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
	throw new Problem(`${option} must be a port between 1 and 65535, and is "${text}".`);
}
