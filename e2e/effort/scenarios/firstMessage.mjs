import { byCode, conversation, fromList, given, http, workflow } from '../nodes.mjs';

const rows = [
	{ customer: 'crm-61', name: 'Noor', language: 'fr-CA', text: 'Where is my parcel?' },
	{ customer: 'crm-62', name: 'Tariq', language: 'en-GB', text: 'I want "two" of these.' },
];

/** @type {import('./index.mjs').Scenario} */
export const firstMessage = {
	title: 'Start a conversation for somebody, known or new, and send their first message',
	people: [{ external_id: 'crm-61', profile: { first_name: 'Before' } }],

	ours(place) {
		const begin = conversation(
			'Start the Conversation',
			'conversation',
			'create',
			{
				channel: fromList(place.channel),
				person: 'written',
				externalId: '={{ $json.customer }}',
				profile: { firstName: '={{ $json.name }}', language: byCode('={{ $json.language }}') },
			},
			place,
		);
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
		const profile = (item) => ({
			'profile.first_name': `={{ ${item}.name }}`,
			'profile.language': `={{ ${item}.language }}`,
		});
		const create = http(
			'Create the Person',
			{
				method: 'POST',
				path: '/v2/end-users/',
				fields: { external_id: '={{ $json.customer }}', ...profile('$json') },
			},
			place,
		);
		const update = http(
			'Update the Person',
			{
				method: 'PATCH',
				path: '/v2/end-users/{{ $json.end_user_id }}',
				fields: profile("$('Given').item.json"),
			},
			place,
		);
		const begin = http(
			'Start the Conversation',
			{
				method: 'POST',
				path: '/v2/conversations/',
				fields: { channel_id: place.channel, end_user_id: '={{ $json.end_user_id }}' },
			},
			place,
		);
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
		return workflow('own', [...given(rows), create, update, begin, send]);
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
