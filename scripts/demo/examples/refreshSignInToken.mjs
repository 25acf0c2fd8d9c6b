import { unlessEqual } from './trial.mjs';

const before = {
	external_id: 'crm-40001',
	profile: {
		first_name: 'Amadou',
		language: 'fr-FR',
		metadata: { tier: 'silver' },
		sensitive_metadata: {
			fields: { auth_token: 'invented-token-of-yesterday', one_time_code: '482913', pin: '0042' },
		},
	},
};

const after = {
	...before,
	profile: {
		...before.profile,
		sensitive_metadata: { fields: { auth_token: 'invented-token-of-today', pin: '0042' } },
	},
};

export const refreshSignInToken = {
	file: 'refresh-sign-in-token.json',
	peopleBefore: [before],

	async tryOut(trial) {
		const { items, writes } = await trial.run();
		const [renewed, removed] = ['Renew the Token', 'Remove the Used Code'].map((node) =>
			items(node),
		);
		const counted = ({ outcome, sensitiveFieldsSent }) => ({ outcome, sensitiveFieldsSent });
		const sent = (fields) => ['PATCH', { profile: { sensitive_metadata: { fields } } }];
		const put = JSON.stringify([renewed, removed]);
		const fieldsSent = writes.flatMap(([, { profile }]) =>
			Object.entries(profile.sensitive_metadata?.fields ?? {}),
		);
		const keys = (areWanted) => fieldsSent.filter(areWanted).map(([key]) => key);
		return {
			happened:
				`${renewed[0]?.external_id}: ${keys(([, value]) => value !== null)} renewed,` +
				` ${keys(([, value]) => value === null)} removed (outcome: ${renewed[0]?.outcome})`,
			wrong: [
				...unlessEqual('what came out of the renewal', renewed.map(counted), [
					{ outcome: 'unchanged', sensitiveFieldsSent: 1 },
				]),
				...unlessEqual('what came out of the removal', removed.map(counted), [
					{ outcome: 'unchanged', sensitiveFieldsSent: 1 },
				]),
				...unlessEqual('a token in what the nodes put out', put.includes('invented-token'), false),
				...unlessEqual('what was sent', writes, [
					sent({ auth_token: 'invented-token-of-today' }),
					sent({ one_time_code: null }),
				]),
				...(await trial.unlessPeopleAre([after])),
			],
		};
	},
};
