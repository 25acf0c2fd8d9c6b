import { installTools } from './installMissing.mjs';
import { agentIn } from './probe/agent.mjs';
import { requireConfirmation } from './probe/confirmation.mjs';
import { probeOptions } from './probe/options.mjs';
import { Problem, report } from './problem.mjs';
import { onStop } from './stopSignals.mjs';

/** `npm run probe`: finds out what Ada's documents leave open, on an agent that may be written to. */
export async function runProbe(args) {
	let hidden = (text) => text;
	try {
		const options = probeOptions(args);
		if (options.help) {
			console.log(options.help);
			return;
		}
		const agent = agentIn(process.env);
		({ hidden } = agent);
		const print = (text) => console.log(hidden(text));
		await requireConfirmation(agent, options, print);
		await installTools();
		// Imported only now: they need what was just installed.
		const { Probe } = await import('./probe/probe.mjs');
		const probe = new Probe(agent, options, print);
		let exitCode = 0;
		onStop((code) => {
			// Whoever asks twice does not want to wait.
			if (exitCode) process.exit(code);
			exitCode = code;
			probe.stop();
		});
		await probe.run();
		process.exit(exitCode);
	} catch (error) {
		report(new Problem(hidden(error instanceof Problem ? error.message : String(error.stack))));
		process.exit(1);
	}
}
