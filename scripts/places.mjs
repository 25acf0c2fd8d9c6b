import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';

/**
 * The repository's folder, with symbolic links resolved: n8n compares the real path of a file with
 * the folders that it may read.
 */
export const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '..'));

/** The package of its own that holds n8n. */
export const e2e = join(root, 'e2e');

/** Everything that running makes and keeps, ignored by git. */
export const local = join(root, '.local');

export const logs = join(local, 'logs');

/** The Node 24 that comes with the packages installed in `folder`, whatever Node runs npm. */
export function nodeOf(folder) {
	return join(folder, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
}
