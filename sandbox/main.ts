import { CommandLineError, helpText, readCommandLine } from './commandLine';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox';

function errorCode(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Starts it, with a sentence for what a person can do about a port or a host that does not work. */
async function listen(options: SandboxOptions): Promise<Sandbox> {
	try {
		return await startSandbox(options);
	} catch (error) {
		const { port, host } = options;
		const code = errorCode(error);
		if (code === 'EADDRINUSE') {
			throw new CommandLineError(
				`Port ${port} of ${host} is taken: choose another one with --port, or --port 0 for ` +
					'any that is free.',
			);
		}
		if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
			throw new CommandLineError(
				`Cannot listen on port ${port} of ${host} (${code}): choose others with --port and --host.`,
			);
		}
		throw error;
	}
}

async function main(): Promise<void> {
	const options = readCommandLine(process.argv.slice(2));
	if (options === 'help') {
		process.stdout.write(helpText());
		return;
	}
	const sandbox = await listen(options);
	process.stdout.write(
		[
			'A local stand-in for Ada’s API is running; it forgets everything when it ends.',
			'In n8n, make an Ada API credential with:',
			`  Base URL  ${sandbox.url}`,
			`  API Key   ${sandbox.apiKey}`,
			`To look inside and to change it: ${sandbox.url}/sandbox/ (needs no key).`,
			'Ctrl+C ends it.',
			'',
		].join('\n'),
	);
	const end = () => {
		void sandbox.close().then(() => process.exit(0));
	};
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
	const message = error instanceof CommandLineError ? error.message : String(error);
	process.stderr.write(`${message}\n`);
	process.exit(error instanceof CommandLineError ? 2 : 1);
});
