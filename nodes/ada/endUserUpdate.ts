import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { EndUser } from './endUser';
import { patch } from './endUserRequests';
import type { WantedChange } from './endUserWrite';
import { changesVisibly, plannedPatch, verdictOn } from './endUserWrite';
import { unexpectedAnswer } from './failure';
import type { Secrets } from './secrets';

/** The Adas, by the address of their API, that have shown that a PATCH replaces all metadata. */
const replacingAdas = new Set<string>();

/** How a write of a known person came out. */
export interface Written {
	endUser: EndUser;
	outcome: 'updated' | 'unchanged';
}

/**
 * Changes what differs from `stored` and nothing else, and checks in Ada's answer that it came out
 * so. `undefined` if the person is gone meanwhile.
 */
export async function update(
	ada: AdaClient,
	node: INode,
	stored: EndUser,
	wanted: WantedChange,
	secrets: Secrets,
): Promise<Written | undefined> {
	const id = stored.end_user_id;
	const planned = plannedPatch(stored, wanted, replacingAdas.has(ada.apiUrl));
	if (planned === undefined) return { endUser: stored, outcome: 'unchanged' };

	let answer = await patch(ada, node, id, planned, secrets);
	if (answer === undefined) return undefined;
	let verdict = verdictOn(stored, wanted, planned, answer);
	if (verdict.kind === 'repair') {
		replacingAdas.add(ada.apiUrl);
		answer = await patch(ada, node, id, verdict.body, secrets);
		if (answer === undefined) return undefined;
		verdict = verdictOn(stored, wanted, verdict.body, answer);
	}
	if (verdict.kind !== 'done') {
		const fields = verdict.kind === 'notAsAsked' ? verdict.fields.join(', ') : 'metadata';
		throw unexpectedAnswer(node, `Ada did not keep these fields as asked: ${fields}`, 'unknown');
	}
	return { endUser: answer, outcome: changesVisibly(planned) ? 'updated' : 'unchanged' };
}
