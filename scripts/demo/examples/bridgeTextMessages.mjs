import { connectedTo, unlessEqual } from './trial.mjs';

const phones = { ofTheButton: '+14165550180', published: '+14165550181' };

const greeting = 'Hello! How can I help?';

/** What the AI Agent answers each message with, one right after the other. */
const answers = ['Let me see.', 'Your parcel left this morning.', 'It arrives on Friday.'];

/** Executions for a text message, and for each message of the AI Agent. */
const forText = 1;

/** Tried by its button, and published: a gateway calls it, and Ada does. */
export const bridgeTextMessages = {
	file: 'bridge-text-messages.json',
	peopleBefore: [],
	startedByAda: true,

	adapted: (workflow, receiver) => connectedTo(workflow, receiver.urlOf('text-messages')),

	async tryOut(trial) {
		const { receiver, sandbox } = trial;
		await trial.withoutDataTable('ada_text_people');
		await trial.withoutDataTable('ada_text_queue');
		const button = await trial.run();
		await trial.conversationWith(button.items('Keep the Conversation')[0]?.conversation_id, 2);

		await trial.publish();
		const statuses = [];
		const outcomes = [];
		const text = async (body, said) => {
			const { executions } = await trial.afterEvents(
				async () => {
					const from = phones.published;
					statuses.push(await trial.callWebhook('text-messages', { from, text: body }));
				},
				{ executions: forText + said },
			);
			outcomes.push(...executions.map(({ status, error }) => error?.message ?? status));
		};
		try {
			await sandbox.agent({ replies: answers, delayMs: 50 });
			await text('Where is my parcel?', 1 + answers.length);
			await text('When will it arrive?', answers.length);
			const [, running] = await trial.newConversations();
			await sandbox.expireConversation(running.id);
			await text('Are you still there?', 1 + answers.length);
		} finally {
			// As the next examples expect it.
			await sandbox.agent({ replies: 1, delayMs: 200 });
		}

		const conversations = (await trial.newConversations()).slice(1);
		const sent = receiver.receivedBy('text-messages');
		return {
			happened: `3 texts of a phone came to ${conversations.length} conversations, as the first one had ended; ${sent.length} answers went out to it in their order`,
			wrong: [
				...unlessEqual('how the gateway was answered', statuses, [200, 200, 200]),
				...unlessEqual('how the executions ended', [...new Set(outcomes)], ['success']),
				...unlessEqual(
					'what the person wrote, by conversation',
					conversations.map(({ messages }) => textsOf(messages, 'end_user')),
					[['Where is my parcel?', 'When will it arrive?'], ['Are you still there?']],
				),
				...unlessEqual(
					'how many people wrote',
					new Set(conversations.map(({ end_user_id: person }) => person)).size,
					1,
				),
				...unlessEqual(
					'what went out',
					sent,
					[greeting, ...answers, ...answers, greeting, ...answers].map((body) => ({
						to: phones.published,
						text: body,
					})),
				),
				...unlessEqual(
					'who is in the sandbox',
					(await trial.newcomers()).map(({ external_id: phone }) => phone),
					Object.values(phones),
				),
			],
		};
	},
};

function textsOf(messages, role) {
	return messages.filter(({ author }) => author.role === role).map(({ content }) => content.body);
}
