import { createServer, type Server } from 'node:http';

import { Client } from './client';
import type { Behind } from './conversing';
import {
	Conversing,
	mobileApp,
	nativeChat,
	nobody,
	silentAgent,
	text,
	webPortal,
} from './conversing';

let client: Client;
let talk: Conversing;

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
});
beforeEach(async () => {
	await client.control.post('/reset');
	await talk.agent(silentAgent);
});
afterAll(() => client.sandbox.close());

const refusal = (path: string, body: object = {}) =>
	client.control.post<{ message: string }>(path, body);

describe('GET /sandbox/conversations', () => {
	it('shows everything, with messages, oldest first', async () => {
		const first = await talk.started({ metadata: { a: 1 } });
		const second = await talk.started({ channel_id: mobileApp });
		await talk.say(first, 'Hello?');
		await talk.end(second.id);
		const { data: ended } = await talk.get(second.id);
		const { data: history } = await talk.history(first.id);
		expect(await talk.all()).toEqual([
			{ ...first, ended_by: null, handoff_integration: null, messages: history.data },
			{
				...ended,
				ended_by: { id: second.end_user_id, role: 'end_user' },
				handoff_integration: null,
				messages: [],
			},
		]);
	});

	it('is empty after a reset', async () => {
		await talk.started();
		await client.control.post('/reset');
		expect(await talk.all()).toEqual([]);
	});
});

describe('conversations that the API cannot start', () => {
	it('are started on native channels, where the person then writes', async () => {
		await talk.agent({ greeting: true, replies: ['Yes?'], delayMs: 0 });
		const person = await client.made();
		const body = { channel_id: nativeChat, end_user_id: person, metadata: { a: 1 } };
		const { data } = await client.control.post<Behind>('/conversations', body);
		expect(data).toMatchObject({ ...body, status: 'active' });
		await client.control.post(`/conversations/${data.id}/messages`, { text: 'Hello?' });
		expect(await talk.texts(data.id)).toEqual(['Hello! How can I help?', 'Hello?', 'Yes?']);
		expect((await talk.end(data.id)).status).toBe(200);
		await client.advance(48 * 60 * 60 * 1000);
		expect((await client.get(person)).status).toBe(200);
	});

	it('need a channel and an end user that exist', async () => {
		const person = await client.made();
		const noChannel = { channel_id: nobody, end_user_id: person };
		const noPerson = { channel_id: webPortal, end_user_id: nobody };
		const answers = [
			await refusal('/conversations', noChannel),
			await refusal('/conversations', noPerson),
		];
		expect(answers.map(({ status, data }) => [status, data.message])).toEqual([
			[404, `There is no channel ${nobody}.`],
			[404, `There is no end user ${nobody}.`],
		]);
	});
});

describe('POST /sandbox/conversations/:id/handoff', () => {
	let receiver: Server;
	let received: Array<{ method?: string; type?: string; body: unknown }>;
	let notifyUrl: string;
	let status: number;

	beforeAll(async () => {
		receiver = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				const { method, headers } = request;
				received.push({ method, type: headers['content-type'], body: JSON.parse(body) });
				response.writeHead(status).end();
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		const address = receiver.address();
		const port = typeof address === 'object' && address ? address.port : 0;
		notifyUrl = `http://127.0.0.1:${port}/handoffs`;
	});
	beforeEach(() => {
		received = [];
		status = 200;
	});
	afterAll(() => receiver.close());

	it('starts a handoff', async () => {
		const { id } = await talk.started();
		const { status: answered, data } = await talk.handOff(id, { integration: 'helpdesk' });
		expect(answered).toBe(200);
		expect(data).toMatchObject({ id, handoff_integration: 'helpdesk', notice: null });
	});

	it.each([200, 500])('tells notifyUrl once, also when that answers %i', async (answer) => {
		status = answer;
		const { id, end_user_id: person } = await talk.started();
		const { data } = await talk.handOff(id, { integration: 'helpdesk', notifyUrl });
		expect(data.notice).toEqual({ status: answer });
		const body = {
			conversation_id: id,
			end_user_id: person,
			channel_id: webPortal,
			integration: 'helpdesk',
		};
		expect(received).toEqual([{ method: 'POST', type: 'application/json', body }]);
	});

	it('says why nobody could be told; the handoff stands', async () => {
		const { id } = await talk.started();
		const body = { integration: 'helpdesk', notifyUrl: 'http://127.0.0.1:1/' };
		const { data } = await talk.handOff(id, body);
		expect(data.notice?.error).toContain('ECONNREFUSED');
		expect(data.handoff_integration).toBe('helpdesk');
	});

	it('is refused for what is unknown, has ended or is in a handoff, and without a label', async () => {
		const [running, ended] = [await talk.handedOff(), await talk.started()];
		await talk.end(ended.id);
		const integration = 'helpdesk';
		const answers = [
			await refusal(`/conversations/${nobody}/handoff`, { integration }),
			await refusal(`/conversations/${ended.id}/handoff`, { integration }),
			await refusal(`/conversations/${running.id}/handoff`, { integration }),
			await refusal(`/conversations/${running.id}/handoff`),
		];
		expect(answers.map(({ status: refused, data }) => [refused, data.message])).toEqual([
			[404, `There is no conversation ${nobody}.`],
			[400, `Conversation ${ended.id} has ended.`],
			[400, `Conversation ${running.id} is in a handoff already.`],
			[400, 'body.integration is missing.'],
		]);
	});
});

describe('POST /sandbox/conversations/:id/expire', () => {
	it('ends the conversation by the system', async () => {
		const conversation = await talk.started();
		const { status, data } = await talk.expire(conversation.id);
		expect(status).toBe(200);
		expect(data).toMatchObject({ status: 'ended', ended_by: { id: null, role: 'system' } });
		expect((await talk.say(conversation, 'Hello?')).status).toBe(400);
	});

	it('is refused twice', async () => {
		const { id } = await talk.started();
		await talk.expire(id);
		expect((await talk.expire(id)).status).toBe(400);
	});
});

describe('PUT /sandbox/agent', () => {
	it.each([
		[{}, 'body must name at least one of: greeting, replies, delayMs, csat, idleMs.'],
		[{ delay: 5 }, 'body.delay is not known here.'],
		[{ delayMs: -1 }, 'body.delayMs must be >= 0.'],
		[{ replies: 1.5 }, 'body.replies must be integer or array.'],
		[{ replies: [''] }, 'body.replies.0 must NOT have fewer than 1 characters.'],
		[{ idleMs: 0 }, 'body.idleMs must be >= 1.'],
	])('refuses %j', async (body, message) => {
		const { status, data } = await client.control.put<{ message: string }>('/agent', body);
		expect(status).toBe(400);
		expect(data.message).toContain(message);
	});
});

it('the end user who was removed is answered in English', async () => {
	const person = await client.made({ profile: { language: 'fr' } });
	const conversation = await talk.started({ end_user_id: person });
	await client.control.delete(`/end-users/${person}`);
	await talk.agent({ replies: 1, delayMs: 0 });
	await talk.say(conversation, 'Hm');
	const { data } = await talk.history(conversation.id);
	expect(data.data.at(-1)?.content).toEqual(text('I have read “Hm”. What else can I do for you?'));
});
