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

/** The n8n that everything runs in: where it is installed, and the Node that it runs on. */
export const currentN8n = { folder: e2e, node: nodeOf(e2e) };

/** The last n8n 1, which runs on the same Node. */
export const olderN8n = { folder: join(e2e, 'older'), node: currentN8n.node };

/** Everything that running makes and keeps, ignored by git. */
export const local = join(root, '.local');

export const logs = join(local, 'logs');

/** The Node 24 that comes with the packages installed in `folder`, whatever Node runs npm. */
export function nodeOf(folder) {
	return join(folder, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
}
