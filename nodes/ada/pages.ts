import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import { unexpectedAnswer } from './failure';

/** A list of Ada's that comes in pages. */
export interface PagedList<T> {
	/** The first page, below `/api`. */
	path: string;
	/** What is listed, in the plural: `end users`. */
	what: string;
	isRecord(value: unknown): value is T;
	idOf(record: T): string;
}

/**
 * All records of a list, page by page, none twice: whether a page begins with the record that its
 * cursor names, or after it, is not documented. `most` ends the list early.
 * Source: Ada OpenAPI; the last page has no `next_page_url`, or an empty one.
 */
export async function* recordsOf<T>(
	ada: AdaClient,
	node: INode,
	list: PagedList<T>,
	most = Infinity,
): AsyncGenerator<T> {
	yield* recordsFrom(ada, node, list, await askForPage(ada, node, list, list.path), most);
}

/** The same as one list; `undefined` if what the list belongs to is not there (404, or 400 for its ID). */
export async function recordsIfAny<T>(
	ada: AdaClient,
	node: INode,
	list: PagedList<T>,
	most: number,
): Promise<T[] | undefined> {
	const first = await askForPage(ada, node, list, list.path, [400, 404]);
	if (!first) return undefined;
	const records: T[] = [];
	for await (const record of recordsFrom(ada, node, list, first, most)) records.push(record);
	return records;
}

/** The records page by page, as often as Ada names a next one: the caller must come to an end itself. */
export async function* pagesOf<T>(
	ada: AdaClient,
	node: INode,
	list: PagedList<T>,
): AsyncGenerator<T[]> {
	for (let path: string | undefined = list.path; path !== undefined;) {
		const page: Page<T> = await askForPage(ada, node, list, path);
		yield page.records;
		path = nextPage(ada, node, page.next);
	}
}

async function* recordsFrom<T>(
	ada: AdaClient,
	node: INode,
	list: PagedList<T>,
	first: Page<T>,
	most: number,
): AsyncGenerator<T> {
	const seen = new Set<string>();
	let page = first;
	for (;;) {
		const before = seen.size;
		for (const record of page.records) {
			if (seen.has(list.idOf(record))) continue;
			seen.add(list.idOf(record));
			yield record;
			if (seen.size >= most) return;
		}
		const path = nextPage(ada, node, page.next);
		if (path === undefined) return;
		if (seen.size === before) {
			throw unexpectedAnswer(
				node,
				`Ada keeps answering with the same page of ${list.what}`,
				'failed',
			);
		}
		page = await askForPage(ada, node, list, path);
	}
}

/** One page of a list. */
export interface Page<T> {
	records: T[];
	/** Address of the next page, if there is one. */
	next?: string;
}

/**
 * The page at `path`, which is the list's first one or was named by the page before; `undefined` for
 * the statuses in `missing`.
 */
export async function askForPage<T>(
	ada: AdaClient,
	node: INode,
	list: PagedList<T>,
	path: string,
): Promise<Page<T>>;
export async function askForPage<T>(
	ada: AdaClient,
	node: INode,
	list: PagedList<T>,
	path: string,
	missing: number[],
): Promise<Page<T> | undefined>;
export async function askForPage<T>(
	ada: AdaClient,
	node: INode,
	{ what, isRecord }: PagedList<T>,
	path: string,
	missing: number[] = [],
): Promise<Page<T> | undefined> {
	const { status, body } = await ada.ask({
		method: 'GET',
		path,
		purpose: `list the ${what}`,
		expected: missing,
		repeatable: true,
	});
	if (missing.includes(status)) return undefined;
	if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) {
		throw unexpectedAnswer(node, `Ada's answer is not a list of ${what}`, 'failed');
	}
	const meta = 'meta' in body && typeof body.meta === 'object' ? body.meta : undefined;
	const next = meta && 'next_page_url' in meta ? meta.next_page_url : undefined;
	return {
		records: body.data.filter(isRecord),
		next: typeof next === 'string' && next !== '' ? next : undefined,
	};
}

/** The key goes to the credential's own host only, so a page elsewhere ends the list with an error. */
function nextPage(ada: AdaClient, node: INode, next?: string): string | undefined {
	if (next === undefined) return undefined;
	const path = ada.pathOnThisAda(next);
	if (path !== undefined) return path;
	throw unexpectedAnswer(
		node,
		'Ada named a page on another host than the one in the credential',
		'failed',
	);
}
