import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
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
	const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', parent];
	const { stdout } = await run('npm', pack, { cwd: ROOT });
	const packed = join(parent, stdout.trim().split('\n').at(-1) ?? '');
	const { size } = await stat(packed);
	await run('tar', ['-xzf', packed, '-C', parent]);
	const folder = join(parent, 'package');
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
	const remove = async () => {
		await rm(parent, { recursive: true });
	};
	return { size, folder, files: files.sort(), remove };
}
