import type { IDataObject, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

// With its ending, or Node.js would take the codex file AdaWebhookTrigger.node.json.
import { AdaWebhookTrigger } from '../../nodes/AdaWebhookTrigger/AdaWebhookTrigger.node.ts';
import { LocalAda } from './localAda';
import { ProcessedData } from './processedData';
import { TriggerHost } from './triggerHost';

const CREATED = 'v1.end_user.created';
const UPDATED = 'v1.end_user.updated';
const MESSAGE = 'v1.conversation.message';
const ENDED = 'v1.conversation.ended';
const HANDOFF_ENDED = 'v1.conversation.handoff.ended';

let ada: LocalAda;
let host: TriggerHost | undefined;
beforeAll(async () => {
	ada = await LocalAda.start();
	await new ProcessedData().install();
});
afterAll(() => ada.close());
beforeEach(() => ada.reset());
afterEach(async () => {
	await host?.close();
	host = undefined;
});

async function published(parameters: INodeParameters): Promise<TriggerHost> {
	host = await TriggerHost.start({ credential: ada.credential, parameters });
	await host.publish();
	return host;
}

/** What reached the node after the trigger since it was published. */
async function arrived(): Promise<IDataObject[]> {
	await ada.settled();
	await host?.settled();
	return (host?.executions ?? []).flatMap(({ items }) => items);
}

async function typesArrived(): Promise<unknown[]> {
	return (await arrived()).map(({ type }) => type);
}

/** How Ada was answered, delivery by delivery. */
async function answers(): Promise<Array<number | null | undefined>> {
	await ada.settled();
	return (await ada.deliveries()).map(({ attempts }) => attempts.at(-1)?.status);
}

const message = (more: IDataObject = {}): IDataObject => ({
	message_id: 'b0a7e1de-6a0c-4a38-9b0f-0c9a3f0a77aa',
	conversation_id: '6921aa00bb11cc22dd33ee44',
	end_user_id: '67a8b2c1d3f4e5a6b7c8d9e0',
	handoff_integration: null,
	channel: { type: 'custom', id: '5df263b7db5a7e6ea03fae9b', name: 'Web portal' },
	author: { id: null, role: 'ai_agent', avatar: null, display_name: null },
	content: { type: 'text', body: 'Bonjour' },
	...more,
});

/** The form's values with the defaults of what is shown, as n8n reads a workflow. */
function asTheFormGivesIt(values: INodeParameters): INodeParameters {
	const { description } = new AdaWebhookTrigger();
	const { properties } = description;
	const all = NodeHelpers.getNodeParameters(properties, values, true, false, null, description);
	return all ?? {};
}

const by = (role: string): IDataObject => ({ author: { id: null, role } });

describe('what comes out', () => {
	test('is the event as Ada sent it, with the delivery beside it', async () => {
		await published({ events: [CREATED] });
		const [id] = await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });
		const data = { end_user_id: id, profile: { first_name: 'Noor' }, brand_new: [1, { a: null }] };
		await ada.emit(CREATED, data, { tags: [id] });

		const [delivery] = await ada.deliveries();
		expect(await arrived()).toEqual([
			{
				...delivery.event,
				delivery: {
					id: delivery.messageId,
					attemptedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string,
					eventType: CREATED,
				},
			},
		]);
		expect(delivery.event).toMatchObject({ type: CREATED, data, tags: [id] });
	});

	test("is the event's data alone if so chosen", async () => {
		await published({ events: [MESSAGE], options: { output: 'data' } });
		await ada.emit(MESSAGE, message());

		expect(await arrived()).toEqual([message()]);
	});

	test.each([[1], 'text', null])(
		'is nothing of %j as data alone, where keys are needed',
		async (data) => {
			await published({ events: [CREATED], options: { output: 'data' } });
			await ada.emit(CREATED, {}, { raw: JSON.stringify({ type: CREATED, data }) });

			expect(await arrived()).toEqual([{}]);
		},
	);

	test('never holds sensitive metadata, should Ada send it', async () => {
		await published({ events: [CREATED] });
		const profile = { first_name: 'Noor', sensitive_metadata: { fields: { pin: 'secret-0042' } } };
		await ada.emit(CREATED, { end_user_id: 'a', profile, sensitive_metadata: 'secret-0043' });

		const items = await arrived();
		expect(items[0].data).toEqual({ end_user_id: 'a', profile: { first_name: 'Noor' } });
		expect(JSON.stringify(host?.executions)).not.toContain('secret-004');
	});

	test('has the real delivery beside it, whatever an event has under that name', async () => {
		await published({ events: [CREATED] });
		const raw = JSON.stringify({ type: CREATED, data: {}, delivery: { id: 'msg_other' } });
		const id = await ada.emit(CREATED, {}, { raw });

		expect(await arrived()).toMatchObject([{ delivery: { id } }]);
	});

	test('comes from a person who is created in Ada through its API', async () => {
		await published({ events: [CREATED, UPDATED] });
		const headers = { Authorization: `Bearer ${ada.credential.apiKey}` };
		const answer = await fetch(`${ada.url}/api/v2/end-users/`, {
			method: 'POST',
			headers: { ...headers, 'Content-Type': 'application/json' },
			body: JSON.stringify({ external_id: 'crm-1', profile: { first_name: 'Noor' } }),
		});

		expect(await arrived()).toMatchObject([{ type: CREATED, data: await answer.json() }]);
	});
});

