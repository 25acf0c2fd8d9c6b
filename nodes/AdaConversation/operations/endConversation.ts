import type { INodeProperties } from 'n8n-workflow';

import { endConversation as end } from '../../ada/conversationRequests';
import { checkedConversationId, conversationIdField } from '../../forms/conversationId';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import type { ItemOperation } from '../../items/operation';
import { answeredWith, noConversation } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	{ ...conversationIdField, ...shownFor('conversation', 'end') },
	whenNotFoundField(shownWhere('conversation', 'end'), 'error', 'conversation'),
	optionsField('conversation', 'end'),
];

export const endConversation: ItemOperation = {
	hasNotFound: true,

	async execute({ context, index, ada, begin }) {
		const node = context.getNode();
		const id = checkedConversationId(node, parameter(context, 'conversationId', index, ''));
		await begin(id);

		const ended = await end(ada, node, id);
		if (ended.kind === 'missing') return noConversation(id);
		const outcome = ended.kind === 'ended' ? 'ended' : 'unchanged';
		return answeredWith({ conversation_id: id, ...ended.answer }, outcome);
	},
};
