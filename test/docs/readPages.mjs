// Prints what Markdown pages consist of, as JSON: node readPages.mjs <root> <page>…
// In a process of its own: github-slugger is an ES module, which jest does not load.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

const [root, ...paths] = process.argv.slice(2);
process.stdout.write(JSON.stringify(paths.map(pageOf)));

function pageOf(path) {
	const slugger = new GithubSlugger();
	const page = { path, links: [], images: [], code: [], sections: [] };
	// What stands before the first heading has no section.
	let section = { labels: [], bold: [], fields: [] };
	const tokens = new MarkdownIt().parse(readFileSync(join(root, path), 'utf8'), {});
	let line = 0;
	for (const [i, { type, content, children, map }] of tokens.entries()) {
		// Cells of tables have no line of their own.
		if (map) line = map[0] + 1;
		if (type === 'fence') page.code.push(content);
		if (type !== 'inline') continue;

		const before = tokens[i - 1];
		if (before.type === 'heading_open') {
			const title = children.map((child) => child.content).join('');
			const level = Number(before.tag.slice(1));
			section = { level, title, anchor: slugger.slug(title), labels: [], bold: [], fields: [] };
			page.sections.push(section);
		}
		const emphasized = emphasizedIn(children);
		for (const { text, isBold, isFirst } of emphasized) {
			section.labels.push(text);
			if (isBold) section.bold.push(text);
			if (isBold && isFirst && tokens[i - 2]?.type === 'list_item_open') section.fields.push(text);
		}
		for (const child of children) {
			if (child.type === 'link_open') page.links.push({ line, target: child.attrGet('href') });
			if (child.type === 'image') page.images.push({ line, target: child.attrGet('src') });
			if (child.type === 'code_inline') page.code.push(child.content);
		}
	}
	return page;
}

/** What is in bold or italics, and whether it is the first that is read. */
function emphasizedIn(tokens) {
	const found = [];
	const open = [];
	let read = '';
	for (const { type, content } of tokens) {
		if (/^(strong|em)_open$/.test(type)) {
			open.push({ text: '', isBold: type === 'strong_open', isFirst: read === '' });
		} else if (/^(strong|em)_close$/.test(type)) {
			found.push(open.pop());
		} else {
			for (const emphasis of open) emphasis.text += content;
			read += content;
		}
	}
	return found;
}
