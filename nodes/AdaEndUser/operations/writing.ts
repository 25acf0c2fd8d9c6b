import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { EndUser, EndUserBody } from '../../ada/endUser';
import type { EndUserReference } from '../../ada/endUserRequests';
import type { Write } from '../../ada/endUserUpdate';
import { changedNames, creation, plannedPatch } from '../../ada/endUserWrite';
import type { Answered } from '../../items/outcome';
import type { RunSummary } from '../../items/operation';
import { answeredWith } from './results';
import type { OperationName } from './shown';
import { shownFor } from './shown';

/** What surprises people about creating, above the form of an operation that may create. */
export function creationNotice(operation: OperationName): INodeProperties {
	return {
		displayName:
			"Ada deletes a new end user after 24 hours unless a conversation is started with it. Creating is for custom channels: for Ada's own web chat use setMetaFields() of the Chat SDK instead.",
		name: `${operation}Notice`,
		type: 'notice',
		default: '',
		...shownFor(operation),
	};
}

/** What a dry run says of somebody whom Ada does not know. */
export function wouldCreate({ wanted }: Write, externalId: string | undefined): Answered {
	return {
		kind: 'answered',
		outcome: 'wouldCreate',
		answer: { external_id: externalId ?? null },
		simplified: { external_id: externalId ?? null },
		findings: { changes: namesOf(creation(externalId, wanted)) },
	};
}

/** What a dry run says of a person whom Ada knows. */
export function wouldUpdate({ wanted }: Write, stored: EndUser, who: EndUserReference): Answered {
	const body = plannedPatch(stored, wanted, 'unknown');
	const changes = body ? namesOf(body) : [];
	const outcome = changes.length > 0 ? 'wouldUpdate' : 'unchanged';
	return { ...answeredWith(stored, outcome, who), findings: { changes } };
}

function namesOf(body: EndUserBody): string[] {
	return changedNames(body).sort();
}

const MOST_NAMED = 5;

/** Hints of all operations that write people by external ID. */
export function hintsOfWriting({ outcomes, externalIds }: RunSummary): NodeExecutionHint[] {
	const messages: string[] = [];
	if (outcomes.created > 0) {
		messages.push(
			`${people(outcomes.created)} created. Ada deletes a new end user after 24 hours unless a conversation is started with it.`,
		);
	}
	if (externalIds.contradicting.size > 0) {
		messages.push(
			`The same external ID came with different data, written in the order of the items: ${named(externalIds.contradicting)}.`,
		);
	}
	if (externalIds.caseVariants.size > 0) {
		messages.push(
			`External IDs that differ in case only are one person to Ada: ${named(externalIds.caseVariants)}.`,
		);
	}
	return messages.map((message) => ({ message, location: 'outputPane' }));
}

function named(ids: ReadonlySet<string>): string {
	const first = [...ids].slice(0, MOST_NAMED).join(', ');
	return ids.size > MOST_NAMED ? `${first} and ${ids.size - MOST_NAMED} more` : first;
}

export function people(count: number): string {
	return count === 1 ? '1 end user was' : `${count} end users were`;
}
