import { ada, filter, is, tell, workflow } from '../nodes.mjs';
import { signedByAda } from '../signedByAda.mjs';

const webhookId = '0c5d0f3e-6f43-4c0b-9a50-6a1f4f8f0b18';
const MESSAGE = 'v1.conversation.message';

/** @type {import('./index.mjs').Scenario} */
export const forwardMessages = {
	title: 'Forward each message of the AI Agent: signature checked, repeats left out',
	people: [],
	startedByAda: { webhookId, events: [MESSAGE] },

	ours(place) {
		const parameters = { events: [MESSAGE], authors: ['ai_agent'] };
		const trigger = ada('Ada Webhook Trigger', 'adaWebhookTrigger', parameters, place, {
			webhookId,
		});
		return workflow('ours', [trigger, forward(place)]);
	},

	own(place) {
		const ofAgent = is('={{ $json.data.author.role }}', 'equals', 'ai_agent');
		const [webhook, verify, answer, once] = signedByAda(webhookId, place);
		const agent = filter('Of the AI Agent', 'and', ofAgent);
		return workflow('own', [webhook, verify, answer, agent, once, forward(place)]);
	},

	async happen({ ada, forge, quiet }) {
		const say = async (role, body) => {
			const content = { type: 'text', body };
			const data = { conversation_id: 'conversation-1', author: { role }, content };
			const [message] = await ada.tell(MESSAGE, data);
			await quiet();
			return message;
		};
		await say('end_user', 'Where is it?');
		const first = await say('ai_agent', 'On its way.');
		await say('human_agent', 'I will look.');
		await say('ai_agent', 'It arrives today.');
		await ada.resend(first);
		await quiet();
		const content = { type: 'text', body: 'forged' };
		await forge(MESSAGE, { author: { role: 'ai_agent' }, content });
	},

	expected: {
		people: [],
		received: [
			{ conversation: 'conversation-1', text: 'It arrives today.' },
			{ conversation: 'conversation-1', text: 'On its way.' },
		],
	},
};

function forward(place) {
	const fields = {
		conversation: '={{ $json.data.conversation_id }}',
		text: '={{ $json.data.content.body }}',
	};
	return tell('Forward', fields, place);
}
