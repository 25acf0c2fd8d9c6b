import { byExternalId, endUser, given, http, sensitiveMetadata, workflow } from '../nodes.mjs';
import { httpLookUp } from '../steps.mjs';

const rows = [{ customer: 'crm-31', token: 'invented-token-of-today' }];

/** @type {import('./index.mjs').Scenario} */
export const renewToken = {
	title: 'Renew a token and remove a used code in the sensitive metadata, and touch nothing else',
	people: [
		{
			external_id: 'crm-31',
			profile: {
				first_name: 'Lena',
				metadata: { tier: 'gold' },
				sensitive_metadata: {
					fields: { auth_token: 'of-yesterday', one_time_code: '4711', account: '00417' },
				},
			},
		},
	],

	ours(place) {
		const write = endUser(
			'Renew the Token',
			'update',
			{
				endUser: byExternalId('={{ $json.customer }}'),
				sensitiveMetadata: sensitiveMetadata(['auth_token', '={{ $json.token }}']),
				options: { removeSensitive: 'one_time_code' },
			},
			place,
		);
		return workflow('ours', [...given(rows), write]);
	},

	own(place) {
		const look = httpLookUp('Look Up', '={{ $json.customer }}', place);
		const write = http(
			'Renew the Token',
			{
				method: 'PATCH',
				path: '/v2/end-users/{{ $json.end_user_id }}',
				fields: {
					'profile.sensitive_metadata.fields.auth_token': "={{ $('Given').item.json.token }}",
					'profile.sensitive_metadata.fields.one_time_code': '={{ null }}',
				},
			},
			place,
		);
		return workflow('own', [...given(rows), look, write]);
	},

	expected: {
		people: [
			{
				external_id: 'crm-31',
				first_name: 'Lena',
				metadata: { tier: 'gold' },
				sensitive: { account: '00417', auth_token: 'invented-token-of-today' },
			},
		],
		writes: { PATCH: 1 },
	},
};
