import { byCode, endUser, given, metadata, workflow } from '../nodes.mjs';
import { httpCreateAndUpdate, nameAndLanguage } from '../steps.mjs';

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
		const items = ['$json', "$('Given').item.json"];
		return workflow('own', [...given(rows), ...httpCreateAndUpdate(items, profileOf, place)]);
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
	return { ...nameAndLanguage(item), 'profile.metadata.plan': `={{ ${item}.plan }}` };
}
