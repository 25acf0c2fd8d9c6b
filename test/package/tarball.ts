import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program to its end; rejects with its output if it fails. */
export const run = promisify(execFile);

/** The root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** The package as it is published, unpacked into a folder of its own. */
export interface Tarball {
	/** Bytes of the packed file. */
	size: number;
	/** What npm has as `dist.integrity` of a published file. */
	integrity: string;
	folder: string;
	/** Paths of all files, relative to the folder. */
	files: string[];
	remove: () => Promise<void>;
}

/** Packs what `npm run build` has made, as `npm publish` would, and unpacks it. */
export async function packAndUnpack(): Promise<Tarball> {
	// Below the repository, so that the package finds n8n-workflow there, as it does below n8n.
	await mkdir(join(ROOT, '.local'), { recursive: true });
	const parent = await mkdtemp(join(ROOT, '.local', 'tarball-'));
	const packed = await pack(ROOT, parent);
	const bytes = await readFile(packed);
	await run('tar', ['-xzf', packed, '-C', parent]);
	const folder = join(parent, 'package');
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
	const remove = async () => {
		await rm(parent, { recursive: true });
	};
	return {
		size: bytes.length,
		integrity: integrityOf(bytes),
		folder,
		files: files.sort(),
		remove,
	};
}

/** What goes into the package, or decides what it becomes. */
const SOURCES = [
	'credentials',
	'icons',
	'nodes',
	'gulpfile.js',
	'tsconfig.json',
	'package.json',
	'README.md',
	'LICENSE',
];

/**
 * Builds and packs the package as somebody else would: in another folder, in another time zone, from
 * files that are new, and by a user whose new files nobody else may read.
 */
export async function integrityOfBuildElsewhere(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'build-elsewhere-'));
	try {
		const commands = [
			'umask 077',
			`cp -R ${SOURCES.join(' ')} "$0"`,
			'ln -s "$PWD/node_modules" "$0/node_modules"',
			'cd "$0"',
			'npm run --silent build',
		];
		const env = { ...process.env, TZ: 'Pacific/Auckland' };
		await run('sh', ['-c', commands.join(' && '), folder], { cwd: ROOT, env });
		return integrityOf(await readFile(await pack(folder, folder)));
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** Packs what is built in a folder, and returns the packed file. */
async function pack(folder: string, into: string): Promise<string> {
	const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', into];
	const { stdout } = await run('npm', args, { cwd: folder });
	return join(into, stdout.trim().split('\n').at(-1) ?? '');
}

function integrityOf(bytes: Buffer): string {
	return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
