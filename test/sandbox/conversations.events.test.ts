import type { EmittedEvent } from '../../sandbox/events';
import { Client } from './client';
import { Conversing, human, nativeChat, silentAgent, text, webPortal } from './conversing';

const agent = { id: null, role: 'ai_agent', avatar: null, display_name: null };
const portal = {
	type: 'custom',
	id: webPortal,
	name: 'Web portal',
	description: 'Chat in the customer portal',
	modality: 'messaging',
	capabilities: { markdown: false },
	metadata: { region: 'ca' },
	created_at: '2026-01-15T09:00:00.000000+00:00',
};
const domain = { ai_agent_domain: 'sandbox.ada.support' };
const anyText = expect.any(String) as string;

let client: Client;
let talk: Conversing;
let emitted: EmittedEvent[];

beforeAll(async () => {
	client = await Client.start();
	talk = new Conversing(client);
	client.sandbox.ada.events.onEmit((event) => emitted.push(event));
});
beforeEach(async () => {
	await client.control.post('/reset');
	await talk.agent(silentAgent);
	emitted = [];
});
afterAll(() => client.sandbox.close());

const only = async (type: string) => (await talk.events()).filter((event) => event.type === type);
const routes = () => emitted.map(({ event, channels }) => [event.type, channels]);

/** A conversation of somebody whose own event is not of interest. */
async function begun(metadata: object = {}) {
	const person = await client.made();
	const conversation = await talk.started({ end_user_id: person, metadata });
	emitted = [];
	return conversation;
}

describe('v1.conversation.created (Ada docs, webhooks)', () => {
	it('has the conversation, its channel, person and metadata, and no tags', async () => {
		const { id, end_user_id: person, created_at: at } = await begun({ locale: 'fr-CA' });
		expect(await only('v1.conversation.created')).toEqual([
			{
				type: 'v1.conversation.created',
				timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}\+00:00$/) as string,
				data: {
					conversation_id: id,
					channel_id: webPortal,
					end_user_id: person,
					created_at: at,
					metadata: { locale: 'fr-CA' },
					...domain,
				},
			},
		]);
	});

	it('comes after the event of the end user whom Ada made, and before the greeting', async () => {
		await talk.agent({ greeting: true, delayMs: 0 });
		const { id, end_user_id: person } = await talk.started();
		const [created] = await talk.events();
		expect(created).toMatchObject({ data: { end_user_id: person }, tags: [person] });
		expect(created.data).toEqual((await client.get(person)).data);
		expect(await talk.eventTypes()).toEqual([
			'v1.end_user.created',
			'v1.conversation.created',
			'v1.conversation.message',
		]);
		expect(await talk.texts(id)).toEqual(['Hello! How can I help?']);
	});
});

describe('v1.conversation.message (Ada docs, webhooks)', () => {
	it('has the whole channel instead of its ID, the author and the content', async () => {
		const conversation = await begun();
		const { data: message } = await talk.say(conversation, 'Where is my parcel?');
		const [event] = await only('v1.conversation.message');
		expect(event).not.toHaveProperty('tags');
		expect(event.data).toEqual({
			message_id: message.id,
			conversation_id: conversation.id,
			end_user_id: conversation.end_user_id,
			handoff_integration: null,
			channel: portal,
			created_at: message.created_at,
			author: {
				id: conversation.end_user_id,
				role: 'end_user',
				avatar: null,
				display_name: null,
			},
			content: text('Where is my parcel?'),
			...domain,
		});
	});

	it('tells of the AI Agent’s and of human agents’ messages too', async () => {
		await talk.agent({ replies: ['On its way.'], delayMs: 0 });
		const conversation = await begun();
		await talk.say(conversation, 'Where is my parcel?');
		await talk.write(conversation.id, { author: human, content: text('Sam here.') });
		const events = await only('v1.conversation.message');
		expect(events.slice(1).map(({ data }) => data)).toMatchObject([
			{ author: agent, content: text('On its way.') },
			{
				author: { ...agent, role: 'human_agent', display_name: 'Sam' },
				content: text('Sam here.'),
			},
		]);
	});

	it('carries the label of the handoff while there is one', async () => {
		const conversation = await begun();
		await talk.handOff(conversation.id, { integration: 'helpdesk' });
		await talk.say(conversation, 'during');
		await talk.endHandoff(conversation.id);
		await talk.say(conversation, 'after');
		const events = await only('v1.conversation.message');
		expect(events.map(({ data }) => data)).toMatchObject([
			{ handoff_integration: 'helpdesk', content: text('during') },
			{ handoff_integration: null, content: text('after') },
		]);
	});

	it('has a native channel with what native channels have', async () => {
		const { data: conversation } = await client.control.post<{ id: string }>('/conversations', {
			channel_id: nativeChat,
			end_user_id: await client.made(),
		});
		await client.control.post(`/conversations/${conversation.id}/messages`, { text: 'Hello?' });
		const [event] = await only('v1.conversation.message');
		expect(event.data).toMatchObject({ author: { role: 'end_user' }, content: text('Hello?') });
		expect(event.data).toHaveProperty('channel', {
			type: 'native',
			id: nativeChat,
			name: 'Chat',
			description: 'Web chat',
			modality: 'messaging',
			capabilities: { markdown: true },
		});
	});

	it('leaves out what has no value, by the switch noValue', async () => {
		await client.turn({ noValue: 'absent' });
		const conversation = await begun();
		await talk.say(conversation, 'Hello?');
		const [created] = await only('v1.conversation.created');
		const [message] = await only('v1.conversation.message');
		expect(created.data).not.toHaveProperty('metadata');
		expect(message.data).not.toHaveProperty('handoff_integration');
		expect(message.data).toHaveProperty('author', {
			id: conversation.end_user_id,
			role: 'end_user',
		});
	});
});

