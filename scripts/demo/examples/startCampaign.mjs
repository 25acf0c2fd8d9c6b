import { unlessEqual } from './trial.mjs';

const calls = { method: 'POST', pathPrefix: '/api/v2/conversations/' };

/** How each customer of the list fares when all is done, as the data table has it. */
const statuses = {
	'crm-85001': 'started',
	'crm-85002': 'starting',
	'crm-85003': 'unknown',
	'crm-85004': 'started',
	'crm-85005': 'started',
};

/**
 * Stopped while Ada works on the second customer, run again with an answer that is lost and a
 * refusal, and again twice.
 */
export const startCampaign = {
	file: 'start-campaign.json',
	peopleBefore: [],

	async tryOut(trial) {
		const { sandbox } = trial;
		await trial.withoutDataTable('ada_campaign_starts');
		await sandbox.addFault({ ...calls, kind: 'delay', ms: 15_000, skip: 1 });
		await trial.runUntil(
			async () => (await trial.newcomers()).length === 2,
			'The campaign had not come to its second customer after 60 s.',
		);
		await sandbox.addFault({ ...calls, kind: 'lostAnswer' });
		await sandbox.addFault({ ...calls, kind: 'status', status: 400 });
		const second = await trial.run();
		const third = await trial.run();
		const fourth = await trial.run();

		const people = await trial.newcomers();
		const conversations = await trial.newConversations();
		const ids = (await sandbox.endUsers()).slice(-people.length);
		const started = people.map(({ external_id: externalId }, place) => [
			externalId,
			conversations.filter(({ end_user_id: id }) => id === ids[place].end_user_id).length,
		]);
		return {
			happened: `stopped in the middle, and run three times more: ${conversations.length} conversations for ${people.length} customers`,
			wrong: [
				...unlessEqual(
					'the conversations of each customer',
					started,
					// The second one's was never begun: n8n was stopped too early.
					Object.entries(statuses).map(([id, status]) => [id, status === 'starting' ? 0 : 1]),
				),
				...unlessEqual('what the third run started', startedBy(third), ['crm-85004']),
				...unlessEqual('what the last run sent', fourth.writes, []),
				...unlessEqual(
					'what is in the table',
					Object.fromEntries(
						fourth.items('The Whole Campaign').map(({ external_id: id, status }) => [id, status]),
					),
					statuses,
				),
				...unlessEqual(
					'what the second run shows',
					second.items('To Look At').map(({ external_id: id, status }) => [id, status]),
					[
						['crm-85002', 'starting'],
						['crm-85003', 'unknown'],
						['crm-85004', 'refused'],
					],
				),
				...unlessEqual('the metadata of the first', people[0].profile.metadata, {
					campaign: 'spring-26',
					offer_percent: 20,
				}),
			],
		};
	},
};

function startedBy({ items }) {
	return items('It Was Started').map(({ external_id: externalId }) => externalId);
}
