import type { INodeProperties } from 'n8n-workflow';

import { messagesOf } from '../../ada/conversationRequests';
import { checkedConversationId, conversationIdField } from '../../forms/conversationId';
import { howManyFields, readHowMany } from '../../forms/howMany';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import type { ItemOperation } from '../../items/operation';
import { answeredWith, noConversation } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	{ ...conversationIdField, ...shownFor('message', 'getAll') },
	...howManyFields(shownWhere('message', 'getAll')),
	whenNotFoundField(shownWhere('message', 'getAll'), 'error', 'conversation'),
	optionsField('message', 'getAll'),
];

export const getMessages: ItemOperation = {
	hasNotFound: true,

	async execute({ context, index, ada, begin }) {
		const node = context.getNode();
		const id = checkedConversationId(node, parameter(context, 'conversationId', index, ''));
		const most = readHowMany(context, index, 'messages');
		await begin(id);

		const messages = await messagesOf(ada, node, id, most);
		if (!messages) return noConversation(id);
		// Which conversation a message is of is not in Ada's answer.
		return messages.map((message) => answeredWith({ ...message, conversation_id: id }, 'found'));
	},
};