describe('which events start the workflow', () => {
	test('without those that n8n itself wrote, where messages are among the further events', async () => {
		await published({ events: [], furtherEvents: MESSAGE });
		await ada.emit(MESSAGE, message(by('end_user')));
		await ada.emit(MESSAGE, message(by('ai_agent')));

		expect(await arrived()).toMatchObject([{ data: by('ai_agent') }]);
	});

	test('only those on a channel that an expression names in text', async () => {
		await published({ events: [MESSAGE], options: { channels: '={{ "wanted, too" }}' } });
		for (const id of ['wanted', 'too', 'other']) {
			await ada.emit(MESSAGE, message({ channel: { id } }));
		}

		expect(await arrived()).toHaveLength(2);
	});

	test('nothing is published with an option whose expression does not work', async () => {
		const options = { handoffIntegration: '={{ $json.a.b.c }}' };
		await expect(published({ events: [MESSAGE], options })).rejects.toThrow(
			'The trigger could not be registered',
		);
		expect(await ada.endpoints()).toEqual([]);
	});

	test('only the chosen ones, even if somebody widened the endpoint in Ada', async () => {
		await published({ events: [CREATED] });
		const [{ id }] = await ada.endpoints();
		await ada.editEndpoint(id, { event_filters: [] });
		await ada.emit(ENDED, {});
		await ada.emit('v2.brand.new', {});
		await ada.emit(CREATED, {});

		expect(await typesArrived()).toEqual([CREATED]);
		expect(await answers()).toEqual([204, 204, 200]);
	});

	test('also types that Ada may bring later', async () => {
		await ada.switch({ unknownEventType: 'stored' });
		await published({ events: [CREATED], furtherEvents: ['v2.brand.new'] });
		await ada.emit('v2.brand.new', { anything: 1 });

		expect(await arrived()).toMatchObject([{ type: 'v2.brand.new', data: { anything: 1 } }]);
	});

	test.each([
		{ authors: ['ai_agent', 'human_agent'], let: ['ai_agent', 'human_agent', 'robot'] },
		{ authors: ['end_user'], let: ['end_user', 'robot'] },
		{ authors: [], let: ['ai_agent', 'end_user', 'human_agent', 'robot'] },
	])('of messages those by $authors, and by roles that are not documented', async (chosen) => {
		await published({ events: [MESSAGE], authors: chosen.authors });
		for (const role of ['ai_agent', 'end_user', 'human_agent', 'robot']) {
			await ada.emit(MESSAGE, message(by(role)));
		}

		const roles = (await arrived()).map(
			({ data }) => (data as { author: IDataObject }).author.role,
		);
		expect([...roles].sort()).toEqual(chosen.let);
	});

	test('of messages, where nothing else is chosen, those of the AI Agent and human agents', async () => {
		await published(asTheFormGivesIt({ events: [MESSAGE] }));
		for (const role of ['ai_agent', 'end_user', 'human_agent']) {
			await ada.emit(MESSAGE, message(by(role)));
		}

		const roles = (await arrived()).map(
			({ data }) => (data as { author: IDataObject }).author.role,
		);
		expect([...roles].sort()).toEqual(['ai_agent', 'human_agent']);
	});

	test('of messages also those whose author Ada does not name', async () => {
		await published({ events: [MESSAGE], authors: ['ai_agent'] });
		await ada.emit(MESSAGE, message({ author: null }));

		expect(await typesArrived()).toEqual([MESSAGE]);
	});

	test.each([
		{ handoff: 'any', let: ['', null, 'desk'] },
		{ handoff: 'during', let: ['desk'] },
		{ handoff: 'outside', let: ['', null] },
	])('of messages those $handoff handoffs', async (chosen) => {
		await published({ events: [MESSAGE, ENDED], options: { handoff: chosen.handoff } });
		await ada.emit(MESSAGE, message({ handoff_integration: null }));
		await ada.emit(MESSAGE, message({ handoff_integration: '' }));
		await ada.emit(MESSAGE, message({ handoff_integration: 'desk' }));
		await ada.emit(ENDED, { conversation_id: 'a' });

		const items = await arrived();
		const labels = items
			.filter(({ type }) => type === MESSAGE)
			.map(({ data }) => (data as IDataObject).handoff_integration);
		expect([...labels].sort()).toEqual([...chosen.let].sort());
		expect(items.filter(({ type }) => type === ENDED)).toHaveLength(1);
	});

	test('of handoffs those with the label, of messages and ends alike', async () => {
		await published({
			events: [MESSAGE, HANDOFF_ENDED, ENDED],
			options: { handoffIntegration: ' desk ' },
		});
		for (const label of ['desk', 'other', null]) {
			await ada.emit(MESSAGE, message({ handoff_integration: label }));
			await ada.emit(HANDOFF_ENDED, { handoff_integration: label });
		}
		await ada.emit(ENDED, { conversation_id: 'a' });

		expect([...(await typesArrived())].sort()).toEqual([ENDED, HANDOFF_ENDED, MESSAGE].sort());
	});

	test('of conversations those on the chosen channels; what names no channel passes', async () => {
		await published({
			events: [MESSAGE, ENDED, HANDOFF_ENDED, CREATED],
			options: { channels: ['5df263b7db5a7e6ea03fae9b'] },
		});
		await ada.emit(MESSAGE, message());
		await ada.emit(MESSAGE, message({ channel: { id: 'other' } }));
		await ada.emit(ENDED, { channel_id: '5df263b7db5a7e6ea03fae9b' });
		await ada.emit(ENDED, { channel_id: 'other' });
		await ada.emit(HANDOFF_ENDED, { handoff_integration: 'desk' });
		await ada.emit(CREATED, { end_user_id: 'a' });

		const expected = [MESSAGE, ENDED, HANDOFF_ENDED, CREATED];
		expect([...(await typesArrived())].sort()).toEqual(expected.sort());
	});

	test('what does not start it is answered, so that Ada does not send it again', async () => {
		await published({ events: [MESSAGE], authors: ['human_agent'] });
		await ada.emit(MESSAGE, message(by('end_user')));
		await ada.advance(24 * 3_600_000);

		expect(await answers()).toEqual([204]);
		expect((await ada.deliveries())[0].attempts).toHaveLength(1);
		expect(host?.executions).toEqual([]);
	});
});

