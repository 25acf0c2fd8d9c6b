import { Type, type Static } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { documentedRoute } from '../documentedRoute';
import { blankEndUser } from '../endUsers/endUser';
import { AdaError, invalid, jsonPath, type Detail } from '../errors';
import { newMetadata, withMetadata } from '../smallMetadata';
import { unknownKeyFindings } from '../unknownKeys';
import { aiAgentDomain } from './conversationEvents';
import { aiAgent } from './message';

/** Ada OpenAPI: 10 KB; whether that is 10,240 bytes of UTF-8 is the sandbox's choice. */
const maxTextBytes = 10_240;

/** Ada's own address, and one of a domain that the sandbox's agent has configured. */
const defaultSender = `support@${aiAgentDomain}`;
const ownDomain = '@help.sandbox.example';

const emailBody = Type.Object({
	name: Type.String({ minLength: 1 }),
	subject: Type.String({ minLength: 1 }),
	reply_to: Type.String(),
	reply_as: Type.Optional(Type.String()),
	text: Type.Optional(Type.String()),
	cc: Type.Optional(Type.Array(Type.String())),
	metadata: Type.Optional(newMetadata),
});

type EmailBody = Static<typeof emailBody>;

function finding(field: keyof EmailBody, message: string): Detail {
	return { parameter: jsonPath(field), location: 'body', message };
}

function valueFindings({ reply_to: replyTo, reply_as: replyAs, text = '' }: EmailBody): Detail[] {
	const findings: Detail[] = [];
	if (!/^[^\s@]+@[^\s@]+$/.test(replyTo)) {
		findings.push(finding('reply_to', 'Not a valid email address.'));
	}
	const sender = (replyAs ?? defaultSender).toLowerCase();
	if (sender !== defaultSender && !sender.endsWith(ownDomain)) {
		const allowed = `${defaultSender} or an address ending in ${ownDomain}`;
		findings.push(finding('reply_as', `Not an address of this agent: ${allowed}.`));
	}
	if (Buffer.byteLength(text) > maxTextBytes) {
		findings.push(finding('text', 'Longer than 10 KB.'));
	}
	return findings;
}

/**
 * Writing to somebody by native Email (Ada OpenAPI, POST /v2/conversations/email/). Not documented
 * and chosen here: the person is always a new one, and the text is the AI Agent's first message.
 * That metadata becomes metavariables cannot be seen from outside.
 */
export function emailRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { channels, conversations, endUsers, switches } = ada;

	documentedRoute<{ Body: EmailBody }>(app, ada, {
		method: 'POST',
		path: '/v2/conversations/email/',
		family: 'default',
		schema: { body: emailBody },
		handler: ({ body }) => {
			const { name, reply_to: replyTo, reply_as: replyAs = defaultSender, text = '' } = body;
			if (replyAs.toLowerCase() === replyTo.toLowerCase()) {
				throw new AdaError(422, 'reply_as and reply_to are the same: a forwarding loop.');
			}
			const findings = [
				...unknownKeyFindings(body, Object.keys(emailBody.properties), switches),
				...valueFindings(body),
			];
			if (findings.length > 0) throw invalid(findings, 'Invalid email conversation data.');
			const metadata = withMetadata(new Map(), body.metadata);
			const channel = channels.all.find(
				({ type, modality }) => type === 'native' && modality === 'email',
			);
			if (!channel) throw new AdaError(400, 'This agent has no native Email channel.');
			const newcomer = blankEndUser();
			newcomer.channel = 'native';
			newcomer.scalars.display_name = name;
			newcomer.scalars.email = replyTo;
			const person = endUsers.add(newcomer, null);
			const conversation = conversations.start({ channel, person, personIsNew: true, metadata });
			if (text !== '') conversations.write(conversation, aiAgent, { type: 'text', body: text });
			return { conversation_id: conversation.id };
		},
	});
}
