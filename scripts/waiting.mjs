import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';
import { lastLines } from './processes.mjs';

/** Asks `question` again and again until it answers something, or gives up after `seconds`. */
export async function until(question, { seconds, every = 100, otherwise }) {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await question();
		if (answer) return answer;
		if (Date.now() > end) throw new Problem(otherwise);
		await sleep(every);
	}
}

/** Waits for a started server to answer 200 at `url`; fails with its last words if it ends. */
export async function untilReady(server, url, { seconds }) {
	const ended = server.exited.then(({ code, signal }) => {
		throw new Problem(
			`${server.name} ended while starting (${signal ?? `exit code ${code}`}). Its last lines` +
				` (all of them: ${server.logFile}):\n\n${lastLines(server.logFile)}`,
		);
	});
	// The loser of the race below must not go unhandled.
	ended.catch(() => {});
	const answers = until(() => isOk(url), {
		seconds,
		otherwise: `${server.name} did not answer within ${seconds} s. Its output is in ${server.logFile}`,
	});
	await Promise.race([answers, ended]);
}

async function isOk(url) {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}
