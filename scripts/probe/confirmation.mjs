import { createInterface } from 'node:readline/promises';
import { Problem } from '../problem.mjs';

/**
 * Says what is about to happen, and goes on only if the agent's owner types its name, or has given
 * it with --confirm. Throws a Problem otherwise; nothing has been sent by then.
 */
export async function requireConfirmation({ name, apiUrl }, { confirm, events, load }, print) {
	const lines = [
		`The probe writes to ${new URL(apiUrl).host}:`,
		'- It creates about 20 end users named "n8n probe", changes them, and takes their external IDs',
		'  away again. No conversation is started with them, so Ada deletes them after 24 hours.',
		'  Webhooks of this agent are told of them, and workflows that listen start.',
		'- It makes disabled webhook endpoints, and deletes them.',
		...(events ? [`- It lets Ada send events of end users to ${events.url} for a minute.`] : []),
		...(load
			? [
					'- It sends up to 310 look-ups in a minute. Until Ada refuses one, and for a minute after',
					'  that, Ada may refuse requests of others too: live chats and integrations of this agent.',
				]
			: []),
		'Do not run it on an agent that real customers talk to.',
	];
	print(lines.join('\n'));
	const typed = confirm ?? (await asked(name));
	if (typed.trim() === name) return;
	const what = confirm === undefined ? 'What was typed' : `--confirm ${confirm}`;
	throw new Problem(`${what} is not "${name}". Nothing was sent.`);
}

async function asked(name) {
	if (!process.stdin.isTTY) {
		throw new Problem(
			'There is no terminal to ask in. If this agent is not in production, confirm with:' +
				` --confirm ${name}\nNothing was sent.`,
		);
	}
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return await new Promise((resolve, reject) => {
			// Ctrl-C and Ctrl-D: without this the question would wait for ever.
			terminal.once('SIGINT', () => terminal.close());
			terminal.once('close', () => reject(new Problem('\nNothing was typed. Nothing was sent.')));
			terminal.question(`\nType ${name} to go on: `).then(resolve, reject);
		});
	} finally {
		terminal.close();
	}
}
