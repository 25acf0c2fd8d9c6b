// Kept to syntax that very old versions of Node can read: it is what tells their users what to do.

const needed = [20, 19];

/** Ends the process with a sentence that says what to do, unless this Node is 20.19 or newer. */
export function requireSuitableNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
	console.error(
		'This project needs Node ' +
			needed.join('.') +
			' or newer, and this is Node ' +
			process.versions.node +
			'.\nInstall a newer one from https://nodejs.org (or with nvm: nvm install 24) and run the' +
			' command again.',
	);
	process.exit(1);
}
