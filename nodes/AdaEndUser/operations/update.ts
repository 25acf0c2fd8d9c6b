import type { INodeProperties } from 'n8n-workflow';

import { keyOf, lookUp } from '../../ada/endUserRequests';
import { update as updateEndUser, updateUnread } from '../../ada/endUserUpdate';
import { caseVariantsOption } from '../../forms/caseVariants';
import { endUserLocator, readEndUserReference } from '../../forms/endUserLocator';
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
	readFirstOption,
	removeMetadataOption,
	removeSensitiveOption,
	setExternalIdOption,
} from '../../forms/writeOptions';
import { nobodyHas } from '../../items/nobodyHas';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';
import { hintsOfWriting, wouldUpdate } from './writing';

export const properties: INodeProperties[] = [
	{ ...endUserLocator, ...shownFor('update') },
	...wantedProfileFields(shownWhere('update')),
	whenNotFoundField(shownWhere('update'), 'error'),
	optionsField(
		'update',
		caseVariantsOption,
		clearFieldsOption,
		dryRunOption,
		emptyValuesOption,
		otherColumnsOption,
		readFirstOption,
		removeMetadataOption,
		removeSensitiveOption,
		setExternalIdOption,
	),
];

export const update: ItemOperation = {
	hasNotFound: true,

	async execute(item) {
		const { context, index, ada, externalIds } = item;
		const node = context.getNode();
		const who = readEndUserReference(node, parameter(context, 'endUser', index));
		const { wanted, secrets } = await readWantedProfile(item);
		if (who.by === 'externalId') externalIds.check(node, who.value, wanted);
		const write = { ada, node, wanted, secrets };
		const sensitive = wanted.sensitive.size;
		// The spelling that the user wrote, of the ID that the person has afterwards.
		const named = wanted.externalId ? { by: 'externalId' as const, value: wanted.externalId } : who;
		const readsFirst = parameter(context, 'options.readFirst', index, true) !== false;
		await item.begin(keyOf(who));

		if (!readsFirst && who.by === 'id' && !isDryRun(item)) {
			const endUser = await updateUnread(write, who.value);
			if (!endUser) return { ...nobodyHas(who), secrets };
			return { ...answeredWith(endUser, 'updated', named, sensitive), secrets };
		}
		const stored = await lookUp(ada, node, who);
		if (stored && isDryRun(item)) return { ...wouldUpdate(write, stored, who), secrets };
		const written = stored && (await updateEndUser(write, stored));
		if (!written) return { ...nobodyHas(who), secrets };
		return { ...answeredWith(written.endUser, written.outcome, named, sensitive), secrets };
	},

	hints: hintsOfWriting,
};
