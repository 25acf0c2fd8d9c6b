import axios from 'axios';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';

import type { Storage } from './binaryFiles';
import { fileIn, MB } from './binaryFiles';
import { send, start, UNKNOWN } from './conversationForms';
import type { RunOptions } from './engine';
import { runConversation } from './engine';
import { fastClock } from './fastClock';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

fastClock(20);

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.agent({ greeting: false, replies: 0 });
});
afterAll(() => ada.close());

const file = { contentType: 'file' };
const human = { author: 'humanAgent', authorName: 'Sam' };

async function run(
	id: string,
	binary: Record<string, IBinaryData> | undefined,
	more: INodeParameters = human,
	options: Partial<RunOptions> = {},
) {
	const { text, ...parameters } = send({ ...file, ...more });
	expect(text).toBeDefined();
	return await runConversation({
		credential: ada.credential,
		parameters,
		inputs: [{ json: { conversation_id: id }, binary }],
		onError: 'continueRegularOutput',
		...options,
	});
}

async function conversation(): Promise<string> {
	const { credential } = ada;
	await runConversation({ credential, parameters: start({ person: 'anonymous' }) });
	await ada.forgetRequests();
	return (await ada.conversations()).slice(-1)[0].id;
}

/** The ID of a conversation that people have taken over. */
async function handedOff(): Promise<string> {
	const id = await conversation();
	await ada.startHandoff(id, 'helpdesk');
	return id;
}

/** The content of the one message of the last conversation. */
async function written() {
	const [{ messages }] = (await ada.conversations()).slice(-1);
	return messages.map(({ author, content }) => ({ role: author.role, content }));
}

async function bytesAt(url: unknown): Promise<Buffer> {
	const { data } = await axios.get<ArrayBuffer>(String(url), { responseType: 'arraybuffer' });
	return Buffer.from(data);
}

const someBytes = (length: number) =>
	Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) % 256));

describe.each<Storage>(['memory', 'folder'])('a file in %s', (storage) => {
	test('is uploaded byte for byte, and sent with the link that Ada gave', async () => {
		const id = await handedOff();
		const bytes = someBytes(70_001);

		const { json, error } = await run(id, { data: await fileIn(storage, bytes, 'bill.pdf') });

		expect(error).toBeUndefined();
		const [message] = await written();
		expect(message).toEqual({
			role: 'human_agent',
			content: {
				type: 'file',
				url: expect.stringContaining('/bill.pdf') as unknown,
				mime_type: 'application/pdf',
				filename: 'bill.pdf',
			},
		});
		expect(json[0]).toEqual([
			expect.objectContaining({ content: message.content, conversation_id: id, outcome: 'sent' }),
		]);
		expect((await bytesAt(message.content.url)).equals(bytes)).toBe(true);
		expect((await ada.requests()).map(({ method, path, body }) => [method, path, body])).toEqual([
			[
				'POST',
				`/api/v2/conversations/${id}/attachments/`,
				{ filename: 'bill.pdf', mime_type: 'application/pdf', bytes: bytes.length },
			],
			['POST', `/api/v2/conversations/${id}/messages/`, expect.anything()],
		]);
	});

	test('of 51 MB is refused before anything is sent', async () => {
		const id = await handedOff();
		const binary = await fileIn(storage, Buffer.alloc(51 * MB), 'film.mp4', 'video/mp4');

		const result = await run(id, { data: binary });

		expect(errorAt(result)).toMatchObject({
			message: 'The file "film.mp4" has 51.0 MB, and Ada takes at most 50 MB',
			outcome: 'refused',
		});
		expect(await ada.calls()).toEqual([]);
	});

	test('of 50 MB is taken', async () => {
		const id = await handedOff();
		const binary = await fileIn(storage, Buffer.alloc(50 * MB), 'film.mp4', 'video/mp4');

		const { json } = await run(id, { data: binary });

		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'sent' })]);
		// 50 MB take their time on a machine that is busy with other things.
	}, 120_000);

	test('of a wrong type is refused before anything is sent', async () => {
		const binary = await fileIn(storage, Buffer.from('MZ'), 'setup.exe');

		const result = await run(UNKNOWN, { data: binary });

		expect(errorAt(result)).toMatchObject({
			message: 'Ada takes no files of this type: "setup.exe"',
			outcome: 'refused',
		});
		expect(errorAt(result).whatToDo).toContain('It takes: avif, csv, doc, docx');
		expect(await ada.calls()).toEqual([]);
	});
});

test('a file can be from the person as well', async () => {
	const id = await handedOff();

	await run(id, { data: await fileIn('memory', someBytes(9), 'photo.JPG', 'image/jpeg') }, {});

	expect(await written()).toEqual([
		{
			role: 'end_user',
			content: expect.objectContaining({ type: 'file', filename: 'photo.JPG' }) as unknown,
		},
	]);
});

test.each([
	{ has: { fileName: 'bill', fileExtension: 'pdf' }, sent: 'bill.pdf' },
	{ has: { fileName: undefined, fileExtension: 'pdf' }, sent: 'file.pdf' },
	{ has: { fileName: 'Rechnung "März" 🦊.pdf' }, sent: 'Rechnung "März" 🦊.pdf' },
	{ has: { fileName: 'a\r\nb.pdf' }, sent: 'a\r\nb.pdf' },
	{ has: { fileName: 'scan' }, chosen: '={{ "Bill " + 7 }}.pdf', sent: 'Bill 7.pdf' },
	{ has: { fileName: 'x.exe', fileExtension: 'exe' }, chosen: 'x.zip', sent: 'x.zip' },
])('the name $sent arrives as it is', async ({ has, chosen, sent }) => {
	const id = await handedOff();
	const binary = { data: 'AAAA', mimeType: 'application/pdf', ...has };

	await run(id, { data: binary }, { ...human, ...(chosen && { options: { fileName: chosen } }) });

	expect((await written()).map(({ content }) => content.filename)).toEqual([sent]);
});

