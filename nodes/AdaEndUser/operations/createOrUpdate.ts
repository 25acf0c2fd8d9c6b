import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import { createUnknown } from '../../ada/endUserCreation';
import { keyOf } from '../../ada/endUserRequests';
import { update } from '../../ada/endUserUpdate';
import { caseVariantsOption } from '../../forms/caseVariants';
import { checkedExternalId } from '../../forms/externalId';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import {
	isDryRun,
	otherColumnsOption,
	readWantedProfile,
	wantedProfileFields,
} from '../../forms/wantedProfile';
import {
	clearFieldsOption,
	dryRunOption,
	emptyValuesOption,
	removeMetadataOption,
	removeSensitiveOption,
} from '../../forms/writeOptions';
import { nobodyHas } from '../../items/nobodyHas';
import type { Item, ItemOperation, RunSummary } from '../../items/operation';
import type { ItemResult } from '../../items/outcome';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';
import { StoredPeople, storedPeopleOptions } from './storedPeople';
import { creationNotice, hintsOfWriting, wouldCreate, wouldUpdate } from './writing';

export const properties: INodeProperties[] = [
	creationNotice('createOrUpdate'),
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. crm-4711',
		description: "The person's ID in your own system, at most 36 characters",
		...shownFor('createOrUpdate'),
	},
	...wantedProfileFields(shownWhere('createOrUpdate')),
	whenNotFoundField(shownWhere('createOrUpdate'), 'create'),
	optionsField(
		'createOrUpdate',
		caseVariantsOption,
		clearFieldsOption,
		dryRunOption,
		emptyValuesOption,
		...storedPeopleOptions,
		otherColumnsOption,
		removeMetadataOption,
		removeSensitiveOption,
	),
];

export class CreateOrUpdate implements ItemOperation {
	readonly hasNotFound = true;

	private readonly storedPeople = new StoredPeople();

	async execute(item: Item): Promise<ItemResult> {
		const { context, index, ada, externalIds, whenNotFound, isTool } = item;
		const node = context.getNode();
		const value = checkedExternalId(
			node,
			'External ID',
			parameter(context, 'externalId', index, ''),
		);
		const who = { by: 'externalId' as const, value };
		const { wanted, secrets } = await readWantedProfile(item);
		externalIds.check(node, value, wanted);
		const write = { ada, node, wanted, secrets };
		const creates = isTool || whenNotFound === 'create';
		await item.begin(keyOf(who));

		const stored = await this.storedPeople.find(item, value);
		if (isDryRun(item) && (stored ?? creates)) {
			return { ...(stored ? wouldUpdate(write, stored, who) : wouldCreate(write, value)), secrets };
		}
		const sensitive = wanted.sensitive.size;
		const written = stored && (await update(write, stored));
		if (written) {
			return { ...answeredWith(written.endUser, written.outcome, who, sensitive), secrets };
		}
		if (!creates) return { ...nobodyHas(who), secrets };

		const made = await createUnknown(write, value);
		if (!made) return { ...nobodyHas(who), secrets };
		return { ...answeredWith(made.endUser, made.outcome, who, sensitive), secrets };
	}

	hints(run: RunSummary): NodeExecutionHint[] {
		return [...this.storedPeople.hints(), ...hintsOfWriting(run)];
	}
}
