import { byExternalId, endUser, given, output, stop, tell, workflow } from '../nodes.mjs';
import { httpLookUp, isRefusedWith } from '../steps.mjs';

const rows = [{ customer: 'crm-1' }, { customer: 'crm-2' }, { customer: 'crm-3' }];

/** @type {import('./index.mjs').Scenario} */
export const lookUp = {
	title: 'Look people up and go two ways: known to Ada, or not',
	people: [
		{ external_id: 'crm-1', profile: { first_name: 'Rosa', language: 'pt-BR' } },
		{ external_id: 'crm-3', profile: { first_name: 'Kenji', language: 'ja-JP' } },
	],

	ours(place) {
		const look = endUser(
			'Look Up',
			'get',
			{ endUser: byExternalId('={{ $json.customer }}') },
			place,
		);
		return workflow(
			'ours',
			[...given(rows), look, known(place)],
			[output(look, 1), unknown(place)],
		);
	},

	own(place) {
		const look = httpLookUp('Look Up', '={{ $json.customer }}', place, {
			onError: 'continueErrorOutput',
		});
		const isUnknown = isRefusedWith('Not Found?', '404');
		return workflow(
			'own',
			[...given(rows), look, known(place)],
			[output(look, 1), isUnknown, unknown(place)],
			[output(isUnknown, 1), stop('Stop', '={{ $json.error.message }}')],
		);
	},

	expected: {
		people: [
			{ external_id: 'crm-1', first_name: 'Rosa', language: 'pt-BR' },
			{ external_id: 'crm-3', first_name: 'Kenji', language: 'ja-JP' },
		],
		received: [
			{ known: 'crm-1', language: 'pt-BR' },
			{ known: 'crm-3', language: 'ja-JP' },
			{ unknown: 'crm-2' },
		],
	},
};

function known(place) {
	const fields = {
		known: '={{ $json.external_id }}',
		language: '={{ $json.profile.language }}',
	};
	return tell('Known', fields, place);
}

function unknown(place) {
	return tell('Unknown', { unknown: '={{ $json.customer }}' }, place);
}
