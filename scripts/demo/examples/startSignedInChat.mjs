import { unlessEqual } from './trial.mjs';

const token = 'invented-token-of-this-chat';

const rosa = {
	external_id: 'crm-81001',
	profile: {
		first_name: 'Rosa',
		language: 'pt-BR',
		metadata: { plan: 'enterprise' },
		sensitive_metadata: { fields: { auth_token: token } },
	},
};

export const startSignedInChat = {
	file: 'start-signed-in-chat.json',
	peopleBefore: [],

	async tryOut(trial) {
		const { items, writes } = await trial.run();
		const [back = {}] = items('Back to Your Site');
		const { end_user_id: person, messages } = await trial.conversationWith(back.conversation_id, 1);
		return {
			happened: `${rosa.external_id} ${back.customer} with the token, then greeted with “${messages[0].content.body}”`,
			wrong: [
				...unlessEqual('what was sent, in this order', writes, [
					['POST', rosa],
					['POST', { channel_id: '66a4c1d2e3f4a5b6c7d8e901', end_user_id: person }],
				]),
				...unlessEqual('what comes back', back, {
					conversation_id: back.conversation_id,
					end_user_id: person,
					customer: 'created',
				}),
				...unlessEqual(
					'whether the token came out',
					JSON.stringify(items('Start the Chat')).includes(token),
					false,
				),
				...unlessEqual('the greeting', messages[0].content.body, 'Olá! Como posso ajudar?'),
				...unlessEqual('who is in the sandbox', await trial.newcomers(), [rosa]),
			],
		};
	},
};
