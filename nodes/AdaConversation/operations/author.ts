import type { INode, INodeProperties } from 'n8n-workflow';

import type { Author, Conversation } from '../../ada/conversation';
import { getConversation } from '../../ada/conversationRequests';
import { refusedBeforeSending, unexpectedAnswer } from '../../ada/failure';
import { optionalEndUserLocator } from '../../forms/endUserLocator';
import { parameter } from '../../forms/parameter';
import { objectOf, textOf } from '../../forms/values';
import { OncePer } from '../../items/oncePer';
import type { NotFound } from '../../items/outcome';
import type { Item } from '../../items/operation';
import { readWho, resolve } from './person';
import { noConversation } from './results';
import { shownFor } from './shown';

const NAME_LABEL = 'Display Name';
const AVATAR_LABEL = 'Avatar';

export const authorFields: INodeProperties[] = [
	{
		displayName: 'Author',
		name: 'author',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'End User',
				value: 'endUser',
				description: 'The person writes, and the AI Agent answers, unless people have taken over',
			},
			{
				name: 'Human Agent',
				value: 'humanAgent',
				description: 'Somebody of your team writes to the person, in a handoff',
			},
		],
		default: 'endUser',
		description: 'Who the message is from. Nobody can write as the AI Agent.',
		...shownFor('message', 'send'),
	},
	{
		displayName: NAME_LABEL,
		name: 'authorName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Sam',
		description: 'The name under which the human agent writes',
		...shownFor('message', 'send', { author: ['humanAgent'] }),
	},
];

const onlyForEndUsers = { show: { '/author': ['endUser'] } };

export const authorOptions: INodeProperties[] = [
	{
		displayName: AVATAR_LABEL,
		name: 'avatar',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/photo.png',
		description: 'Web address of a picture of the author',
	},
	{
		displayName: NAME_LABEL,
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Noor H.',
		description: 'The name under which the end user writes',
		displayOptions: onlyForEndUsers,
	},
	{
		...optionalEndUserLocator,
		description:
			"The author, if it is known beforehand. Without it, the message is from the conversation's person, whom the node looks up once in a run for each conversation.",
		displayOptions: onlyForEndUsers,
	},
];

/** The author of one item's message: the form is read, and nothing sent yet. */
export interface WantedAuthor {
	isEndUser: boolean;
	/** The author in a conversation; what is `known` of it is not asked for. */
	in(conversationId: string, known?: Conversation): Promise<FoundAuthor | NotFound>;
}

export interface FoundAuthor {
	kind: 'found';
	author: Author;
	/** The conversation, if it was looked at to know its person. */
	conversation?: Conversation;
}

/** The conversations of a run whose person was asked for. */
const conversations = new OncePer<Conversation | undefined>();

/** Reads the author of one item's message. */
export function readAuthor(item: Item): WantedAuthor {
	const { context, index } = item;
	const node = context.getNode();
	const options = objectOf(parameter(context, 'options', index, {}));
	const avatar = textOf(node, AVATAR_LABEL, options.avatar);
	const picture = avatar === undefined ? {} : { avatar };
	if (parameter(context, 'author', index, 'endUser') === 'humanAgent') {
		const name = checkedName(node, parameter(context, 'authorName', index, ''));
		const author: Author = { role: 'human_agent', display_name: name, ...picture };
		return { isEndUser: false, in: async () => ({ kind: 'found', author }) };
	}
	const name = textOf(node, NAME_LABEL, options.displayName);
	const written = (id: string): Author => ({
		role: 'end_user',
		id,
		...(name !== undefined && { display_name: name }),
		...picture,
	});
	if (options.endUser === undefined) return personOf(item, written);
	const who = readWho(item, options.endUser);
	return {
		isEndUser: true,
		in: async () => {
			const person = await resolve(item, who);
			if (person.kind === 'notFound') return person;
			return { kind: 'found', author: written(person.id ?? who.value) };
		},
	};
}

/** The conversation's own person. */
function personOf({ context, ada, run }: Item, written: (id: string) => Author): WantedAuthor {
	const node = context.getNode();
	return {
		isEndUser: true,
		in: async (id, known) => {
			const conversation =
				known ?? (await conversations.get(run, id, async () => getConversation(ada, node, id)));
			if (!conversation) return noConversation(id);
			const { end_user_id: person } = conversation;
			if (person === undefined) {
				throw unexpectedAnswer(
					node,
					"Ada's answer does not say whose conversation it is",
					'failed',
				);
			}
			return { kind: 'found', author: written(person), conversation };
		},
	};
}

function checkedName(node: INode, value: unknown): string {
	const name = textOf(node, NAME_LABEL, value);
	if (name !== undefined) return name;
	throw refusedBeforeSending(
		node,
		`'${NAME_LABEL}' is empty`,
		'Ada wants a name for a human agent. Check the column that the expression names',
	);
}
