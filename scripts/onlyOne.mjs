import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { local } from './places.mjs';
import { Problem } from './problem.mjs';

const file = join(local, 'running');

/** Sees to it that one `npm start` at a time uses this clone's `.local`: n8n's data is not shared. */
export function requireToBeTheOnlyOne() {
	const other = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
	if (other && isAlive(other)) {
		throw new Problem(
			`npm start is running in this folder already (process ${other}). Stop it with Ctrl-C in its` +
				` terminal, or with: kill ${other}\n(If process ${other} is something else, delete ${file}.)`,
		);
	}
	mkdirSync(local, { recursive: true });
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
