import type { INodeProperties } from 'n8n-workflow';

import { getConversation, updateConversation as update } from '../../ada/conversationRequests';
import { checkedConversationId, conversationIdField } from '../../forms/conversationId';
import { parameter } from '../../forms/parameter';
import { readSmallMetadata } from '../../forms/smallMetadata';
import { objectOf } from '../../forms/values';
import { whenNotFoundField } from '../../forms/whenNotFound';
import { readKeys, refuseBoth, removeMetadataOption } from '../../forms/writeOptions';
import type { Item, ItemOperation } from '../../items/operation';
import { METADATA_LABEL, metadataField } from './conversationMetadata';
import { answeredWith, noConversation } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	{ ...conversationIdField, ...shownFor('conversation', 'update') },
	{ ...metadataField, ...shownFor('conversation', 'update') },
	whenNotFoundField(shownWhere('conversation', 'update'), 'error', 'conversation'),
	optionsField('conversation', 'update', removeMetadataOption),
];

export const updateConversation: ItemOperation = {
	hasNotFound: true,

	async execute(item) {
		const { context, index, ada, begin } = item;
		const node = context.getNode();
		const id = checkedConversationId(node, parameter(context, 'conversationId', index, ''));
		const change = readChange(item);
		await begin(id);

		// Where all values come out empty, everything is left alone.
		const hasChange = Object.keys(change).length > 0;
		const conversation = hasChange
			? await update(ada, node, id, change)
			: await getConversation(ada, node, id);
		if (!conversation) return noConversation(id);
		return answeredWith(conversation, hasChange ? 'updated' : 'unchanged');
	},
};

/** What is to be set, and with null what is to be removed. */
function readChange({ context, index }: Item) {
	const node = context.getNode();
	const form = (name: string) => objectOf(parameter(context, name, index, {}));
	const wanted = readSmallMetadata(node, METADATA_LABEL, form('conversationMetadata'));
	const label = removeMetadataOption.displayName;
	for (const key of readKeys(node, label, form('options').removeMetadata)) {
		if ((wanted.get(key) ?? null) !== null) refuseBoth(node, `The key "${key}"`, label);
		wanted.set(key, null);
	}
	return Object.fromEntries(wanted);
}
