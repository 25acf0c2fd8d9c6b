import type { INodeProperties } from 'n8n-workflow';

import { keyOf, lookUp } from '../../ada/endUserRequests';
import { update } from '../../ada/endUserUpdate';
import { Secrets } from '../../ada/secrets';
import { caseVariantsOption } from '../../forms/caseVariants';
import { endUserLocator, readEndUserReference } from '../../forms/endUserLocator';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import { dryRunOption } from '../../forms/writeOptions';
import { nobodyHas } from '../../items/nobodyHas';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';
import { isDryRun } from '../../forms/wantedProfile';
import { wouldUpdate } from './writing';

export const properties: INodeProperties[] = [
	{ ...endUserLocator, ...shownFor('clearExternalId') },
	whenNotFoundField(shownWhere('clearExternalId'), 'error'),
	optionsField('clearExternalId', caseVariantsOption, dryRunOption),
];

export const clearExternalId: ItemOperation = {
	hasNotFound: true,

	async execute(item) {
		const { context, index, ada, externalIds } = item;
		const node = context.getNode();
		const who = readEndUserReference(node, parameter(context, 'endUser', index));
		if (who.by === 'externalId') externalIds.check(node, who.value);
		const wanted = { externalId: null, profile: {}, metadata: new Map(), sensitive: new Map() };
		const write = { ada, node, wanted, secrets: new Secrets() };
		await item.begin(keyOf(who));

		const stored = await lookUp(ada, node, who);
		if (stored && isDryRun(item)) return wouldUpdate(write, stored, who);
		const written = stored && (await update(write, stored));
		return written ? answeredWith(written.endUser, written.outcome) : nobodyHas(who);
	},
};
