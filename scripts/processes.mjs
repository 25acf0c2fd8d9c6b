import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const running = new Set();
const ownGroup = process.platform !== 'win32';

// The last resort: whatever ends this process, nothing that it started outlives it.
process.on('exit', () => running.forEach((child) => kill(child, 'SIGKILL')));

/**
 * Starts a program whose output goes to `logFile`, in a process group of its own, so that Ctrl-C in
 * the terminal reaches this process only, which then stops the others in order.
 *
 * @returns {{ name: string, pid: number, logFile: string,
 *   exited: Promise<{ code: number | null, signal: string | null }>,
 *   stop: (options?: { patience?: number }) => Promise<void>, kill: () => Promise<void> }} `stop`
 *   asks it to end, and ends it after `patience` seconds; `kill` ends it at once
 */
export function startProcess(name, command, args, { cwd, env = process.env, logFile }) {
	mkdirSync(dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'w');
	const child = spawn(command, args, { cwd, env, detached: ownGroup, stdio: ['ignore', log, log] });
	closeSync(log);
	running.add(child);
	const exited = new Promise((resolve) => {
		child.once('error', (error) => resolve({ code: null, signal: null, error }));
		child.once('exit', (code, signal) => resolve({ code, signal }));
	}).finally(() => {
		// What the program started itself and left behind is still in its group.
		kill(child, 'SIGKILL');
		running.delete(child);
	});
	return {
		name,
		pid: child.pid,
		logFile,
		exited,
		stop: (options) => stop(child, exited, options),
		kill: async () => {
			kill(child, 'SIGKILL');
			await exited;
		},
	};
}

/** Runs a program to its end; resolves to its exit code, or null when a signal ended it. */
export async function runToEnd(name, command, args, options) {
	const { code, error } = await startProcess(name, command, args, options).exited;
	if (error) throw error;
	return code;
}

/** Stops everything that `startProcess` started and that still runs, the newest first. */
export async function stopEverything() {
	await Promise.all([...running].reverse().map((child) => stop(child, onceExited(child))));
}

/** The last lines that a program wrote, to show why it ended. */
export function lastLines(logFile, count = 15) {
	try {
		return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
	} catch {
		return '';
	}
}

async function stop(child, exited, { patience = 5 } = {}) {
	if (!running.has(child)) return;
	child.kill('SIGTERM');
	const end = setTimeout(() => kill(child, 'SIGKILL'), patience * 1000);
	await exited;
	clearTimeout(end);
}

function onceExited(child) {
	if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
	return new Promise((resolve) => child.once('exit', resolve));
}

function kill(child, signal) {
	if (!child.pid) return;
	try {
		process.kill(ownGroup ? -child.pid : child.pid, signal);
	} catch (error) {
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}
