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
	const seen = new Set<string>();
	let path: string | undefined = list.path;
	while (path !== undefined) {
		const page: Page<T> = await askForPage(ada, node, list, path);
		const before = seen.size;
		for (const record of page.records) {
			if (seen.has(list.idOf(record))) continue;
			seen.add(list.idOf(record));
			yield record;
			if (seen.size >= most) return;
		}
		path = nextPage(ada, node, page.next);
		if (path !== undefined && seen.size === before) {
			throw unexpectedAnswer(
				node,
				`Ada keeps answering with the same page of ${list.what}`,
				'failed',
			);
		}
	}
}

/** One page of a list. */
export interface Page<T> {
	records: T[];
	/** Address of the next page, if there is one. */
	next?: string;
}

/** The page at `path`, which is the list's first one or was named by the page before. */
export async function askForPage<T>(
	ada: AdaClient,
	node: INode,
	{ what, isRecord }: PagedList<T>,
	path: string,
): Promise<Page<T>> {
	const { body } = await ada.ask({
		method: 'GET',
		path,
		purpose: `list the ${what}`,
		repeatable: true,
	});
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
