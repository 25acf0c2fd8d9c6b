import type { INodeProperties } from 'n8n-workflow';

import { lookUp } from '../../ada/endUserRequests';
import { update as updateEndUser } from '../../ada/endUserUpdate';
import { endUserLocator, readEndUserReference } from '../../forms/endUserLocator';
import { whenNotFoundField } from '../../forms/whenNotFound';
import type { ItemOperation } from '../../items/runItems';
import { answeredWith, nobodyHas } from './results';
import { optionsField, shownFor } from './shown';
import { readWantedProfile, wantedProfileFields } from './wantedProfile';

export const properties: INodeProperties[] = [
	{ ...endUserLocator, ...shownFor('update') },
	...wantedProfileFields('update'),
	whenNotFoundField('update', 'error'),
	optionsField('update'),
];

export const update: ItemOperation = {
	hasNotFound: true,

	async execute({ context, index, ada, externalIds, isTool }) {
		const node = context.getNode();
		const who = readEndUserReference(node, context.getNodeParameter('endUser', index));
		if (who.by === 'externalId') externalIds.check(node, who.value);
		const { wanted, secrets } = readWantedProfile(context, index, isTool);

		const stored = await lookUp(ada, node, who);
		const written = stored && (await updateEndUser(ada, node, stored, wanted, secrets));
		if (!written) return { ...nobodyHas(who), secrets };
		return {
			...answeredWith(written.endUser, written.outcome, who, wanted.sensitive.size),
			secrets,
		};
	},
};
