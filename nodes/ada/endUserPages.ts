import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { EndUser } from './endUser';
import { isEndUser } from './endUser';
import { unexpectedAnswer } from './failure';

/** Ada's largest page (Ada docs, List end users: limit from 1 to 100). */
const LARGEST_PAGE = 100;

/**
 * All end users, page by page, nobody twice: whether a page begins with the record that its cursor
 * names, or after it, is not documented. `most` ends the list early.
 * Source: Ada OpenAPI, `GET /v2/end-users/`; the last page has no `next_page_url`, or an empty one.
 */
export async function* endUsers(
	ada: AdaClient,
	node: INode,
	most = Infinity,
): AsyncGenerator<EndUser> {
	const seen = new Set<string>();
	let path: string | undefined = firstPage(most);
	while (path !== undefined) {
		const { body } = await ada.ask({
			method: 'GET',
			path,
			purpose: 'list the end users',
			repeatable: true,
		});
		const page = pageOf(node, body);
		const before = seen.size;
		for (const endUser of page.endUsers) {
			if (seen.has(endUser.end_user_id)) continue;
			seen.add(endUser.end_user_id);
			yield endUser;
			if (seen.size >= most) return;
		}
		path = nextPage(ada, node, page.next);
		if (path !== undefined && seen.size === before) {
			throw unexpectedAnswer(node, 'Ada keeps answering with the same page of end users', 'failed');
		}
	}
}

/** The path of the first page, no larger than what is asked for. */
export function firstPage(most = LARGEST_PAGE): string {
	return `/v2/end-users/?limit=${Math.min(most, LARGEST_PAGE)}`;
}

/** One page of the list. */
export interface EndUserPage {
	endUsers: EndUser[];
	/** Address of the next page, if there is one. */
	next?: string;
}

export function pageOf(node: INode, body: unknown): EndUserPage {
	if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) {
		throw unexpectedAnswer(node, "Ada's answer is not a list of end users", 'failed');
	}
	const meta = 'meta' in body && typeof body.meta === 'object' ? body.meta : undefined;
	const next = meta && 'next_page_url' in meta ? meta.next_page_url : undefined;
	return {
		endUsers: body.data.filter(isEndUser),
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
