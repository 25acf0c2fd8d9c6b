import type { INodeProperties } from 'n8n-workflow';

import { lookUp } from '../../ada/endUserRequests';
import { update } from '../../ada/endUserUpdate';
import { checkedExternalId } from '../../forms/externalId';
import { whenNotFoundField } from '../../forms/whenNotFound';
import {
	clearFieldsOption,
	dryRunOption,
	emptyValuesOption,
	removeMetadataOption,
	removeSensitiveOption,
} from '../../forms/writeOptions';
import type { ItemOperation } from '../../items/runItems';
import { answeredWith, nobodyHas } from './results';
import { caseVariantsOption, optionsField, shownFor } from './shown';
import {
	isDryRun,
	otherColumnsOption,
	readWantedProfile,
	wantedProfileFields,
} from './wantedProfile';
import { createPerson, creationNotice, hintsOfWriting, wouldCreate, wouldUpdate } from './writing';

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
	...wantedProfileFields('createOrUpdate'),
	whenNotFoundField('createOrUpdate', 'create'),
	optionsField(
		'createOrUpdate',
		caseVariantsOption,
		clearFieldsOption,
		dryRunOption,
		emptyValuesOption,
		otherColumnsOption,
		removeMetadataOption,
		removeSensitiveOption,
	),
];

export const createOrUpdate: ItemOperation = {
	hasNotFound: true,

	async execute(item) {
		const { context, index, ada, externalIds, whenNotFound, isTool } = item;
		const node = context.getNode();
		const value = checkedExternalId(
			node,
			'External ID',
			context.getNodeParameter('externalId', index, ''),
		);
		const who = { by: 'externalId' as const, value };
		const { wanted, secrets } = await readWantedProfile(item);
		externalIds.check(node, value, wanted);
		const write = { ada, node, wanted, secrets };
		const creates = isTool || whenNotFound === 'create';

		const stored = await lookUp(ada, node, who);
		if (isDryRun(item) && (stored ?? creates)) {
			return { ...(stored ? wouldUpdate(write, stored, who) : wouldCreate(write, value)), secrets };
		}
		const sensitive = wanted.sensitive.size;
		const written = stored && (await update(write, stored));
		if (written) {
			return { ...answeredWith(written.endUser, written.outcome, who, sensitive), secrets };
		}
		if (!creates) return { ...nobodyHas(who), secrets };

		const { endUser, created } = await createPerson(write, value);
		if (created) return { ...answeredWith(endUser, 'created', who, sensitive), secrets };
		// Somebody created the person between the look-up and now: go on as found.
		const late = await update(write, endUser);
		if (!late) return { ...nobodyHas(who), secrets };
		return { ...answeredWith(late.endUser, late.outcome, who, sensitive), secrets };
	},

	hints: hintsOfWriting,
};
