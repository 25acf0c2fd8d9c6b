import type { INodeProperties } from 'n8n-workflow';

import { getConversation as lookUp } from '../../ada/conversationRequests';
import { checkedConversationId, conversationIdField } from '../../forms/conversationId';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import type { ItemOperation } from '../../items/operation';
import { answeredWith, noConversation } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	{ ...conversationIdField, ...shownFor('conversation', 'get') },
	whenNotFoundField(shownWhere('conversation', 'get'), 'output', 'conversation'),
	optionsField('conversation', 'get'),
];

export const getConversation: ItemOperation = {
	hasNotFound: true,

	async execute({ context, index, ada, begin }) {
		const node = context.getNode();
		const id = checkedConversationId(node, parameter(context, 'conversationId', index, ''));
		await begin(id);

		const conversation = await lookUp(ada, node, id);
		return conversation ? answeredWith(conversation, 'found') : noConversation(id);
	},
};
