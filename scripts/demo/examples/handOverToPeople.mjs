import { connectedTo, unlessEqual } from './trial.mjs';

const portal = '66a4c1d2e3f4a5b6c7d8e901';

const label = 'people-in-chat';

const question = 'Person: Can I talk to a person, please?';

const greeting = 'Hello! How can I help?';

/** Tried by its button, and published: Ada calls it as well as the chat tool. */
export const handOverToPeople = {
	file: 'hand-over-to-people.json',
	peopleBefore: [],
	startedByAda: true,

	adapted: (workflow, receiver) => connectedTo(workflow, receiver.urlOf('chat-tool')),

	async tryOut(trial) {
		const { ada, receiver, sandbox } = trial;
		// The greeting may come before the question, after it, or after the transcript.
		await trial.run();
		const byButton = receiver.receivedBy('chat-tool');

		await trial.publish();
		const started = await ada.startConversation({ channel_id: portal });
		const { id } = started;
		await trial.conversationWith(id, 1);
		await ada.write(started, 'My parcel is broken.');
		await trial.conversationWith(id, 2);

		const statuses = [];
		const outcomes = [];
		const after = async (happen, executions) => {
			const done = await trial.afterEvents(happen, { executions });
			outcomes.push(...done.executions.map(({ status, error }) => error?.message ?? status));
		};
		const ofTeam = async (body) => {
			statuses.push(await trial.callWebhook('from-your-team', { conversation: id, ...body }));
		};
		await after(async () => {
			const { notice } = await sandbox.startHandoff(id, label, trial.webhookUrl('ada-hands-over'));
			statuses.push(notice.status);
		}, 1);
		await after(() => ada.write(started, 'Who is there?'), 1);
		await after(() => ofTeam({ name: 'Sam', text: 'Hi, Sam here. I send you a new one.' }), 1);
		// The chat tool is told of the end.
		await after(() => ofTeam({ done: true }), 2);
		await ada.write(started, 'Thank you!');

		const { handoff_integration: handoff, messages } = await trial.conversationWith(id, 3);
		const told = receiver.receivedBy('chat-tool').slice(byButton.length);
		return {
			happened: `people were told what had been said, they and the person wrote to each other, and the AI Agent took over again`,
			wrong: [
				...unlessEqual(
					'what the button told the chat tool, and whether the question was in it',
					byButton.map(({ kind, text }) => [kind, text.split('\n').includes(question)]),
					[['new', true]],
				),
				...unlessEqual('how Ada and the chat tool were answered', statuses, [200, 200, 200]),
				...unlessEqual('how the executions ended', [...new Set(outcomes)], ['success']),
				...unlessEqual(
					'what the chat tool was told',
					told,
					[
						{
							kind: 'new',
							text: `AI Agent: ${greeting}\nPerson: My parcel is broken.\nAI Agent: I have read “My parcel is broken.”. What else can I do for you?`,
						},
						{ kind: 'message', text: 'Who is there?' },
						{ kind: 'closed', text: 'The AI Agent has taken over again.' },
					].map((one) => ({ ...one, conversation: id })),
				),
				...unlessEqual('whether a handoff is left', handoff, null),
				...unlessEqual(
					'what the team wrote',
					messages
						.filter(({ author }) => author.role === 'human_agent')
						.map(({ author, content }) => [author.display_name, content.body]),
					[['Sam', 'Hi, Sam here. I send you a new one.']],
				),
			],
		};
	},
};
