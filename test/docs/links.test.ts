import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

import type { Link, Page } from './pages';
import { pages, ROOT } from './pages';

const isElsewhere = ({ target }: Link) => /^(https?|mailto):/.test(target);

/** Where a link leads that leads nowhere, with the line that it stands in. */
function deadEnds(page: Page, links: Link[]): string[] {
	return links
		.filter((link) => !isElsewhere(link) && !leadsSomewhere(page, link))
		.map(({ line, target }) => `${page.path}:${line} ${target}`);
}

function leadsSomewhere({ path }: Page, { target }: Link): boolean {
	const [file, ...anchors] = decodeURIComponent(target).split('#');
	const there = file === '' ? path : posix.join(posix.dirname(path), file);
	if (file.startsWith('/') || there.startsWith('../') || !existsSync(join(ROOT, there)))
		return false;
	if (anchors.length === 0) return true;
	const page = pages.find((one) => one.path === there);
	return page?.sections.some((section) => section.anchor === anchors.join('#')) ?? false;
}

test('there are pages with links', () => {
	expect(pages.map(({ path }) => path)).toEqual(
		expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/ada-end-user.md']),
	);
	expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(100);
});

test.each(pages)('every link of $path leads to a file or a heading', (page) => {
	expect(deadEnds(page, page.links)).toEqual([]);
});

test('every picture is there', () => {
	expect(pages.flatMap((page) => deadEnds(page, page.images))).toEqual([]);
});

test('every page of the documentation can be reached from the README', () => {
	const reached = new Set(['README.md']);
	// A set goes on to what is added to it meanwhile.
	for (const path of reached) {
		for (const { target } of pages.find((page) => page.path === path)?.links ?? []) {
			if (/^https?:/.test(target)) continue;
			reached.add(posix.join(posix.dirname(path), target.split('#')[0]));
		}
	}
	const docs = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
	expect(docs.filter((path) => !reached.has(path))).toEqual([]);
});
