const { chmod, readdir } = require('node:fs/promises');
const { join } = require('node:path');
const { dest, series, src } = require('gulp');

/** The icons, where the compiled nodes and credentials refer to them. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** What n8n reads beside a compiled node: its codex file and the schemas of its outputs. */
function besideNodes() {
	return src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']).pipe(dest('dist/nodes'));
}

/**
 * npm packs the modes of files along, and those of a new file depend on who builds: whoever does, the
 * tarball has the same bytes, and everybody may read what is installed.
 */
async function modes() {
	const entries = await readdir('dist', { recursive: true, withFileTypes: true });
	const built = entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name));
	const files = [...built, 'LICENSE', 'README.md', 'package.json'];
	await Promise.all(files.map((file) => chmod(file, 0o644)));
}

exports.default = series(icons, besideNodes, modes);
