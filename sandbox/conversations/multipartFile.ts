import { AdaError, invalid, jsonPath } from '../errors';

/** A file as it was sent. */
export interface SentFile {
	bytes: Buffer;
	filename: string;
	mimeType: string;
}

/** What else than one file is in the part is refused by the sandbox's choice. */
function noFile(message: string): AdaError {
	const at = { parameter: jsonPath('file'), location: 'body' as const };
	return invalid([{ ...at, message }], 'Invalid attachment.');
}

/**
 * The part `file` of a multipart/form-data body (Ada OpenAPI, POST attachments).
 * @throws AdaError 400 for anything else
 */
export async function fileOf(
	body: Buffer | undefined,
	contentType: string | undefined,
): Promise<SentFile> {
	if (body === undefined || !/^multipart\/form-data\b/i.test(contentType ?? '')) {
		throw new AdaError(400, 'The request body must be multipart/form-data.');
	}
	const sent = await formOf(body, contentType ?? '');
	const files = sent.getAll('file');
	const file = files.at(0);
	if (file === undefined) throw noFile('Missing data for required field.');
	if (typeof file === 'string') throw noFile('Not a file.');
	if (files.length > 1) throw noFile('More than one file.');
	const bytes = Buffer.from(await file.arrayBuffer());
	return { bytes, filename: file.name, mimeType: file.type };
}

/** Read by Node's own fetch, which is strict and needs no further library. */
async function formOf(body: Buffer, contentType: string): Promise<FormData> {
	try {
		const headers = { 'Content-Type': contentType };
		// Deprecated for servers because it holds all of it in memory, where this body is already.
		// eslint-disable-next-line @typescript-eslint/no-deprecated
		return await new Response(new Uint8Array(body), { headers }).formData();
	} catch {
		throw new AdaError(400, 'The request body is not valid multipart/form-data.');
	}
}
