import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second (proc_pid_stat(5), `getconf CLK_TCK`). */
const MS_A_TICK = 10;

/** The processor time that a process has had so far, in milliseconds; undefined but on Linux. */
export function processTime(pid) {
	let stat;
	try {
		stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	} catch {
		return undefined;
	}
	// The program's name, in brackets, may have spaces in it.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [fields[11], fields[12]].map(Number);
	return (user + system) * MS_A_TICK;
}