test('a type that is none is sent as bytes of no type', async () => {
	const id = await handedOff();

	await run(id, { data: { data: 'AAAA', mimeType: 'pdf\r\nX: y', fileName: 'a.pdf' } });

	const [{ body }] = await ada.requests();
	expect(body).toMatchObject({ mime_type: 'application/octet-stream' });
});

test('the field of the file can be named', async () => {
	const id = await handedOff();

	await run(
		id,
		{ bill: await fileIn('memory', someBytes(9), 'a.pdf') },
		{ ...human, binaryField: 'bill' },
	);

	expect(await written()).toHaveLength(1);
});

test.each([
	{
		what: 'another field',
		binary: { bill: { data: 'AAAA', mimeType: 'application/pdf' } },
		whatToDo: "Files are in: bill. Correct 'Input Binary Field'",
	},
	{ what: 'no file', binary: undefined, whatToDo: 'It has no file at all' },
])('an item with $what is refused before anything is sent', async ({ binary, whatToDo }) => {
	const result = await run(UNKNOWN, binary);

	expect(errorAt(result)).toMatchObject({
		message: 'The item has no file in the field "data"',
		outcome: 'refused',
	});
	expect(errorAt(result).whatToDo).toContain(whatToDo);
	expect(await ada.calls()).toEqual([]);
});

describe('without a handoff', () => {
	const bill = () => fileIn('memory', someBytes(9), 'a.pdf');

	test('a file is refused in words (422)', async () => {
		const result = await run(await conversation(), { data: await bill() });

		expect(errorAt(result)).toMatchObject({
			message: 'The conversation is not in a handoff, and Ada takes files during one only',
			outcome: 'refused',
			httpStatus: 422,
		});
		expect(await written()).toEqual([]);
	});

	test('a file is refused in words (400)', async () => {
		await ada.switch({ attachmentOutsideHandoff: 'badRequest' });

		const result = await run(await conversation(), { data: await bill() });

		expect(errorAt(result)).toMatchObject({
			message: 'Ada did not take the file',
			outcome: 'refused',
		});
		expect(errorAt(result).whatToDo).toMatch(/^Ada takes files in a handoff only/);
	});
});

test.each([400, 413, 415, 422])(
	'a file that Ada does not take for another reason is refused in words (%i)',
	async (status) => {
		const id = await handedOff();
		await ada.fault({ kind: 'status', status });

		const result = await run(id, { data: await fileIn('memory', someBytes(9), 'a.pdf') });

		expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: status });
		expect(errorAt(result).whatToDo).not.toBe('');
		expect(await written()).toEqual([]);
	},
);

test('a conversation that has ended is told as such, and no new one is started for a file', async () => {
	const id = await handedOff();
	await ada.expireConversation(id);

	const result = await run(id, { data: await fileIn('memory', someBytes(9), 'a.pdf') });

	expect(errorAt(result).message).toBe(`The conversation ${id} has ended`);
	expect(await ada.conversations()).toHaveLength(1);
});

test('a conversation that Ada does not have is not found', async () => {
	const { outputs } = await run(
		UNKNOWN,
		{ data: await fileIn('memory', someBytes(9), 'a.pdf') },
		{ ...human, whenNotFound: 'output' },
	);

	expect(outputs[1]).toEqual([
		expect.objectContaining({ binary: { data: expect.anything() as unknown } }),
	]);
});

test.each([
	{ kind: 'lostAnswer' as const },
	{ kind: 'cut' as const },
	{ kind: 'status' as const, status: 503 },
	{ kind: 'status' as const, status: 429 },
])('an upload that meets %j is done again, and the message sent once', async (fault) => {
	const id = await handedOff();
	await ada.fault({ ...fault, pathPrefix: `/api/v2/conversations/${id}/attachments` });

	const { json } = await run(id, { data: await fileIn('memory', someBytes(9), 'a.pdf') });

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'sent' })]);
	expect(await written()).toHaveLength(1);
});

test('an answer to the upload without a link sends no message', async () => {
	const id = await handedOff();
	await ada.fault({ kind: 'status', status: 201, body: '{ "filename": "a.pdf" }' });

	const result = await run(id, { data: await fileIn('memory', someBytes(9), 'a.pdf') });

	expect(errorAt(result)).toMatchObject({
		message: "Ada's answer names no uploaded file",
		outcome: 'failed',
	});
	expect(await written()).toEqual([]);
});

test('a large file on a connection that breaks is told without the file in the words', async () => {
	const id = await handedOff();
	await ada.fault({ kind: 'cut', times: 6 });
	const binary = await fileIn('folder', Buffer.alloc(49 * MB, 'x'), 'film.mp4', 'video/mp4');

	const result = await run(id, { data: binary });

	expect(errorAt(result)).toMatchObject({
		message: 'Ada could not take the file',
		outcome: 'failed',
	});
	expect(JSON.stringify(result.everything).length).toBeLessThan(100_000);
});
