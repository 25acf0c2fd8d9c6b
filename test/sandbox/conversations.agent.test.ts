import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from './client';
import { Conversing, human, silentAgent, text } from './conversing';

let client: Client;
let talk: Conversing;

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

async function personWith(language: string | null): Promise<string> {
	return client.made({ profile: { language } });
}

/** Waits until so many messages are there. */
async function untilThereAre(count: number, id: string): Promise<unknown[]> {
	for (;;) {
		const texts = await talk.texts(id);
		if (texts.length >= count) return texts;
		await sleep(5);
	}
}

describe('the AI Agent', () => {
	it('greets and answers by itself, a moment later', async () => {
		const conversation = await talk.started();
		const [greeting] = await untilThereAre(1, conversation.id);
		expect(greeting).toBe('Hello! How can I help?');
		await talk.say(conversation, 'Where is my parcel?');
		expect(await untilThereAre(3, conversation.id)).toEqual([
			greeting,
			'Where is my parcel?',
			'I have read “Where is my parcel?”. What else can I do for you?',
		]);
	});

	it.each([
		['fr-CA', 'Bonjour ! Comment puis-je aider ?', 'J’ai lu « Hm ». Que puis-je faire d’autre ?'],
		['de', 'Hallo! Wie kann ich helfen?', 'Ich habe „Hm“ gelesen. Was kann ich noch tun?'],
		['PT_br', 'Olá! Como posso ajudar?', 'Li “Hm”. O que mais posso fazer?'],
		['tlh', 'Hello! How can I help?', 'I have read “Hm”. What else can I do for you?'],
		[null, 'Hello! How can I help?', 'I have read “Hm”. What else can I do for you?'],
	])('speaks the person’s language: %s', async (language, greeting, reply) => {
		await talk.agent({ delayMs: 0 });
		const conversation = await talk.started({ end_user_id: await personWith(language) });
		await talk.say(conversation, 'Hm');
		expect(await talk.texts(conversation.id)).toEqual([greeting, 'Hm', reply]);
	});

	it('changes the language with the person’s (Ada docs, End Users API)', async () => {
		await talk.agent({ delayMs: 0, greeting: false });
		const person = await personWith('fr');
		const conversation = await talk.started({ end_user_id: person });
		await client.update(person, { profile: { language: 'it-IT' } });
		await talk.say(conversation, 'Hm');
		expect((await talk.texts(conversation.id)).at(-1)).toMatch(/^Ho letto «Hm»/);
	});

	it('answers a file by its name', async () => {
		await talk.agent({ delayMs: 0, greeting: false });
		const { id, end_user_id: person } = await talk.started();
		const url = 'https://files.example/a.pdf';
		const content = { type: 'file', url, mime_type: 'application/pdf', filename: 'a.pdf' };
		await talk.write(id, { author: { role: 'end_user', id: person }, content });
		expect((await talk.texts(id)).at(-1)).toMatch(/^I have read “a.pdf”/);
	});

	it('answers with as many messages as it is told to', async () => {
		await talk.agent({ delayMs: 0, greeting: false, replies: 3 });
		const conversation = await talk.started({ end_user_id: await personWith('es-MX') });
		await talk.say(conversation, 'Hm');
		expect(await talk.texts(conversation.id)).toEqual([
			'Hm',
			'He leído «Hm». ¿Qué más puedo hacer?',
			'Un momento, por favor, sigo buscando.',
			'Un momento, por favor, sigo buscando.',
		]);
	});

	it('answers with the texts that it was given, each after the delay', async () => {
		await talk.agent({ delayMs: 60, greeting: false, replies: ['One.', 'Two.'] });
		const conversation = await talk.started();
		const said = Date.now();
		await talk.say(conversation, 'Hm');
		expect(await untilThereAre(3, conversation.id)).toEqual(['Hm', 'One.', 'Two.']);
		const { data } = await talk.history(conversation.id);
		const [, first, second] = data.data.map(({ created_at: at }) => Date.parse(at));
		expect(first - said).toBeGreaterThanOrEqual(55);
		expect(second - first).toBeGreaterThanOrEqual(55);
	});

	it('waits in real time, even while the sandbox’s clock stands still', async () => {
		await client.control.post('/clock', { frozen: true });
		await talk.agent({ delayMs: 20 });
		const { id } = await talk.started();
		expect(await untilThereAre(1, id)).toHaveLength(1);
	});

	it('does not answer human agents', async () => {
		await talk.agent({ delayMs: 0, greeting: false });
		const { id } = await talk.started();
		await talk.write(id, { author: human, content: text('Hi') });
		expect(await talk.texts(id)).toEqual(['Hi']);
	});

	it('can be silent', async () => {
		await talk.agent({ ...silentAgent, delayMs: 0 });
		const conversation = await talk.started();
		await talk.say(conversation, 'Hm');
		expect(await talk.texts(conversation.id)).toEqual(['Hm']);
	});

	it('is silent during a handoff, and back after it (Ada docs, handoffs)', async () => {
		await talk.agent({ delayMs: 0, greeting: false, replies: ['Yes?'] });
		const conversation = await talk.started();
		await talk.handOff(conversation.id, { integration: 'helpdesk' });
		await talk.say(conversation, 'during');
		await talk.endHandoff(conversation.id);
		await talk.say(conversation, 'after');
		expect(await talk.texts(conversation.id)).toEqual(['during', 'after', 'Yes?']);
	});

	it('does not say what it was about to when a handoff or the end comes first', async () => {
		await talk.agent({ delayMs: 300 });
		const [handedOff, ended] = [await talk.handedOff(), await talk.started()];
		await talk.end(ended.id);
		await sleep(350);
		expect(await talk.texts(handedOff.id)).toEqual([]);
		expect(await talk.texts(ended.id)).toEqual([]);
	});

	it('says nothing after a reset, and behaves as at the start', async () => {
		await talk.agent({ delayMs: 30, replies: 5, csat: true, idleMs: 5 });
		await talk.started();
		await client.control.post('/reset');
		await sleep(60);
		expect(await talk.events()).toEqual([]);
		expect((await client.control.get<object>('/agent')).data).toEqual({
			greeting: true,
			replies: 1,
			delayMs: 200,
			csat: false,
			idleMs: null,
		});
	});

	it('says nothing after the sandbox was closed', async () => {
		const other = new Conversing(await Client.start());
		await other.agent({ delayMs: 200 });
		await other.started();
		const { sandbox } = other.client;
		await sandbox.close();
		await sleep(250);
		expect(sandbox.ada.events.all.map(({ type }) => type)).not.toContain('v1.conversation.message');
	});

	it('keeps what is not named', async () => {
		await talk.agent({ delayMs: 0 });
		await talk.agent({ replies: ['Yes?'] });
		const { data } = await client.control.get<object>('/agent');
		expect(data).toMatchObject({ delayMs: 0, replies: ['Yes?'], greeting: true });
	});
});

describe('idle conversations', () => {
	const statusOf = async (id: string) => (await talk.get(id)).data.status;

	beforeEach(() => talk.agent(silentAgent));

	it('never end by themselves unless it is set', async () => {
		const { id } = await talk.started();
		await client.advance(365 * 24 * 60 * 60 * 1000);
		expect(await statusOf(id)).toBe('active');
	});

	it('end by the system after the time that was set, on the sandbox’s clock', async () => {
		await talk.agent({ idleMs: 600_000 });
		const [idle, busy] = [await talk.started(), await talk.started()];
		await client.advance(500_000);
		await talk.say(busy, 'Still here');
		await client.advance(100_000);
		expect([await statusOf(idle.id), await statusOf(busy.id)]).toEqual(['ended', 'active']);
		const [ended] = (await talk.events()).slice(-1);
		expect(ended).toMatchObject({
			type: 'v1.conversation.ended',
			data: { conversation_id: idle.id, ended_by: { id: null, role: 'system' } },
		});
	});

	it('are told of without anybody looking', async () => {
		await talk.agent({ idleMs: 600_000 });
		await talk.started();
		await client.advance(600_000);
		while ((await talk.eventTypes()).at(-1) !== 'v1.conversation.ended') await sleep(5);
	});
});
