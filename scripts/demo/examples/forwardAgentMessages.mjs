import { connectedTo, unlessEqual } from './trial.mjs';

const conversation = '65a4f0d2c3b1e8f7091b2c01';

/** What Ada tells of a message, as far as the workflow reads it. */
const message = (role, content) => ({
	conversation_id: conversation,
	author: { id: null, role, avatar: null, display_name: null },
	handoff_integration: null,
	content,
});

const parcel = { type: 'text', body: 'Your parcel is on its way.' };

const messages = [
	message('ai_agent', parcel),
	message('ai_agent', {
		type: 'link',
		url: 'https://example.com/rate',
		link_text: 'Rate this chat',
	}),
	message('ai_agent', { type: 'file', url: 'https://example.com/a.pdf', filename: 'a.pdf' }),
	// Nobody else's: they start nothing.
	message('end_user', { type: 'text', body: 'Where is my parcel?' }),
];

const lines = [
	'Your parcel is on its way.',
	'Rate this chat: https://example.com/rate',
	'a.pdf: https://example.com/a.pdf',
];

const linesOfTheButton = [
	'Your parcel left our warehouse this morning.',
	'Follow your parcel: https://example.com/track/1042',
	'label.pdf: https://example.com/files/label.pdf',
];

/** Tried by its button, and then published, by Ada; a small server stands for the user's system. */
export const forwardAgentMessages = {
	file: 'forward-agent-messages.json',
	peopleBefore: [],
	startedByAda: true,

	adapted: (workflow, receiver) => connectedTo(workflow, receiver.url),

	async tryOut(trial) {
		const { receiver } = trial;
		await trial.run();
		const byButton = receiver.received;
		await trial.publish();
		const { executions } = await trial.afterEvents(
			async () => {
				for (const data of messages) await trial.emit('v1.conversation.message', data);
			},
			{ executions: lines.length },
		);
		const forwarded = receiver.received.slice(byButton.length);
		return {
			happened: `Ada told of ${messages.length} messages, and ${forwarded.length} of its AI Agent were forwarded (a text, a link, a file)`,
			wrong: [
				...unlessEqual('what the button sent', textsIn(byButton), linesOfTheButton.sort()),
				...unlessEqual(
					'how the executions ended',
					executions.map(({ status }) => status),
					lines.map(() => 'success'),
				),
				...unlessEqual('what was forwarded', textsIn(forwarded), lines.sort()),
				...unlessEqual(
					'what else was sent with it',
					forwarded.filter((sent) => !isWhole(sent)),
					[],
				),
			],
		};
	},
};

/** Messages overtake each other. */
function textsIn(sent) {
	return sent.map(({ text }) => text).sort();
}

function isWhole(sent) {
	return (
		Object.keys(sent).sort().join() === 'conversation,text,time' &&
		sent.conversation === conversation &&
		!Number.isNaN(Date.parse(sent.time))
	);
}
