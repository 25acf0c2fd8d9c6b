import { unlessEqual } from './trial.mjs';

const portal = '66a4c1d2e3f4a5b6c7d8e901';

const noor = {
	external_id: 'crm-80001',
	profile: {
		first_name: 'Noor',
		last_name: 'Haddad',
		language: 'fr-CA',
		metadata: { tier: 'gold' },
	},
};

/** Runs twice: the second time Ada knows the customer. Then both conversations end. */
export const startConversation = {
	file: 'start-conversation.json',
	peopleBefore: [],
	startedByAda: true,

	async tryOut(trial) {
		const first = await trial.run();
		const second = await trial.run();
		const [id, secondId] = [first, second].map(
			({ items }) => items('Start the Conversation')[0]?.id,
		);
		const { end_user_id: person, messages } = await trial.conversationWith(id, 1);
		const conversation = {
			channel_id: portal,
			end_user_id: person,
			metadata: { external_id: 'lent' },
		};
		const [before] = await trial.newcomers();

		const other = await trial.ada.startConversation({ channel_id: portal, end_user_id: person });
		await trial.publish();
		const ends = [];
		for (const ended of [other.id, id, secondId]) {
			ends.push(await trial.afterEvents(() => trial.ada.endConversation(ended)));
		}
		const cleared = ends.flatMap(({ executions }) =>
			executions.map((one) => [
				one.status,
				...one.items('Clear the External ID').map(({ outcome }) => outcome),
			]),
		);
		return {
			happened: `${noor.external_id} created and greeted with “${messages[0].content.body}”; run again, found; its external ID ${cleared[1]?.[1]} when that had ended`,
			wrong: [
				...unlessEqual('what the first run sent', first.writes, [
					['POST', noor],
					['POST', conversation],
				]),
				...unlessEqual('what the second run sent', second.writes, [['POST', conversation]]),
				...unlessEqual(
					'the greeting',
					messages[0].content.body,
					'Bonjour ! Comment puis-je aider ?',
				),
				...unlessEqual('who was in the sandbox', before, noor),
				...unlessEqual(
					'what became of the external ID when another conversation ended, and the two',
					cleared,
					[['success'], ['success', 'updated'], ['success', 'unchanged']],
				),
				...unlessEqual('who is in the sandbox', await trial.newcomers(), [
					{ ...noor, external_id: null },
				]),
			],
		};
	},
};
