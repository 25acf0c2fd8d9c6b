import type { INode, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { textOf } from './values';

const LABEL = 'Conversation ID';

export const conversationIdField: INodeProperties = {
	displayName: LABEL,
	name: 'conversationId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.conversation_id }}',
	hint: "In Ada's events: conversation_id; in the output of Create: id",
	description: "Ada's ID of the conversation. Ada has no list of conversations to choose from.",
};

/** The ID of one item's conversation; refuses what cannot be one before anything is sent. */
export function checkedConversationId(node: INode, value: unknown): string {
	const id = textOf(node, LABEL, value);
	if (id === undefined) {
		throw refusedBeforeSending(
			node,
			`'${LABEL}' is empty`,
			'This item has no value for it. Check the column that the expression names: it is conversation_id in events of Ada, and id in the output of Create',
		);
	}
	// A path of dots would lead to another part of Ada's API, and so would the call for emails.
	if (!/^[\w-]+$/.test(id) || id === 'email') {
		throw refusedBeforeSending(
			node,
			`'${LABEL}' is not an ID of Ada: "${id}"`,
			"Use the ID from Ada's events or from the output of Create, such as 6921aa00bb11cc22dd33ee44",
		);
	}
	return id;
}
