import { conversation, given, http, workflow } from '../nodes.mjs';
import {
	httpCreateAndUpdate,
	httpStartConversation,
	nameAndLanguage,
	startConversation,
} from '../steps.mjs';

const rows = [
	{ customer: 'crm-61', name: 'Noor', language: 'fr-CA', text: 'Where is my parcel?' },
	{ customer: 'crm-62', name: 'Tariq', language: 'en-GB', text: 'I want "two" of these.' },
];

/** @type {import('./index.mjs').Scenario} */
export const firstMessage = {
	title: 'Start a conversation for somebody, known or new, and send their first message',
	people: [{ external_id: 'crm-61', profile: { first_name: 'Before' } }],

	ours(place) {
		const begin = startConversation({}, place);
		const send = conversation(
			'Send the Message',
			'message',
			'send',
			{ conversationId: '={{ $json.id }}', text: "={{ $('Given').item.json.text }}" },
			place,
		);
		return workflow('ours', [...given(rows), begin, send]);
	},

	own(place) {
		const items = ['$json', "$('Given').item.json"];
		const write = httpCreateAndUpdate(items, nameAndLanguage, place);
		const begin = httpStartConversation(place);
		const send = http(
			'Send the Message',
			{
				method: 'POST',
				path: '/v2/conversations/{{ $json.id }}/messages/',
				fields: {
					'author.role': 'end_user',
					'author.id': '={{ $json.end_user_id }}',
					'content.type': 'text',
					'content.body': "={{ $('Given').item.json.text }}",
				},
			},
			place,
		);
		return workflow('own', [...given(rows), ...write, begin, send]);
	},

	expected: {
		people: [
			{ external_id: 'crm-61', first_name: 'Noor', language: 'fr-CA' },
			{ external_id: 'crm-62', first_name: 'Tariq', language: 'en-GB' },
		],
		conversations: [
			{ person: 'crm-61', channel: 'Web portal', written: ['Where is my parcel?'] },
			{ person: 'crm-62', channel: 'Web portal', written: ['I want "two" of these.'] },
		],
	},
};
