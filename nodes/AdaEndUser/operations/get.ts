import type { INodeProperties } from 'n8n-workflow';

import { keyOf, lookUp } from '../../ada/endUserRequests';
import { caseVariantsOption } from '../../forms/caseVariants';
import { endUserLocator, readEndUserReference } from '../../forms/endUserLocator';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import { nobodyHas } from '../../items/nobodyHas';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	{ ...endUserLocator, ...shownFor('get') },
	whenNotFoundField(shownWhere('get'), 'output'),
	optionsField('get', caseVariantsOption),
];

export const get: ItemOperation = {
	hasNotFound: true,

	async execute({ context, index, ada, externalIds, begin }) {
		const node = context.getNode();
		const who = readEndUserReference(node, parameter(context, 'endUser', index));
		if (who.by === 'externalId') externalIds.check(node, who.value);
		await begin(keyOf(who));

		const endUser = await lookUp(ada, node, who);
		return endUser ? answeredWith(endUser, 'found', who) : nobodyHas(who);
	},
};
