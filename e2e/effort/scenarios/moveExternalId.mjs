import { byAdaId, byExternalId, endUser, given, http, output, stop, workflow } from '../nodes.mjs';
import { httpLookUp, isRefusedWith } from '../steps.mjs';

const rows = [
	{ customer: 'crm-41', guest: 'guest-41' },
	{ customer: 'crm-42', guest: 'guest-42' },
];

/** @type {import('./index.mjs').Scenario} */
export const moveExternalId = {
	title: 'Move an external ID from whoever has it, if anybody, to somebody else',
	people: [
		{ external_id: 'crm-41', profile: { first_name: 'Old' } },
		{ external_id: 'guest-41', profile: { first_name: 'New' } },
		{ external_id: 'guest-42', profile: { first_name: 'Only' } },
	],

	ours(place) {
		const find = endUser(
			'Find the New Holder',
			'get',
			{ endUser: byExternalId('={{ $json.guest }}'), whenNotFound: 'error' },
			place,
		);
		const take = endUser(
			'Take It',
			'clearExternalId',
			{
				endUser: byExternalId("={{ $('Given').item.json.customer }}"),
				whenNotFound: 'output',
			},
			place,
		);
		const give = endUser(
			'Give It',
			'update',
			{
				endUser: byAdaId("={{ $('Find the New Holder').item.json.end_user_id }}"),
				options: { setExternalId: "={{ $('Given').item.json.customer }}" },
			},
			place,
		);
		return workflow('ours', [...given(rows), find, take, give], [output(take, 1), give]);
	},

	own(place) {
		const find = httpLookUp('Find the New Holder', '={{ $json.guest }}', place);
		const customer = "={{ $('Given').item.json.customer }}";
		const holder = httpLookUp('Find the Old Holder', customer, place, {
			onError: 'continueErrorOutput',
		});
		const isFree = isRefusedWith('Nobody Has It?', '404');
		const take = http(
			'Take It',
			{
				method: 'PATCH',
				path: '/v2/end-users/{{ $json.end_user_id }}',
				json: '{ "external_id": null, "profile": {} }',
			},
			place,
		);
		const give = http(
			'Give It',
			{
				method: 'PATCH',
				path: "/v2/end-users/{{ $('Find the New Holder').item.json.end_user_id }}",
				fields: { external_id: customer, profile: '={{ {} }}' },
			},
			place,
		);
		return workflow(
			'own',
			[...given(rows), find, holder, take, give],
			[output(holder, 1), isFree, give],
			[output(isFree, 1), stop('Stop', '={{ $json.error.message }}')],
		);
	},

	expected: {
		people: [
			{ external_id: null, first_name: 'Old' },
			{ external_id: 'crm-41', first_name: 'New' },
			{ external_id: 'crm-42', first_name: 'Only' },
		],
		writes: { PATCH: 3 },
	},
};
