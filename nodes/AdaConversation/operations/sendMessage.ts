import type { INodeProperties } from 'n8n-workflow';

import type { Conversation } from '../../ada/conversation';
import { hasEnded } from '../../ada/conversation';
import { startConversation } from '../../ada/conversationRequests';
import { lookUp } from '../../ada/endUserRequests';
import { refusedBeforeSending, withMoreAdvice } from '../../ada/failure';
import type { Sent } from '../../ada/messageRequests';
import { sendMessage as send } from '../../ada/messageRequests';
import { caseVariantsOption } from '../../forms/caseVariants';
import { checkedConversationId, conversationIdField } from '../../forms/conversationId';
import { parameter } from '../../forms/parameter';
import { whenNotFoundField } from '../../forms/whenNotFound';
import { OncePer } from '../../items/oncePer';
import type { NotFound } from '../../items/outcome';
import type { Item, ItemOperation } from '../../items/operation';
import type { WantedAuthor } from './author';
import { authorFields, authorOptions, readAuthor } from './author';
import type { WantedContent } from './content';
import { contentFields, contentOptions, readContent } from './content';
import { answeredWith, noConversation } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

const IF_ENDED_LABEL = 'If the Conversation Has Ended';

/** Where a new conversation can take over: files can be sent in a handoff only, as people do. */
const canStartNew = { author: ['endUser'], contentType: ['text'] };

export const properties: INodeProperties[] = [
	{ ...conversationIdField, ...shownFor('message', 'send') },
	...authorFields,
	...contentFields,
	{
		displayName: IF_ENDED_LABEL,
		name: 'ifEnded',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Start a New One',
				value: 'startNew',
				description:
					'On the same channel, with the same person; the message goes there, and the output names both',
			},
			{
				name: 'Stop With an Error',
				value: 'error',
				description: "The item fails, and goes the way that the node's On Error setting says",
			},
		],
		default: 'error',
		description: 'What to do with a message for a conversation that was ended or has timed out',
		...shownFor('message', 'send', canStartNew),
	},
	whenNotFoundField(shownWhere('message', 'send'), 'error', 'conversation or person'),
	optionsField('message', 'send', caseVariantsOption, ...authorOptions, ...contentOptions),
];

export const sendMessage: ItemOperation = {
	hasNotFound: true,
	isOnceOnly: true,

	async execute(item) {
		const { context, index, allTries } = item;
		const node = context.getNode();
		const id = checkedConversationId(node, parameter(context, 'conversationId', index, ''));
		const author = readAuthor(item);
		const content = await readContent(item);
		const startsNew = parameter(context, 'ifEnded', index, 'error') === 'startNew';
		if (!content.isFile) await item.begin(id);

		const begun = await successors.known(allTries, id);
		if (begun?.kind === 'notFound') return begun;
		const successor = begun?.conversation;
		const first = await write(item, { author, content }, successor?.id ?? id, successor);
		if (first.kind !== 'ended' || !startsNew || successor) {
			return resultOf(item, id, first, successor);
		}
		const next = await successors.get(allTries, id, async () =>
			startAgain(item, first.conversation),
		);
		if (next.kind === 'notFound') return next;
		const { conversation } = next;
		const second = await write(item, { author, content }, conversation.id, conversation).catch(
			(error: unknown) => {
				const started = `The conversation ${conversation.id} was started for it: from now on send to that one`;
				throw withMoreAdvice(error, started);
			},
		);
		return resultOf(item, id, second, conversation);
	},
};

/** The conversations that were started in place of ended ones, by the ID of those. */
const successors = new OncePer<{ kind: 'started'; conversation: Conversation } | NotFound>();

/** Writes to a conversation; what is `known` of it is not asked for. */
async function write(
	item: Item,
	{ author: wanted, content }: { author: WantedAuthor; content: WantedContent },
	id: string,
	known?: Conversation,
): Promise<Sent | NotFound> {
	const { ada, context } = item;
	const found = await wanted.in(id, known);
	if (found.kind === 'notFound') return found;
	const { author, conversation } = found;
	if (conversation && hasEnded(conversation)) return { kind: 'ended', conversation };
	const ready = await content.for(id);
	if (ready.kind !== 'ready') return ready;
	return await send(ada, context.getNode(), id, { author, content: ready.content });
}

async function startAgain(
	{ ada, context }: Item,
	ended: Conversation,
): Promise<{ kind: 'started'; conversation: Conversation } | NotFound> {
	const node = context.getNode();
	const { channel_id: channel = '', end_user_id: person = '' } = ended;
	const body = { channel_id: channel, end_user_id: person };
	const started = await startConversation(ada, node, body);
	if (started.kind === 'started') return started;
	if (await lookUp(ada, node, { by: 'id', value: person })) throw started.refusal;
	return {
		kind: 'notFound',
		message: 'The conversation has ended, and Ada no longer has its person',
		advice:
			'Start a conversation with somebody whom Ada knows, with the operation Create of the resource Conversation',
	};
}

function resultOf({ context }: Item, id: string, sent: Sent | NotFound, successor?: Conversation) {
	if (sent.kind === 'notFound') return sent;
	if (sent.kind === 'missing') return noConversation(id);
	if (sent.kind === 'ended') {
		throw refusedBeforeSending(
			context.getNode(),
			`The conversation ${sent.conversation.id} has ended`,
			`Nothing can be written there any more. Choose Start a New One under '${IF_ENDED_LABEL}', or start one with the operation Create of the resource Conversation`,
		);
	}
	const findings = successor
		? { conversation_id: successor.id, newConversation: true, previousConversationId: id }
		: { conversation_id: id };
	return { ...answeredWith(sent.message, 'sent', findings), doubles: 'message' as const };
}
