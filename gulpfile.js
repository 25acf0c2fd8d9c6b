const { dest, series, src } = require('gulp');

/** The icons, where the compiled nodes and credentials refer to them. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** What n8n reads beside a compiled node: its codex file and the schemas of its outputs. */
function besideNodes() {
	return src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']).pipe(dest('dist/nodes'));
}

exports.default = series(icons, besideNodes);
