import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../n8nServer.mjs';
import { root } from '../places.mjs';

const file = join(root, 'workflows/contacts.csv');

/** Puts the contacts where the example workflow reads them. */
export function putContactsFor(userFolder) {
	mkdirSync(filesOf(userFolder), { recursive: true });
	copyFileSync(file, join(filesOf(userFolder), 'contacts.csv'));
}

/**
 * The contacts, read without n8n, to check what n8n has made of them.
 *
 * @returns {Array<Record<string, string>>} the cells by column, and the row's number in a
 *   spreadsheet as `row`
 */
export function readContacts() {
	const [columns, ...rows] = parse(readFileSync(file, 'utf8'));
	return rows.map((cells, index) => ({
		...Object.fromEntries(columns.map((column, place) => [column, cells[place]])),
		row: index + 2,
	}));
}

/** CSV as RFC 4180 has it: cells in quotes may hold commas, line ends and doubled quotes. */
function parse(text) {
	const rows = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
		rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
		if (end === '\n') rows.push([]);
	}
	return rows.filter((cells) => cells.some((cell) => cell !== ''));
}
