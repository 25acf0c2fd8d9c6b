import type { INode } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import type { FileToUpload } from './attachments';
import type { FileBody } from './client';
import { refusedBeforeSending } from './failure';

/**
 * A multipart/form-data body with one part `file`, in memory once: it is read to where it lies in
 * the body. The request can be sent again as it is, which a stream could not.
 */
export async function multipartOf(node: INode, file: FileToUpload): Promise<FileBody> {
	const boundary = `n8n-${randomUUID()}`;
	const head = Buffer.from(
		`--${boundary}\r\n` +
			`Content-Disposition: form-data; name="file"; filename="${quoted(file.filename)}"\r\n` +
			`Content-Type: ${mediaType(file.mimeType)}\r\n\r\n`,
	);
	const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
	const bytes = Buffer.allocUnsafe(head.length + file.size + tail.length);
	head.copy(bytes);
	const read = await file.readInto(bytes, head.length);
	if (read !== file.size) {
		throw refusedBeforeSending(
			node,
			`The file "${file.filename}" has another size than n8n keeps for it`,
			'Run the node that gives the file again',
		);
	}
	tail.copy(bytes, head.length + file.size);
	return { bytes, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** As browsers write a file's name (WHATWG HTML, multipart/form-data encoding algorithm). */
function quoted(filename: string): string {
	return filename.replace(/\r\n|\r|\n/g, '%0D%0A').replace(/"/g, '%22');
}

function mediaType(mimeType: string): string {
	return /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream';
}
