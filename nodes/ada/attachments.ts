import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { Conversation, UploadedFile } from './conversation';
import { hasEnded, isUploadedFile } from './conversation';
import { askWithin, pathOf } from './conversationRequests';
import { unexpectedAnswer } from './failure';
import { multipartOf } from './multipart';

/** The largest file that Ada takes: 50 MB (Ada OpenAPI, POST attachments). */
export const LARGEST_FILE = 50 * 1024 * 1024;

/**
 * The endings of the files that Ada takes (Ada docs, Upload Attachment). Of Keynote, Pages and
 * Numbers only the names are documented, so both spellings of the first are here.
 */
export const FILE_ENDINGS: readonly string[] = (
	'avif csv doc docx eml gif heic heif jpeg jpg key keynote log m4a m4v mov mp3 mp4 mpeg mpg ' +
	'numbers pages pdf png ppt pptx svg txt wav xls xlsx zip'
).split(' ');

/** A file that was checked, but not read yet. */
export interface FileToUpload {
	filename: string;
	mimeType: string;
	/** In bytes. */
	size: number;
	/** Writes the file's bytes into `target`, from `start` on, and gives their number. */
	readInto(target: Buffer, start: number): Promise<number>;
}

export type Uploaded =
	| { kind: 'uploaded'; file: UploadedFile }
	| { kind: 'missing' }
	| { kind: 'ended'; conversation: Conversation };

/**
 * Uploads a file, which Ada takes in a handoff only. Nobody sees it before a message names its
 * link, so uploading it twice does no harm. Source: Ada OpenAPI, POST …/attachments/.
 */
export async function uploadFile(
	ada: AdaClient,
	node: INode,
	conversationId: string,
	file: FileToUpload,
): Promise<Uploaded> {
	const asked = await askWithin(ada, node, conversationId, {
		method: 'POST',
		path: `${pathOf(conversationId)}attachments/`,
		file: await multipartOf(node, file),
		purpose: 'take the file',
		repeatable: true,
		statusWords: {
			400: {
				message: 'Ada did not take the file',
				advice:
					'Ada takes files in a handoff only, while people have taken over from the AI Agent, and of the types that it documents only',
			},
			// The one thing that Ada documents as a wrong state.
			422: {
				message: 'The conversation is not in a handoff, and Ada takes files during one only',
				advice:
					'Send files while people have taken over from the AI Agent. A handoff begins inside Ada only',
			},
			413: {
				message: 'The file is too large for Ada',
				advice: 'Ada takes at most 50 MB. Send a smaller file, or a link to it as text',
			},
		},
	});
	if (asked.kind === 'missing') return asked;
	if (asked.kind === 'refused') {
		if (hasEnded(asked.conversation)) return { kind: 'ended', conversation: asked.conversation };
		throw asked.refusal;
	}
	const { body } = asked.answer;
	if (isUploadedFile(body)) return { kind: 'uploaded', file: body };
	throw unexpectedAnswer(node, "Ada's answer names no uploaded file", 'failed');
}
