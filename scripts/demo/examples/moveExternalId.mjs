import { unlessEqual } from './trial.mjs';

const oldRecord = {
	external_id: 'crm-50001',
	profile: { first_name: 'Ingrid (2023)', language: 'sv-SE', metadata: { source: 'import 2023' } },
};

const newerRecord = {
	external_id: 'guest-50001',
	profile: {
		first_name: 'Ingrid',
		last_name: 'Lindqvist',
		email: 'ingrid@example.org',
		language: 'sv-SE',
		metadata: { tier: 'gold' },
	},
};

export const moveExternalId = {
	file: 'move-external-id.json',
	peopleBefore: [oldRecord, newerRecord],

	async tryOut(trial) {
		const { items, writes } = await trial.run();
		const given = items('Give It to the New Holder');
		return {
			happened: `${given[0]?.external_id} taken from one person and given to ${given[0]?.profile.first_name}`,
			wrong: [
				...unlessEqual(
					'what came out',
					[...items('Take It From the Old Holder'), ...given].map(
						({ external_id: externalId, outcome }) => [externalId, outcome],
					),
					[
						[null, 'updated'],
						['crm-50001', 'updated'],
					],
				),
				...unlessEqual('what was sent', writes, [
					['PATCH', { external_id: null, profile: {} }],
					['PATCH', { external_id: 'crm-50001', profile: {} }],
				]),
				...(await trial.unlessPeopleAre([
					{ ...oldRecord, external_id: null },
					{ ...newerRecord, external_id: 'crm-50001' },
				])),
			],
		};
	},
};
