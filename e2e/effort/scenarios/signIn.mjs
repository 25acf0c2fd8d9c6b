import { byCode, endUser, given, http, metadata, workflow } from '../nodes.mjs';

const rows = [
	{ customer: 'crm-11', name: 'Amira', language: 'fr-CA', plan: 'gold' },
	{ customer: 'crm-12', name: 'Jonas', language: 'de-DE', plan: 'silver' },
];

/** @type {import('./index.mjs').Scenario} */
export const signIn = {
	title: 'Somebody signs in: look up, create if need be, write name, language and plan',
	people: [{ external_id: 'crm-11', profile: { first_name: 'Before', metadata: { seats: 4 } } }],

	ours(place) {
		const write = endUser(
			'Create or Update',
			'createOrUpdate',
			{
				externalId: '={{ $json.customer }}',
				profile: { firstName: '={{ $json.name }}', language: byCode('={{ $json.language }}') },
				metadata: metadata(['plan', 'string', '={{ $json.plan }}']),
			},
			place,
		);
		return workflow('ours', [...given(rows), write]);
	},

	own(place) {
		// Whoever has the ID already comes back as they are: hence the second request.
		const create = http(
			'Create',
			{
				method: 'POST',
				path: '/v2/end-users/',
				fields: { external_id: '={{ $json.customer }}', ...profileOf('$json') },
			},
			place,
		);
		const update = http(
			'Update',
			{
				method: 'PATCH',
				path: '/v2/end-users/{{ $json.end_user_id }}',
				fields: profileOf("$('Given').item.json"),
			},
			place,
		);
		return workflow('own', [...given(rows), create, update]);
	},

	expected: {
		people: [
			{
				external_id: 'crm-11',
				first_name: 'Amira',
				language: 'fr-CA',
				metadata: { plan: 'gold', seats: 4 },
			},
			{
				external_id: 'crm-12',
				first_name: 'Jonas',
				language: 'de-DE',
				metadata: { plan: 'silver' },
			},
		],
	},
};

function profileOf(item) {
	return {
		'profile.first_name': `={{ ${item}.name }}`,
		'profile.language': `={{ ${item}.language }}`,
		'profile.metadata.plan': `={{ ${item}.plan }}`,
	};
}
