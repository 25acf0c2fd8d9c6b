import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { documentedRoute } from '../documentedRoute';
import { AdaError, invalid, jsonPath } from '../errors';
import { conversationInPath, type InConversation } from './conversationInPath';
import { fileOf, type SentFile } from './multipartFile';

/** Ada OpenAPI: 50 MB; whether that is 52,428,800 bytes is the sandbox's choice. */
const maxFileBytes = 50 * 1024 * 1024;

/** Ada docs, Upload Attachment; of Keynote, Pages and Numbers the sandbox takes both spellings. */
const allowedExtensions = (
	'txt log csv eml png svg jpeg jpg gif heif heic avif wav m4a mp3 mp4 m4v mov mpeg mpg zip pdf ' +
	'doc docx xls xlsx ppt pptx keynote key pages numbers'
).split(' ');

/** Uploading a file for a human agent (Ada OpenAPI, …/attachments/). */
export function attachmentRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { attachments, switches } = ada;

	function checkFile({ bytes, filename }: SentFile): void {
		if (bytes.length > maxFileBytes) {
			const status = { contentTooLarge: 413, badRequest: 400 };
			const message = 'The file is larger than 50 MB.';
			throw new AdaError(status[switches.get('attachmentTooLarge')], message);
		}
		// What Ada goes by is not documented; sandbox's choice: the extension.
		const extension = /\.([^.]+)$/.exec(filename)?.[1] ?? '';
		if (allowedExtensions.includes(extension.toLowerCase())) return;
		const message = `Files of this type are not allowed: ${filename}.`;
		const answer = switches.get('attachmentType');
		if (answer === 'unsupportedMediaType') throw new AdaError(415, message);
		if (answer === 'unprocessable') throw new AdaError(422, message);
		const at = { parameter: jsonPath('file'), location: 'body' as const };
		throw invalid([{ ...at, message }], 'Invalid attachment.');
	}

	documentedRoute<InConversation & { Body: Buffer | undefined }>(app, ada, {
		method: 'POST',
		path: '/v2/conversations/:id/attachments/',
		family: 'default',
		body: 'multipart',
		handler: async (request, reply) => {
			const conversation = conversationInPath(request.params.id, ada);
			if (conversation.handoff === null) {
				const status = { unprocessable: 422, badRequest: 400 };
				throw new AdaError(
					status[switches.get('attachmentOutsideHandoff')],
					'The conversation is not in an active handoff.',
				);
			}
			const file = await fileOf(request.body, request.headers['content-type']);
			const { filename, mimeType } = file;
			if (request.received) {
				request.received.body = { filename, mime_type: mimeType, bytes: file.bytes.length };
			}
			checkFile(file);
			const path = `/attachments/${attachments.add(file)}/${encodeURIComponent(filename)}`;
			const url = `${request.protocol}://${request.host}${path}`;
			return reply.status(201).send({ url, mime_type: mimeType, filename });
		},
	});
}
