import type { IBinaryData, IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';

import type { FileToUpload } from '../ada/attachments';
import { FILE_ENDINGS, LARGEST_FILE } from '../ada/attachments';
import { refusedBeforeSending } from '../ada/failure';
import { parameter } from './parameter';
import { objectOf, textOf } from './values';

const NAME_LABEL = 'File Name';
const FIELD_LABEL = 'Input Binary Field';

export const fileNameOption: INodeProperties = {
	displayName: NAME_LABEL,
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. invoice.pdf',
	description: 'The name under which the file is sent, instead of its own, with its ending',
};

const MEGABYTE = 1024 * 1024;

/** The file that one item's form names, checked for Ada's types and size, and not read yet. */
export async function readBinaryFile(
	context: IExecuteFunctions,
	index: number,
): Promise<FileToUpload> {
	const node = context.getNode();
	const options = objectOf(parameter(context, 'options', index, {}));
	const binary = binaryOf(context, index);
	const filename = nameOf(binary, textOf(node, NAME_LABEL, options.fileName));
	checkType(node, filename);
	const size = await sizeOf(context, binary);
	checkSize(node, filename, size);
	return {
		filename,
		mimeType: binary.mimeType,
		size,
		readInto: async (target, start) => await readInto(context, binary, target, start),
	};
}

function binaryOf(context: IExecuteFunctions, index: number): IBinaryData {
	const node = context.getNode();
	const name = textOf(node, FIELD_LABEL, parameter(context, 'binaryField', index, '')) ?? '';
	try {
		return context.helpers.assertBinaryData(index, name);
	} catch {
		const fields = Object.keys(context.getInputData()[index].binary ?? {});
		throw refusedBeforeSending(
			node,
			`The item has no file in the field "${name}"`,
			fields.length > 0
				? `Files are in: ${fields.join(', ')}. Correct '${FIELD_LABEL}'`
				: `It has no file at all. Put a node that gives one before this one, such as HTTP Request, and name its field under '${FIELD_LABEL}'`,
		);
	}
}

/** n8n knows the type of most files by their content, and gives it as an ending. */
function nameOf({ fileName, fileExtension }: IBinaryData, chosen?: string): string {
	const name = chosen ?? (fileName?.trim() || 'file');
	return endingOf(name) === '' && fileExtension ? `${name}.${fileExtension}` : name;
}

function endingOf(filename: string): string {
	return /\.([^.]+)$/.exec(filename)?.[1].toLowerCase() ?? '';
}

/** What Ada goes by is not documented; what its documents list reads like endings. */
function checkType(node: INode, filename: string): void {
	if (FILE_ENDINGS.includes(endingOf(filename))) return;
	throw refusedBeforeSending(
		node,
		`Ada takes no files of this type: "${filename}"`,
		`It takes: ${FILE_ENDINGS.join(', ')}. If the file is of one of these types, name it so with the option ${NAME_LABEL}. Other files can be sent in a ZIP`,
	);
}

function checkSize(node: INode, filename: string, size: number): void {
	if (size <= LARGEST_FILE) return;
	throw refusedBeforeSending(
		node,
		`The file "${filename}" has ${(size / MEGABYTE).toFixed(1)} MB, and Ada takes at most 50 MB`,
		'Send a smaller file, or a link to it as text',
	);
}

/** In bytes. Of stored files n8n 1.123 gives the size in words only, so the store is asked. */
async function sizeOf({ helpers }: IExecuteFunctions, binary: IBinaryData): Promise<number> {
	if (binary.id === undefined) return Buffer.byteLength(binary.data, 'base64');
	return (await helpers.getBinaryMetadata(binary.id)).fileSize;
}

async function readInto(
	{ helpers }: IExecuteFunctions,
	binary: IBinaryData,
	target: Buffer,
	start: number,
): Promise<number> {
	if (binary.id === undefined) return target.write(binary.data, start, 'base64');
	let end = start;
	for await (const chunk of await helpers.getBinaryStream(binary.id)) {
		if (Buffer.isBuffer(chunk)) end += chunk.copy(target, end);
	}
	return end - start;
}
