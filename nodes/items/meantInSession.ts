import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { chosenValue, isExpression, objectOf } from '../forms/values';

/** The fields that say who is meant, or which conversation, by their names in the nodes. */
const WHO = {
	conversationId: 'Conversation ID',
	endUser: 'End User',
	externalId: 'External ID',
	replyTo: 'Reply To',
};

/**
 * Refuses a tool whose person or conversation is read from `$json` (or `$input`): n8n's AI Agent 3
 * lays everything that the model sends over the item, arguments that the tool does not have
 * included, so that the model, or whoever talks it into it, would choose another person
 * (n8n-core 2.41, requests-response). `$fromAI` stands there only if that is wanted.
 */
export function refuseItemOfModel(node: INode): void {
	const { parameters } = node;
	const form = { ...objectOf(parameters.options), ...parameters };
	for (const [name, label] of Object.entries(WHO)) {
		const value = chosenValue(form[name]);
		if (!isExpression(value) || !/\$(json|input|items|data)\b/.test(String(value))) continue;
		throw refusedBeforeSending(
			node,
			`'${label}' is read from $json, which the model of an AI Agent can change`,
			"Name the node that knows who is meant, such as {{ $('When chat message received').first().json.customerId }}, in the form of this tool",
		);
	}
}