test('a secret that is rotated in Ada stops nothing, within a day and after it', async () => {
	await published({ events: [CREATED] });
	const [{ id }] = await ada.endpoints();
	await ada.rotateSecret(id);
	await ada.emit(CREATED, { end_user_id: 'within' });
	expect(await answers()).toEqual([200]);

	await ada.rotateSecret(id);
	await ada.advance(25 * 3_600_000);
	await ada.emit(CREATED, { end_user_id: 'after' });
	// The secret was asked for a moment ago, so the first try is refused; Ada tries again.
	expect(await answers()).toEqual([200, 401]);
	jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5 * 60_000);
	await ada.advance(6_000);
	expect(await answers()).toEqual([200, 200]);
	jest.restoreAllMocks();
});

describe('Include End User', () => {
	const options = { includeEndUser: true };

	test('adds the person as they are now, which settles events that arrive out of order', async () => {
		const [id] = await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Newest' } });
		await published({ events: [CREATED, UPDATED], options });
		await ada.deliverySettings({ reorder: true, paused: true });
		await ada.emit(CREATED, { end_user_id: id, profile: { first_name: 'Oldest' } });
		await ada.emit(UPDATED, { end_user_id: id, profile: { first_name: 'Older' } });
		await ada.emit(UPDATED, { end_user_id: id, profile: { first_name: 'Newest' } });
		await ada.deliverySettings({ paused: false });

		const items = await arrived();
		expect(items).toHaveLength(3);
		for (const item of items) {
			expect(item.endUser).toMatchObject({ end_user_id: id, profile: { first_name: 'Newest' } });
		}
	});

	test('never adds sensitive metadata, should Ada give it away', async () => {
		const [id] = await ada.seed({ external_id: 'crm-1' });
		await published({ events: [ENDED], options });
		const profile = { first_name: 'Noor', sensitive_metadata: { fields: { pin: 'secret-0042' } } };
		const body = JSON.stringify({ end_user_id: id, profile });
		await ada.fault({ kind: 'status', status: 200, body, pathPrefix: '/api/v2/end-users/' });
		await ada.emit(ENDED, { end_user_id: id });

		const [{ endUser }] = await arrived();
		expect(endUser).toEqual({ end_user_id: id, profile: { first_name: 'Noor' } });
	});

	test('adds null for somebody who is gone', async () => {
		await published({ events: [ENDED], options });
		await ada.emit(ENDED, { end_user_id: '67a8b2c1d3f4e5a6b7c8d9e0' });

		expect((await arrived())[0].endUser).toBeNull();
	});

	test('adds the person to the data alone as well', async () => {
		const [id] = await ada.seed({ external_id: 'crm-1' });
		await published({ events: [MESSAGE], options: { ...options, output: 'data' } });
		await ada.emit(MESSAGE, message({ end_user_id: id }));

		const [item] = await arrived();
		expect(item).toMatchObject({ ...message({ end_user_id: id }), endUser: { end_user_id: id } });
	});

	test('asks nothing for an event that names nobody', async () => {
		await published({ events: ['v1.audit_log.emitted'], options });
		await ada.forgetRequests();
		await ada.emit('v1.audit_log.emitted', { activity: 'updated' });

		const [item] = await arrived();
		expect(item).not.toHaveProperty('endUser');
		expect(await ada.calls()).toEqual([]);
	});

	test('fails the execution when Ada refuses, and the same execution can be run again', async () => {
		const [id] = await ada.seed({ external_id: 'crm-1' });
		const n8n = await published({ events: [MESSAGE], options });
		await ada.fault({ kind: 'status', status: 403, times: 1 });
		await ada.emit(MESSAGE, message({ end_user_id: id }));
		expect(await arrived()).toEqual([]);

		const [failed] = n8n.executions;
		expect(failed.error?.message).toBe('Ada does not let this API key do that');
		const again = await n8n.runAgain(failed, 'retry');
		expect(again.items[0].endUser).toMatchObject({ end_user_id: id });
	});
});

