import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { filesEndingIn, pages, ROOT } from './pages';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
};

/** Where people and machines read which commands there are. */
const told = [
	...pages.map(({ path, code }) => ({ path, text: code.join('\n') })),
	...[...filesEndingIn('.yml', '.yaml'), '.ci/run'].map((path) => ({
		path,
		text: readFileSync(join(ROOT, path), 'utf8'),
	})),
];

/** The scripts that a text runs, also by npm's short forms such as `npm test`. */
function scriptsIn(text: string): string[] {
	const called = text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g);
	return [...called].flatMap((groups) => groups.slice(1).filter((name) => name));
}

test('there are commands', () => {
	const named = new Set(told.flatMap(({ text }) => scriptsIn(text)));
	expect([...named]).toEqual(expect.arrayContaining(['build', 'release', 'start', 'test:e2e']));
});

test.each(told)('$path names only scripts that package.json has', ({ text }) => {
	expect(scriptsIn(text).filter((name) => !(name in scripts))).toEqual([]);
});

test.each(told)('$path names only workflows that there are', ({ text }) => {
	const files = text.match(/\bworkflows\/[\w-]+\.(?:json|csv)\b/g) ?? [];
	expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
