import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { EndUser, EndUserBody } from './endUser';
import { isEndUser, sameExternalId } from './endUser';
import { notAnAdaId, unexpectedAnswer } from './failure';
import type { PagedList } from './pages';
import type { Secrets } from './secrets';

const END_USERS = '/v2/end-users/';

/** Ada's largest page (Ada docs, List end users: limit from 1 to 100). */
const LARGEST_PAGE = 100;

/** All end users, in pages no larger than what is asked for. Source: Ada OpenAPI, List end users. */
export function endUserList(most = LARGEST_PAGE): PagedList<EndUser> {
	return {
		path: `${END_USERS}?limit=${Math.min(most, LARGEST_PAGE)}`,
		what: 'end users',
		isRecord: isEndUser,
		idOf: (endUser) => endUser.end_user_id,
	};
}

/** Who is meant: by the ID of the user's own system, or by Ada's. */
export interface EndUserReference {
	by: 'externalId' | 'id';
	value: string;
}

/** The same text for the same person, as far as the reference tells: Ada overlooks an external ID's case. */
export function keyOf({ by, value }: EndUserReference): string {
	return `${by} ${by === 'externalId' ? value.toLowerCase() : value}`;
}

/**
 * The person, or `undefined` if Ada has nobody of this ID (404).
 * Source: Ada OpenAPI, `GET /v2/end-users/?external_id=…` (answers with the bare object) and
 * `GET /v2/end-users/{end_user_id}`.
 */
export async function lookUp(
	ada: AdaClient,
	node: INode,
	{ by, value }: EndUserReference,
): Promise<EndUser | undefined> {
	const { status, body } = await ada.ask({
		method: 'GET',
		...(by === 'externalId'
			? { path: END_USERS, query: { external_id: value } }
			: { path: byId(value) }),
		purpose: 'look up the end user',
		expected: by === 'id' ? [400, 404] : [404],
		repeatable: true,
	});
	if (status === 400) throw notAnAdaId(node, value);
	if (status === 404) return undefined;
	const endUser = checkedEndUser(node, body, 'failed');
	const isAskedFor = by === 'id' ? endUser.end_user_id === value : hasExternalId(endUser, value);
	if (!isAskedFor) {
		throw unexpectedAnswer(
			node,
			'Ada answered with another person than the one asked for',
			'failed',
		);
	}
	return endUser;
}

/**
 * Creates a person. With an external ID this is safe to repeat: whoever has it already is returned
 * unchanged, and `created` is false (200 instead of 201; 409 where two created at the same moment).
 * Source: Ada docs, End Users API, getting started.
 */
export async function create(
	ada: AdaClient,
	node: INode,
	body: EndUserBody,
	secrets: Secrets,
): Promise<{ endUser: EndUser; created: boolean }> {
	const externalId = body.external_id ?? undefined;
	const answer = await ada.ask({
		method: 'POST',
		path: END_USERS,
		body,
		purpose: 'create the end user',
		expected: externalId === undefined ? [] : [409],
		repeatable: externalId !== undefined,
		secrets,
	});
	if (answer.status === 409 && externalId !== undefined) {
		const endUser = await lookUp(ada, node, { by: 'externalId', value: externalId });
		if (endUser) return { endUser, created: false };
		throw unexpectedAnswer(
			node,
			'Ada says that the external ID is taken, but finds nobody who has it',
			'failed',
		);
	}
	const endUser = checkedEndUser(
		node,
		answer.body,
		externalId === undefined ? 'unknown' : 'failed',
	);
	if (externalId !== undefined && !hasExternalId(endUser, externalId)) {
		throw unexpectedAnswer(
			node,
			'Ada answered with another external ID than the one sent',
			'unknown',
		);
	}
	return { endUser, created: answer.status === 201 };
}

/** What came of a PATCH: the person, or the status that says why not. */
export interface PatchAnswer {
	status: number;
	endUser?: EndUser;
}

/**
 * Changes a person. Without one in the answer, `status` is 404 (nobody has the ID), 409 (somebody
 * else has the external ID that was sent), or 400 if `mayBeRefused`. Source: Ada OpenAPI, PATCH end user.
 */
export async function patch(
	ada: AdaClient,
	node: INode,
	id: string,
	body: EndUserBody,
	secrets: Secrets,
	mayBeRefused = false,
): Promise<PatchAnswer> {
	const { status, body: answer } = await ada.ask({
		method: 'PATCH',
		path: byId(id),
		body,
		purpose: 'update the end user',
		expected: [404, ...(body.external_id ? [409] : []), ...(mayBeRefused ? [400] : [])],
		repeatable: true,
		secrets,
	});
	if (status >= 400) return { status };
	const endUser = checkedEndUser(node, answer, 'failed');
	if (endUser.end_user_id !== id) {
		throw unexpectedAnswer(
			node,
			'Ada answered with another person than the one updated',
			'unknown',
		);
	}
	return { status, endUser };
}

function byId(id: string): string {
	return END_USERS + encodeURIComponent(id);
}

/** Ada leaves out keys without a value, so only an external ID that differs is a sign of trouble. */
function hasExternalId({ external_id }: EndUser, asked: string): boolean {
	return typeof external_id !== 'string' || sameExternalId(external_id, asked);
}

function checkedEndUser(node: INode, body: unknown, outcome: 'failed' | 'unknown'): EndUser {
	if (isEndUser(body)) return body;
	throw unexpectedAnswer(node, "Ada's answer is not an end user", outcome);
}