describe('v1.conversation.ended (Ada docs, webhooks)', () => {
	it('says who ended it, with the conversation as it was', async () => {
		const { id, end_user_id: person } = await begun({ locale: 'fr-CA' });
		await client.advance(60_000);
		await talk.end(id);
		const { data: after } = await talk.get(id);
		expect(await only('v1.conversation.ended')).toEqual([
			{
				type: 'v1.conversation.ended',
				timestamp: anyText,
				data: {
					conversation_id: id,
					channel_id: webPortal,
					end_user_id: person,
					created_at: after.created_at,
					updated_at: after.updated_at,
					ended_by: { id: person, role: 'end_user' },
					metadata: { locale: 'fr-CA' },
					...domain,
				},
			},
		]);
		expect(Date.parse(after.updated_at) - Date.parse(after.created_at)).toBeGreaterThan(59_999);
	});

	it('says system after a time-out', async () => {
		const { id } = await begun();
		await talk.expire(id);
		const [event] = await only('v1.conversation.ended');
		expect(event.data).toMatchObject({ ended_by: { id: null, role: 'system' } });
	});

	it('is followed by a link to a survey where surveys are on', async () => {
		await talk.agent({ csat: true });
		const { id } = await begun();
		await talk.end(id);
		const [ended, survey] = (await talk.events()).slice(-2);
		expect(ended.type).toBe('v1.conversation.ended');
		expect(survey.type).toBe('v1.conversation.message');
		expect(survey.data).toMatchObject({
			author: agent,
			content: {
				type: 'link',
				url: expect.stringMatching(/^https:\/\//) as string,
				link_text: 'Rate this chat',
			},
		});
	});

	it('tells of the end alone when a handoff ends with it (not documented)', async () => {
		const { id } = await begun();
		await talk.handOff(id, { integration: 'helpdesk' });
		await talk.end(id);
		expect(emitted.map(({ event }) => event.type)).toEqual(['v1.conversation.ended']);
	});
});

describe('v1.conversation.handoff.ended (Ada docs, webhooks)', () => {
	it('names the integration', async () => {
		const { id, end_user_id: person } = await begun();
		await talk.handOff(id, { integration: 'helpdesk' });
		await talk.endHandoff(id);
		expect(await only('v1.conversation.handoff.ended')).toEqual([
			{
				type: 'v1.conversation.handoff.ended',
				timestamp: anyText,
				data: {
					conversation_id: id,
					end_user_id: person,
					handoff_integration: 'helpdesk',
					...domain,
				},
			},
		]);
	});

	it('is followed by a survey where surveys are on', async () => {
		await talk.agent({ csat: true });
		const { id } = await talk.handedOff();
		await talk.endHandoff(id);
		const [last] = (await talk.events()).slice(-1);
		expect(last.data).toMatchObject({ content: { type: 'link' }, handoff_integration: null });
	});
});

describe('what is told of nothing (not documented)', () => {
	it('channels, metadata, attachments and the beginning of a handoff', async () => {
		const { id } = await begun();
		await client.ada.post('/v2/channels/', { name: 'A', description: '', modality: 'voice' });
		await talk.update(id, { metadata: { a: 1 } });
		await talk.handOff(id, { integration: 'helpdesk' });
		expect(emitted).toEqual([]);
	});

	it('refused writes', async () => {
		const { id } = await begun();
		await talk.write(id, { author: human, content: text('') });
		await talk.endHandoff(id);
		expect(emitted).toEqual([]);
	});
});

describe('routing (release notes 2026-04-29 and 2026-06-01)', () => {
	it('is by the custom channel, and by the integration during a handoff', async () => {
		const conversation = await talk.started();
		const { id } = conversation;
		await talk.handOff(id, { integration: 'helpdesk' });
		await talk.say(conversation, 'during');
		await talk.endHandoff(id);
		await talk.say(conversation, 'after');
		await talk.end(id);
		expect(routes()).toEqual([
			['v1.end_user.created', []],
			['v1.conversation.created', [webPortal]],
			['v1.conversation.message', [webPortal, 'helpdesk']],
			['v1.conversation.handoff.ended', [webPortal, 'helpdesk']],
			['v1.conversation.message', [webPortal]],
			['v1.conversation.ended', [webPortal]],
		]);
	});

	it('is by nothing on native channels outside a handoff', async () => {
		const { data } = await client.control.post<{ id: string }>('/conversations', {
			channel_id: nativeChat,
			end_user_id: await client.made(),
		});
		await talk.handOff(data.id, { integration: 'helpdesk' });
		await talk.end(data.id);
		expect(routes().slice(1)).toEqual([
			['v1.conversation.created', []],
			['v1.conversation.ended', ['helpdesk']],
		]);
	});
});
