import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { communityPackagesOf } from './n8nServer.mjs';
import { npm } from './npm.mjs';
import { local, logs, root } from './places.mjs';
import { Problem } from './problem.mjs';
import { lastLines, runToEnd } from './processes.mjs';

const packed = join(local, 'package');
const tarball = join(packed, 'package.tgz');
const stamp = join(packed, 'made-from');

/** What goes into the package, or decides what it becomes. */
const sources = [
	'credentials',
	'icons',
	'nodes',
	'gulpfile.js',
	'tsconfig.json',
	'package.json',
	'package-lock.json',
	'README.md',
	'LICENSE.md',
	'LICENSE',
];

/**
 * Builds and packs the package, unless what it is made from is what it was the last time.
 *
 * @returns {Promise<{ file: string, madeFrom: string }>} the tarball, and a hash of its sources
 */
export async function buildAndPack() {
	const madeFrom = hashOf(sources);
	const upToDate = existsSync(tarball) && readIfThere(stamp) === madeFrom;
	if (!upToDate) {
		console.log('Building and packing the package …');
		await rm(packed, { recursive: true, force: true });
		await mkdir(packed, { recursive: true });
		await npm(['run', 'build'], {
			cwd: root,
			logFile: join(logs, 'build.log'),
			doing: 'Building the package',
		});
		await pack();
		await writeFile(stamp, madeFrom);
	}
	return { file: tarball, madeFrom };
}

async function pack() {
	await npm(['pack', '--ignore-scripts', '--pack-destination', packed], {
		cwd: root,
		logFile: join(logs, 'pack.log'),
		doing: 'Packing the package',
	});
	const [made] = readdirSync(packed).filter((name) => name.endsWith('.tgz'));
	// A name without the version, so that whoever looks for the tarball finds it.
	await writeFile(tarball, await readFile(join(packed, made)));
	await rm(join(packed, made));
}

/**
 * Installs the tarball into the n8n whose data is in `userFolder`, step by step as n8n 2.41's own
 * installer does it (`downloadPackage` in its community-packages.service): unpack, leave out the
 * development and peer dependencies, npm install without scripts, note the version.
 */
export async function installIntoN8n({ file, madeFrom }, userFolder) {
	const folder = communityPackagesOf(userFolder);
	const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const target = join(folder, 'node_modules', name);
	const installedFrom = join(folder, 'installed-from');
	if (existsSync(join(target, 'dist')) && readIfThere(installedFrom) === madeFrom) return;

	console.log(`Installing ${name} ${version} into n8n …`);
	await rm(installedFrom, { force: true });
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await unpack(file, target);
	await leaveOutDependencies(join(target, 'package.json'));
	await npm(
		[
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{
			cwd: target,
			logFile: join(logs, 'install-into-n8n.log'),
			doing: `Installing ${name} into n8n`,
		},
	);
	await noteVersion(join(folder, 'package.json'), name, version);
	await writeFile(installedFrom, madeFrom);
}

async function unpack(file, target) {
	const logFile = join(logs, 'unpack.log');
	const code = await runToEnd('tar', 'tar', ['-xzf', file, '-C', target, '--strip-components=1'], {
		logFile,
	});
	if (code !== 0) throw new Problem(`Unpacking ${file} did not work:\n${lastLines(logFile)}`);
}

async function leaveOutDependencies(file) {
	const manifest = JSON.parse(await readFile(file, 'utf8'));
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	await writeFile(file, JSON.stringify(manifest, null, 2));
}

async function noteVersion(file, name, version) {
	const manifest = existsSync(file)
		? JSON.parse(await readFile(file, 'utf8'))
		: { name: 'installed-nodes', private: true, dependencies: {} };
	manifest.dependencies[name] = version;
	await writeFile(file, JSON.stringify(manifest, null, 2));
}

function hashOf(paths) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap((path) => filesIn(join(root, path)))) {
		hash
			.update(`${relative(root, file)}\0`)
			.update(readFileSync(file))
			.update('\0');
	}
	return hash.digest('hex');
}

function filesIn(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesIn(join(path, name)));
}

function readIfThere(file) {
	return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
