import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const ROOT = resolve(__dirname, '../..');

export interface Link {
	line: number;
	target: string;
}

export interface Section {
	level: number;
	title: string;
	/** What a link to it ends in, as GitHub makes it of the title. */
	anchor: string;
	/** What stands in bold or italics, up to the next heading of any level. */
	labels: string[];
	/** Of that, what stands in bold. */
	bold: string[];
	/** What stands in bold at the beginning of a list's items. */
	fields: string[];
}

/** What a Markdown page consists of. */
export interface Page {
	/** Relative to the root, with slashes. */
	path: string;
	links: Link[];
	images: Link[];
	/** Blocks of code, and what stands in code signs within the text. */
	code: string[];
	sections: Section[];
}

const LEFT_OUT = ['.git', '.local', 'coverage', 'dist', 'node_modules'];

/** The files of the repository with one of the endings, in all of its folders. */
export function filesEndingIn(...endings: string[]): string[] {
	const found: string[] = [];
	const look = (folder: string) => {
		for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
			const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
			if (entry.isDirectory() && !LEFT_OUT.includes(entry.name)) look(path);
			if (entry.isFile() && endings.some((ending) => path.endsWith(ending))) found.push(path);
		}
	};
	look('');
	return found.sort();
}

/** All Markdown pages of the repository. */
export const pages = readPages(filesEndingIn('.md'));

/** The page at a path; throws if there is none. */
export function pageAt(path: string): Page {
	const page = pages.find((one) => one.path === path);
	if (page) return page;
	throw new Error(`There is no page ${path}`);
}

function readPages(paths: string[]): Page[] {
	const script = join(__dirname, 'readPages.mjs');
	const printed = execFileSync(process.execPath, [script, ROOT, ...paths], {
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
	});
	return JSON.parse(printed) as Page[];
}
