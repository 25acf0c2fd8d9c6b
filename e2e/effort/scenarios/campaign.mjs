import { core, given, metadata, output, tell, workflow } from '../nodes.mjs';
import {
	httpCreateAndUpdate,
	httpStartConversation,
	isRefusedWith,
	nameAndLanguage,
	startConversation,
} from '../steps.mjs';

const rows = [
	{ customer: 'crm-91', name: 'Rosa', language: 'pt-BR' },
	{ customer: 'crm-92', name: 'Jonas', language: 'de-DE' },
	{ customer: `crm-${'9'.repeat(40)}`, name: 'Nobody', language: 'de-DE' },
	{ customer: 'crm-94', name: 'Kenji', language: 'ja-JP' },
];

/** @type {import('./index.mjs').Scenario} */
export const campaign = {
	title:
		"A campaign: a conversation with each of a thousand people, at Ada's pace, going on after 429, wrong rows apart",
	people: [{ external_id: 'crm-92', profile: { first_name: 'Before' } }],
	faults: [
		{ kind: 'status', status: 429, times: 1, method: 'POST', pathPrefix: '/api/v2/conversations' },
	],

	ours(place) {
		const more = { metadata: metadata(['campaign', 'string', 'spring-26']) };
		const begin = startConversation(more, place, { onError: 'continueErrorOutput' });
		return workflow(
			'ours',
			[...given(rows), begin],
			[output(begin, 1), tell('Failed', { failed: '={{ $json.customer }}' }, place)],
		);
	},

	own(place) {
		const one = "$('One by One').item.json";
		const settings = { onError: 'continueErrorOutput' };
		const loop = core('One by One', 'splitInBatches', 3);
		const profileOf = (item) => ({
			...nameAndLanguage(item),
			'profile.metadata.campaign': 'spring-26',
		});
		const [create, update] = httpCreateAndUpdate([one, one], profileOf, place, settings);
		const begin = httpStartConversation(place, settings);
		const pace = core('Keep the Pace', 'wait', 1.1, { amount: 0.75 });
		const tooFast = isRefusedWith('Too Fast?', '429');
		const minute = core('A Minute', 'wait', 1.1, { amount: 60 });
		const failed = tell('Failed', { failed: `={{ ${one}.customer }}` }, place);
		return workflow(
			'own',
			[...given(rows), loop],
			[output(loop, 1), create, update, begin, pace, loop],
			[output(create, 1), tooFast, minute, create],
			[output(update, 1), tooFast],
			[output(begin, 1), tooFast],
			[output(tooFast, 1), failed, loop],
		);
	},

	expected: {
		people: [
			{
				external_id: 'crm-92',
				first_name: 'Jonas',
				language: 'de-DE',
				metadata: { campaign: 'spring-26' },
			},
			{
				external_id: 'crm-91',
				first_name: 'Rosa',
				language: 'pt-BR',
				metadata: { campaign: 'spring-26' },
			},
			{
				external_id: 'crm-94',
				first_name: 'Kenji',
				language: 'ja-JP',
				metadata: { campaign: 'spring-26' },
			},
		],
		conversations: ['crm-91', 'crm-92', 'crm-94'].map((person) => ({
			person,
			channel: 'Web portal',
			written: [],
		})),
		received: [{ failed: rows[2].customer }],
	},
};
