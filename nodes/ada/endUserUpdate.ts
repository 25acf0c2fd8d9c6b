import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { EndUser, EndUserBody } from './endUser';
import { lookUp, patch } from './endUserRequests';
import type { MetadataPatch, WantedChange } from './endUserWrite';
import {
	changesVisibly,
	plannedPatch,
	removesKeys,
	unreadPatch,
	verdictOn,
	withWholeMetadata,
} from './endUserWrite';
import { metadataLost, notKept, takenExternalId } from './failure';
import type { Secrets } from './secrets';

/** What the Adas have shown about their PATCH, by the address of their API. */
const metadataPatches = new Map<string, MetadataPatch>();

/** How often an answer that is not as asked is mended by another PATCH. */
const MOST_REPAIRS = 2;

/** How a write of a known person came out. */
export interface Written {
	endUser: EndUser;
	outcome: 'updated' | 'unchanged';
}

/** Who is written, what for, and with what. */
export interface Write {
	ada: AdaClient;
	node: INode;
	wanted: WantedChange;
	secrets: Secrets;
}

/**
 * Changes what differs from `stored` and nothing else, and checks in Ada's answer that it came out
 * so. `undefined` if the person is gone meanwhile.
 */
export async function update(write: Write, stored: EndUser): Promise<Written | undefined> {
	const { ada, node, wanted } = write;
	const first = plannedPatch(stored, wanted, metadataPatches.get(ada.apiUrl) ?? 'unknown');
	if (first === undefined) return { endUser: stored, outcome: 'unchanged' };

	let body = first;
	let lost: string[] = [];
	for (let repairs = 0; ; repairs++) {
		const answered = await sendRepair(write, stored, body, lost);
		if (answered === undefined) return undefined;
		body = answered.sent;
		const known = metadataPatches.get(ada.apiUrl) ?? 'unknown';
		const verdict = verdictOn(stored, wanted, body, answered.endUser, known);
		metadataPatches.set(ada.apiUrl, verdict.metadataPatch);
		if (verdict.repair && repairs < MOST_REPAIRS) {
			body = verdict.repair;
			lost = lostKeys(stored, answered.endUser, body);
		} else if (verdict.notAsAsked.length > 0) {
			throw notKept(node, verdict.notAsAsked);
		} else {
			const outcome = changesVisibly(first) ? 'updated' : 'unchanged';
			return { endUser: answered.endUser, outcome };
		}
	}
}

/** Sends everything that is wanted to a person who was not read; `undefined` if nobody has the ID. */
export async function updateUnread(write: Write, id: string): Promise<EndUser | undefined> {
	const body = unreadPatch(write.wanted);
	const { status, endUser } = await patch(write.ada, write.node, id, body, write.secrets);
	if (status === 409) throw await taken(write, body);
	return endUser;
}

/** Sends a body; if it was to bring back lost metadata and fails, the error says what is missing. */
async function sendRepair(
	write: Write,
	stored: EndUser,
	body: EndUserBody,
	lost: string[],
): Promise<{ endUser: EndUser; sent: EndUserBody } | undefined> {
	if (lost.length === 0) return await send(write, stored, body);
	try {
		return await send(write, stored, body);
	} catch (error) {
		throw metadataLost(write.node, lost, error instanceof Error ? error.message : String(error));
	}
}

/** The keys that a person had, that an answer no longer has, and that a repair brings back. */
function lostKeys(stored: EndUser, answer: EndUser, repair: EndUserBody): string[] {
	const after = Object.keys(answer.profile?.metadata ?? {});
	const broughtBack = Object.keys(repair.profile.metadata ?? {});
	return Object.keys(stored.profile?.metadata ?? {}).filter(
		(key) => !after.includes(key) && broughtBack.includes(key),
	);
}

/** One PATCH, and once more with all metadata where this Ada refuses null as the value of a key. */
async function send(
	write: Write,
	stored: EndUser,
	body: EndUserBody,
): Promise<{ endUser: EndUser; sent: EndUserBody } | undefined> {
	const { ada, node, wanted, secrets } = write;
	const id = stored.end_user_id;
	let sent = body;
	let answer = await patch(ada, node, id, sent, secrets, removesKeys(sent));
	if (answer.status === 400) {
		sent = withWholeMetadata(stored, wanted, sent);
		answer = await patch(ada, node, id, sent, secrets);
	}
	if (answer.status === 409) throw await taken(write, sent);
	return answer.endUser && { endUser: answer.endUser, sent };
}

/** The words for an external ID that somebody else has, with who it is. */
async function taken({ ada, node }: Write, { external_id }: EndUserBody): Promise<Error> {
	const value = external_id ?? '';
	const holder = await lookUp(ada, node, { by: 'externalId', value });
	return takenExternalId(node, value, holder?.end_user_id);
}