describe('listening for a test event', () => {
	test('shows the event, and leaves no endpoint behind', async () => {
		host = await TriggerHost.start({
			credential: ada.credential,
			parameters: { events: [CREATED] },
		});
		await host.listen();
		await ada.emit(CREATED, { end_user_id: 'a' });

		expect(await arrived()).toMatchObject([{ type: CREATED, data: { end_user_id: 'a' } }]);
		expect(await ada.endpoints()).toEqual([]);
	});

	test('goes on after an event that the filters leave out, or a forged one', async () => {
		host = await TriggerHost.start({
			credential: ada.credential,
			parameters: { events: [MESSAGE], authors: ['ai_agent'] },
		});
		await host.listen();
		await ada.emit(MESSAGE, message(by('end_user')));
		await ada.settled();
		expect((await fetch(host.testUrl, { method: 'POST', body: '{}' })).status).toBe(401);
		expect(await ada.endpoints()).toHaveLength(1);

		await ada.emit(MESSAGE, message(by('ai_agent')));
		expect(await typesArrived()).toEqual([MESSAGE]);
		expect(await ada.endpoints()).toEqual([]);
	});
});

describe('the choices of Further Event Names', () => {
	const EVENT_TYPES = '/api/v2/webhooks/event-types/';

	async function choices(data?: unknown[]): Promise<INodePropertyOptions[]> {
		if (data) {
			const body = JSON.stringify({ data });
			await ada.fault({ kind: 'status', status: 200, body, pathPrefix: EVENT_TYPES });
		}
		host = await TriggerHost.start({ credential: ada.credential, parameters: {} });
		return await host.choices('getFurtherEvents');
	}

	test('are none while Ada knows those of Trigger On only', async () => {
		expect(await choices()).toEqual([]);
		expect(await ada.calls()).toEqual([`GET ${EVENT_TYPES}`]);
	});

	test('are what Ada knows beyond those, in its words', async () => {
		const known = { name: CREATED, description: 'A new end user appeared.' };
		const brandNew = { name: 'v2.brand.new', description: 'Something new.' };

		expect(await choices([known, brandNew, { name: 'v2.bare' }])).toEqual([
			{ name: 'v2.brand.new', value: 'v2.brand.new', description: 'Something new.' },
			{ name: 'v2.bare', value: 'v2.bare' },
		]);
	});

	test('leave out what has no name', async () => {
		expect(await choices([null, 'text', {}, { name: '' }, { name: 7 }])).toEqual([]);
	});

	test('tell why they are missing', async () => {
		await ada.fault({ kind: 'status', status: 403, pathPrefix: EVENT_TYPES });

		await expect(choices()).rejects.toThrow('Ada does not let this API key do that');
	});
});

test('the choices of Channels are the agent’s custom channels, then its native ones', async () => {
	host = await TriggerHost.start({ credential: ada.credential, parameters: {} });

	const choices = await host.choices('getChannels');
	const channels = await ada.channels();
	expect(choices.map(({ value }) => value)).toEqual(channels.map(({ id }) => id));
	expect(choices.map(({ name }) => name)).toEqual([
		'Web portal',
		'Mobile app',
		'Chat (native)',
		'Email (native)',
		'Voice (native)',
	]);
});

test('the messages of a real conversation arrive, greeting first, on its channel only', async () => {
	await ada.agent({ delayMs: 0 });
	const [{ id: channel }, { id: another }] = await ada.channels();
	await published({
		events: ['v1.conversation.created', MESSAGE],
		options: { channels: [channel] },
	});
	for (const channel_id of [channel, another]) {
		await fetch(`${ada.url}/api/v2/conversations/`, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${ada.credential.apiKey}`,
				'Content-Type': 'application/json',
			},
			body: JSON.stringify({ channel_id }),
		});
	}
	const items = await arrived();
	expect(items.map(({ type }) => type).sort()).toEqual(['v1.conversation.created', MESSAGE]);
});
