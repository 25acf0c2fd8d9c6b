import type { INodeProperties } from 'n8n-workflow';

/** What somebody must know who gives the node to an AI Agent; its first field there. */
export const toolNotice: INodeProperties = {
	displayName:
		"Name this tool after what it does for your agent, such as \"Look Up the Customer\": the model chooses by its name and description. Say who is meant by the node that knows it, such as {{ $('When chat message received').first().json.customerId }}, and let the model fill the other fields only. Give the AI Agent one item at a time: with several n8n takes the first one's.",
	name: 'toolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { '@tool': [true] } },
};
