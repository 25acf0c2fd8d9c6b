import { Type, type Static } from '@sinclair/typebox';

import type { FileContent, TextContent } from './message';

const nullableText = Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] }));

/** The ID is required (Ada OpenAPI, POST messages). */
const endUserAuthor = Type.Object({
	role: Type.Literal('end_user'),
	id: Type.String(),
	avatar: nullableText,
	display_name: nullableText,
});

/** The name is required (Ada OpenAPI); an empty one is refused by the sandbox's choice. */
const humanAuthor = Type.Object({
	role: Type.Literal('human_agent'),
	id: nullableText,
	avatar: nullableText,
	display_name: Type.String({ minLength: 1 }),
});

/** An empty text is refused by the sandbox's choice; no longest one is documented. */
const text = Type.Object({ type: Type.Literal('text'), body: Type.String({ minLength: 1 }) });

const file = Type.Object({
	type: Type.Literal('file'),
	url: Type.String({ format: 'uri' }),
	mime_type: Type.String({ minLength: 1 }),
	filename: Type.String({ minLength: 1 }),
});

type SentAuthor = Static<typeof endUserAuthor> | Static<typeof humanAuthor>;

/** POST /v2/conversations/{conversation_id}/messages/: nobody can write as the AI Agent. */
export const messageBody = Type.Object({
	author: Type.Unsafe<SentAuthor>({
		type: 'object',
		required: ['role'],
		discriminator: { propertyName: 'role' },
		oneOf: [endUserAuthor, humanAuthor],
	}),
	content: Type.Unsafe<TextContent | FileContent>({
		type: 'object',
		required: ['type'],
		discriminator: { propertyName: 'type' },
		oneOf: [text, file],
	}),
});

/** What can be written of each part, for the switch unknownKeys. */
export const knownMessageKeys = {
	body: ['author', 'content'],
	author: Object.keys(endUserAuthor.properties),
	text: Object.keys(text.properties),
	file: Object.keys(file.properties),
};

/** Query of GET …/messages/; numbers arrive as text and are read by the route. */
export const historyQuery = Type.Object({
	cursor: Type.Optional(Type.String()),
	limit: Type.Optional(Type.String()),
});

export type MessageBody = Static<typeof messageBody>;
export type HistoryQuery = Static<typeof historyQuery>;
