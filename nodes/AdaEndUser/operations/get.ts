import type { INodeProperties } from 'n8n-workflow';

import { lookUp } from '../../ada/endUserRequests';
import { endUserLocator, readEndUserReference } from '../../forms/endUserLocator';
import { whenNotFoundField } from '../../forms/whenNotFound';
import type { ItemOperation } from '../../items/runItems';
import { answeredWith, nobodyHas } from './results';
import { caseVariantsOption, optionsField, shownFor } from './shown';

export const properties: INodeProperties[] = [
	{ ...endUserLocator, ...shownFor('get') },
	whenNotFoundField('get', 'output'),
	optionsField('get', caseVariantsOption),
];

export const get: ItemOperation = {
	hasNotFound: true,

	async execute({ context, index, ada, externalIds }) {
		const node = context.getNode();
		const who = readEndUserReference(node, context.getNodeParameter('endUser', index));
		if (who.by === 'externalId') externalIds.check(node, who.value);

		const endUser = await lookUp(ada, node, who);
		return endUser ? answeredWith(endUser, 'found', who) : nobodyHas(who);
	},
};
