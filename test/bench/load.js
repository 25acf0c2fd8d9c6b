// Loads the built package as n8n does, in a process of its own, and prints what it took as JSON.
require('reflect-metadata');

const { resolve } = require('node:path');

const startedCore = performance.now();
const { PackageDirectoryLoader } = require('n8n-core');
const coreMs = performance.now() - startedCore;

async function load() {
	global.gc();
	const before = process.memoryUsage().heapUsed;
	const started = performance.now();
	await new PackageDirectoryLoader(resolve(__dirname, '../..')).loadAll();
	const packageMs = performance.now() - started;
	global.gc();
	const heapBytes = process.memoryUsage().heapUsed - before;
	process.stdout.write(JSON.stringify({ coreMs, packageMs, heapBytes }));
}

void load();
