import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';

/** Where Debian puts PostgreSQL's programs: by version, and not in PATH. */
const postgresVersions = '/usr/lib/postgresql';

/** By Debian's package, the programs that the suites run, each under all of its names. */
const programsOf = {
	chromium: [['chromium', 'chromium-browser', 'google-chrome']],
	postgresql: [['initdb'], ['postgres']],
	'redis-server': [['redis-server']],
};

/**
 * Fails, with what to install, where a program of these packages is missing.
 *
 * @param {string[]} [packages] by default all that any suite needs
 */
export function requireDebianPackages(packages = Object.keys(programsOf)) {
	const missing = packages.filter((name) => !programsOf[name].every(([one]) => pathOf(one)));
	if (missing.length === 0) return;
	throw new Problem(
		`The tests in whole n8ns need ${missing.join(' and ')}, and that is not installed here.` +
			` On Debian and Ubuntu: sudo apt-get install ${missing.join(' ')}`,
	);
}

/** Where a program is, in PATH or where Debian puts PostgreSQL's; undefined where it is missing. */
export function pathOf(program) {
	const names = Object.values(programsOf)
		.flat()
		.find(([first]) => first === program);
	const versions = existsSync(postgresVersions) ? readdirSync(postgresVersions) : [];
	const newest = versions.sort((one, other) => Number(other) - Number(one));
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...newest.map((version) => join(postgresVersions, version, 'bin')),
	];
	return names
		.flatMap((name) => folders.map((folder) => join(folder, name)))
		.find((file) => existsSync(file));
}
