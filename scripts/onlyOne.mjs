import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { local } from './places.mjs';
import { Problem } from './problem.mjs';

/**
 * Sees to it that one run of a command at a time uses its part of this clone's `.local`: n8n's data
 * is not shared.
 *
 * @param {string} command as its user typed it
 * @param {string} [folder] where the command keeps its data
 */
export function requireToBeTheOnlyOne(command, folder = local) {
	const file = join(folder, 'running');
	const other = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
	if (other && isAlive(other)) {
		throw new Problem(
			`${command} is running in this folder already (process ${other}). Stop it with Ctrl-C in its` +
				` terminal, or with: kill ${other}\n(If process ${other} is something else, delete ${file}.)`,
		);
	}
	mkdirSync(folder, { recursive: true });
	writeFileSync(file, String(process.pid));
	process.on('exit', () => rmSync(file, { force: true }));
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}
