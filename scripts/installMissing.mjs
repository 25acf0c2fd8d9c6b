import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { npm } from './npm.mjs';
import { currentN8n, e2e, logs, nodeOf, olderN8n, root } from './places.mjs';

/** Installs the package's own tools if they are missing or are not those of the lock. */
export async function installTools() {
	await installMissing({
		folder: root,
		called: 'tools',
		what: 'the tools that build and test the package',
		takes: 'about a minute',
		builtByScripts: { node: nodeOf(root) },
	});
}

/** Installs n8n in `e2e/` if it is missing or is not the one of the lock. */
export async function installN8n() {
	await installMissing({
		folder: e2e,
		called: 'n8n',
		what: 'n8n itself',
		takes: '2.8 GB, a few minutes',
		builtByScripts: {
			node: nodeOf(e2e),
			sqlite3: sqlite3Of(currentN8n),
		},
	});
}

/**
 * Installs the last n8n 1 in `e2e/older/` if it is missing or is not the one of the lock. The other
 * n8n must be there: it has the Node for both.
 */
export async function installOlderN8n() {
	await installMissing({
		folder: olderN8n.folder,
		called: 'older-n8n',
		what: 'the last n8n 1',
		takes: '1.6 GB, a few minutes',
		builtByScripts: { sqlite3: sqlite3Of(olderN8n) },
		builtIn: currentN8n.folder,
	});
}

function sqlite3Of({ folder }) {
	return join(folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node');
}

/**
 * @param {Record<string, string>} builtByScripts the packages that are of no use without their
 *   install scripts, each with the file that its scripts make. All other install scripts are left
 *   out: nothing here needs what they do, and one of them fails under npm.
 * @param {string} [builtIn] a folder with the same Node, whose packages have been built
 */
async function installMissing({ folder, called, what, takes, builtByScripts, builtIn }) {
	if (!isFromLock(folder)) {
		await run(`Installing ${what}`, takes, {
			args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
			folder,
			log: `install-${called}`,
		});
	}
	// One after the other: sqlite3's script runs on the Node 24 that the first one brings.
	for (const [name, file] of Object.entries(builtByScripts)) {
		if (existsSync(file)) continue;
		const path = join('node_modules', name);
		// Where nothing built can be downloaded, a second build would take a minute or more.
		if (builtIn && versionOf(join(builtIn, path)) === versionOf(join(folder, path))) {
			cpSync(join(builtIn, relative(folder, file)), file);
			continue;
		}
		await run(`Installing the program file of ${name}`, 'up to a minute', {
			args: ['rebuild', name, '--ignore-scripts=false', '--foreground-scripts'],
			folder,
			log: `install-${called}-${name}`,
		});
	}
}

/**
 * Whether what is in node_modules is what the lock asks for, going by the list that npm leaves
 * there when, and only when, an installation has come to its end.
 */
function isFromLock(folder) {
	const listed = join(folder, 'node_modules/.package-lock.json');
	if (!existsSync(listed)) return false;
	const wanted = packagesIn(join(folder, 'package-lock.json'));
	delete wanted['']; // the folder itself
	const installed = packagesIn(listed);
	return (
		Object.keys(installed).every((path) => path in wanted) &&
		Object.entries(wanted).every(([path, entry]) => {
			const there = installed[path];
			// npm leaves out what is for another platform, and what nothing asks for any more.
			if (!there) return Boolean(entry.optional || entry.devOptional || entry.extraneous);
			return there.version === entry.version && there.integrity === entry.integrity;
		})
	);
}

function versionOf(folder) {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

function packagesIn(lockFile) {
	try {
		return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
	} catch {
		return {};
	}
}

async function run(doing, takes, { args, folder, log }) {
	console.log(`${doing} (${takes}) …`);
	const started = Date.now();
	const still = setInterval(() => {
		console.log(`${doing} … ${Math.round((Date.now() - started) / 1000)} s`);
	}, 30_000);
	try {
		await npm(args, { cwd: folder, logFile: join(logs, `${log}.log`), doing });
	} finally {
		clearInterval(still);
	}
}
