import axios from 'axios';

import { Client, dayMs } from './client';
import type { ConversationAnswer } from './conversing';
import { Conversing, formWith, human, nobody, silentAgent } from './conversing';

const megabyte = 1024 * 1024;
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff]);

let client: Client;
let talk: Conversing;
let conversation: ConversationAnswer;

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
});
beforeEach(async () => {
	await client.control.post('/reset');
	await talk.agent(silentAgent);
	conversation = await talk.handedOff();
});
afterAll(() => client.sandbox.close());

/** A link, opened as anybody would: without the key. */
const open = (url: string) =>
	axios.get<ArrayBuffer>(url, { responseType: 'arraybuffer', validateStatus: () => true });

/** A multipart body, written by hand. */
function raw(...parts: string[]): { body: string; contentType: string } {
	const boundary = 'a-boundary-of-at-least-27-characters';
	const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
	return {
		body: `${body}--${boundary}--\r\n`,
		contentType: `multipart/form-data; boundary=${boundary}`,
	};
}

const part = (name: string, filename: string | null, content = 'x') =>
	`Content-Disposition: form-data; name="${name}"` +
	`${filename === null ? '' : `; filename="${filename}"`}\r\n\r\n${content}`;

const send = (body: unknown, contentType: string) =>
	client.ada.post<unknown>(`/v2/conversations/${conversation.id}/attachments/`, body, {
		headers: { 'Content-Type': contentType },
		transformRequest: [],
	});

describe('POST …/attachments/ (Ada OpenAPI)', () => {
	it('answers 201 with a link, which gives the very file without a key', async () => {
		const form = formWith(png, 'Ünser "logo".png', 'image/png');
		const { status, data } = await talk.attach(conversation.id, form);
		expect(status).toBe(201);
		expect(data).toEqual({
			url: expect.stringMatching(
				/^http:\/\/127\.0\.0\.1:\d+\/attachments\/[0-9a-f]{32}\//,
			) as string,
			mime_type: 'image/png',
			filename: 'Ünser "logo".png',
		});
		expect(decodeURIComponent(data.url)).toMatch(/\/Ünser "logo"\.png$/);
		const { status: opened, data: bytes, headers } = await open(data.url);
		expect([opened, headers['content-type']]).toEqual([200, 'image/png']);
		expect(new Uint8Array(bytes)).toEqual(png);
	});

	it('is followed by a message with those three fields', async () => {
		const form = formWith(png, 'a.png', 'image/png');
		const { data } = await talk.attach(conversation.id, form);
		const content = { type: 'file', ...data };
		expect((await talk.write(conversation.id, { author: human, content })).status).toBe(201);
		const [event] = (await talk.events()).slice(-1);
		expect(event.data).toMatchObject({ content });
	});

	it('keeps the link for 7 days, and no longer', async () => {
		const { data } = await talk.attach(conversation.id, formWith(png, 'a.png'));
		await client.advance(7 * dayMs - 60_000);
		expect((await open(data.url)).status).toBe(200);
		await client.advance(60_000);
		expect((await open(data.url)).status).toBe(403);
	});

	it('has no link that was not given, or is gone by a reset', async () => {
		const { data } = await talk.attach(conversation.id, formWith(png, 'a.png'));
		expect((await open(data.url.replace(/[0-9a-f]{32}/, 'f'.repeat(32)))).status).toBe(404);
		await client.control.post('/reset');
		expect((await open(data.url)).status).toBe(404);
	});

	it.each([
		'a.TXT',
		'a.csv',
		'a.eml',
		'a.heic',
		'a.mp4',
		'a.docx',
		'a.b.xlsx',
		'a.key',
		'a.numbers',
	])('takes %s', async (filename) => {
		expect((await talk.attach(conversation.id, formWith(png, filename))).status).toBe(201);
	});

	it.each(['a.exe', 'a.html', 'a.json', 'pdf', 'a.pdf.js', 'a.'])(
		'refuses %s',
		async (filename) => {
			expect((await talk.attach(conversation.id, formWith(png, filename))).status).toBe(400);
		},
	);

	it('takes a file of 50 MB, which no other request could be', async () => {
		const bytes = new Uint8Array(50 * megabyte);
		bytes[bytes.length - 1] = 7;
		const { status, data } = await talk.attach(conversation.id, formWith(bytes, 'a.zip'));
		expect(status).toBe(201);
		const opened = Buffer.from((await open(data.url)).data);
		expect([opened.length, opened.at(-1)]).toEqual([bytes.length, 7]);
	});

	it.each([
		['one byte more', 50 * megabyte + 1],
		['51 MB', 51 * megabyte],
	])('answers 413 to %s', async (_label, size) => {
		const form = formWith(new Uint8Array(size), 'a.zip');
		expect((await talk.attach(conversation.id, form)).status).toBe(413);
	});

	it.each([
		['no part called file', raw(part('document', 'a.pdf'))],
		['a part that is no file', raw(part('file', null))],
		['a file without a name', raw(part('file', ''))],
		['two files', raw(part('file', 'a.pdf'), part('file', 'b.pdf'))],
		['no parts', raw()],
		['what is not multipart', { ...raw(), body: 'x' }],
		['JSON', { body: '{"file":"x"}', contentType: 'application/json' }],
		['a form without a boundary', { body: 'x', contentType: 'multipart/form-data' }],
	])('answers 400 to %s', async (_label, { body, contentType }) => {
		expect((await send(body, contentType)).status).toBe(400);
	});

	it('answers 400 to no body at all', async () => {
		const path = `/v2/conversations/${conversation.id}/attachments/`;
		expect((await client.ada.post(path)).status).toBe(400);
	});

	it('takes other parts beside the file', async () => {
		const { body, contentType } = raw(part('note', null), part('file', 'a.txt', 'hello'));
		const { status, data } = await send(body, contentType);
		expect([status, data]).toMatchObject([201, { filename: 'a.txt' }]);
	});

	it('is possible during a handoff only', async () => {
		const attach = () => talk.attach(conversation.id, formWith(png, 'a.png'));
		expect((await attach()).status).toBe(201);
		await talk.endHandoff(conversation.id);
		expect((await attach()).status).toBe(422);
	});

	it('answers 404 to an unknown conversation', async () => {
		expect((await talk.attach(nobody, formWith(png, 'a.png'))).status).toBe(404);
	});

	it('stands in the log by name, type and size', async () => {
		await talk.attach(conversation.id, formWith(png, 'a.png', 'image/png'));
		const [logged] = await client.log({ last: 1 });
		expect(logged.body).toEqual({ filename: 'a.png', mime_type: 'image/png', bytes: 8 });
	});

	it('is the only place for multipart', async () => {
		const { status } = await client.ada.post('/v2/end-users/', formWith(png, 'a.png'));
		expect(status).toBe(400);
	});
});
