import { readFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { e2e, nodeOf, root } from '../../../scripts/places.mjs';
import { execFileSync } from 'node:child_process';

/** What measured: on another machine, or with another n8n, other figures come out. */
export function machine() {
	const [cpu] = cpus();
	return {
		cores: cpus().length,
		cpu: cpu?.model.trim() ?? 'unknown',
		memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
		system: systemName(),
		node: execFileSync(nodeOf(e2e), ['--version'], { encoding: 'utf8' }).trim(),
		n8n: versionIn(join(e2e, 'node_modules/n8n/package.json')),
	};
}

export function machineInWords({ cores, cpu, memory, system, node, n8n }) {
	return `${cores} cores (${cpu}), ${memory} of memory, ${system}, Node ${node}, n8n ${n8n}`;
}

/** The commit that was measured, or its version where there is no git. */
export function measuredCommit() {
	const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
	try {
		const isChanged = git('status', '--porcelain', 'nodes', 'credentials', 'sandbox') !== '';
		return `commit ${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`;
	} catch {
		return `version ${versionIn(join(root, 'package.json'))}`;
	}
}

function versionIn(file) {
	return JSON.parse(readFileSync(file, 'utf8')).version;
}

function systemName() {
	try {
		const [, name] = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'));
		return name;
	} catch {
		return `${platform()} ${release()}`;
	}
}
