import { switchTable } from '../../sandbox/switches';
import { newChannel, type ChannelAnswer } from './channels';
import { Client, dayMs, hourMs, type ErrorAnswer, type ListAnswer } from './client';
import { Conversing, formWith, human, mobileApp, nobody, silentAgent, text } from './conversing';
import { Dashboard } from './dashboard';
import { isSignedWith, Receiver } from './receiver';
import { someUrl, WebhookCalls } from './webhookCalls';

const oneSecond = { perSecond: 1, perMinute: null, perDay: null };

let client: Client;
let talk: Conversing;
let webhooks: WebhookCalls;
let dashboard: Dashboard;
let receiver: Receiver;

beforeAll(async () => {
	receiver = await Receiver.start();
	client = await Client.start();
	talk = new Conversing(client);
	webhooks = new WebhookCalls(client);
	dashboard = new Dashboard(client.control);
});
beforeEach(async () => {
	await client.control.post('/reset');
	receiver.forget();
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});

/** What an observation sees under each alternative of a switch. */
interface Case {
	observe: () => Promise<unknown>;
	under: Record<string, unknown>;
}

async function metadataAfter(stored: object, sent: unknown): Promise<unknown> {
	const id = await client.made({ profile: { metadata: stored } });
	const { status, data } = await client.update(id, { profile: { metadata: sent } });
	return status === 200 ? data.profile.metadata : status;
}

async function statusOfCreate(body: object): Promise<number> {
	return (await client.create(body)).status;
}

/** Three people, 0 to 2 in the order of their creation, as the pages of two show them. */
async function pages(): Promise<number[][]> {
	const ids = [await client.made(), await client.made(), await client.made()];
	const seen: number[][] = [];
	let page = await client.list({ limit: 2 });
	for (;;) {
		seen.push(page.data.data.map(({ end_user_id: id }) => ids.indexOf(id)));
		const next = page.data.meta.next_page_url;
		if (!next) return seen;
		page = await client.ada.get<ListAnswer>(next);
	}
}

async function sensitiveKeysLater(): Promise<string[]> {
	const write = (fields: object) => ({ profile: { sensitive_metadata: { fields } } });
	const id = await client.made(write({ first: 1, again: 1 }));
	await client.control.patch(`/end-users/${id}`, { attached: true });
	await client.advance(12 * hourMs);
	await client.update(id, write({ again: 2, second: 1 }));
	await client.advance(12 * hourMs);
	return Object.keys((await client.stored(id)).sensitive).sort();
}

/** How many updates a PATCH tells of, the person being new. */
async function updatesToldOf(body: object): Promise<number> {
	const id = await client.made({ profile: { first_name: 'Noor' } });
	await client.update(id, body);
	return (await client.events()).filter(({ type }) => type === 'v1.end_user.updated').length;
}

/** The roles and the content's types of what is told of a conversation's messages. */
async function messagesToldOf(): Promise<unknown[]> {
	const events = await talk.events();
	return events.flatMap(({ type, data }) => {
		const { author, content } = data;
		return type === 'v1.conversation.message' ? [`${author?.role} ${content?.type}`] : [];
	});
}

async function uploaded(size: number, filename: string): Promise<number> {
	const { id } = await talk.handedOff();
	return (await talk.attach(id, formWith(new Uint8Array(size), filename))).status;
}

interface ErasureJob {
	job_id: string;
	type: string;
	status: string;
	identifiers: Array<{ disposition: string | null }>;
}

async function deletion(externalId: string, reference: string | null = null, ...others: string[]) {
	const identifiers = [externalId, ...others].map((value) => ({ type: 'external_id', value }));
	const body = { identifiers, client_reference: reference };
	return await client.ada.post<ErasureJob>('/v2/end-users/delete', body);
}

/** A bulk deletion that has ended. */
async function erasure(externalId: string, ...others: string[]): Promise<ErasureJob> {
	const { data } = await deletion(externalId, null, ...others);
	await client.advance(dayMs);
	return (await client.ada.get<ErasureJob>(`/v2/jobs/${data.job_id}`)).data;
}

const none = ['undefined', 'undefined', 'undefined'];
const told = (remaining: string) => [
	'10',
	remaining,
	String(Date.parse('2100-01-01T00:00:01Z') / 1000),
];

const cases: Record<keyof typeof switchTable, Case> = {
	createdEvent: {
		observe: async () => {
			await talk.agent(silentAgent);
			const id = await client.made();
			const before = await talk.eventTypes();
			await talk.started({ end_user_id: id });
			await talk.started({ end_user_id: id });
			return [before, await talk.eventTypes()];
		},
		under: {
			atOnce: [
				['v1.end_user.created'],
				['v1.end_user.created', 'v1.conversation.created', 'v1.conversation.created'],
			],
			notAtOnce: [
				[],
				['v1.end_user.created', 'v1.conversation.created', 'v1.conversation.created'],
			],
		},
	},
	updatedByNothing: {
		observe: () => updatesToldOf({ profile: { first_name: 'Noor' } }),
		under: { silent: 0, fires: 1 },
	},
	updatedByExternalId: {
		observe: () => updatesToldOf({ external_id: 'new', profile: {} }),
		under: { silent: 0, fires: 1 },
	},
	updatedBySensitive: {
		observe: () => updatesToldOf({ profile: { sensitive_metadata: { fields: { token: 't' } } } }),
		under: { silent: 0, fires: 1 },
	},
	errorTypeNames: {
		observe: async () => {
			const missing = await client.ada.get<ErrorAnswer>('/v2/nothing');
			const invalid = await client.refusal({ external_id: '' });
			return [missing.data.errors[0].type, invalid.data.errors[0].type];
		},
		under: {
			snake: ['not_found', 'validation_error'],
			class: ['NotFoundError', 'validation_error'],
		},
	},
	unauthorizedBody: {
		observe: async () => {
			const { status, data } = await client.ada.get<object>('/v2/variables/', {
				headers: { Authorization: 'Bearer another' },
			});
			return [status, data];
		},
		under: {
			envelope: [
				401,
				{ errors: [{ type: 'unauthorized', message: 'Unauthorized', details: null }] },
			],
			message: [401, { message: 'Unauthorized' }],
		},
	},
	malformedId: {
		observe: async () => (await client.get('xyz')).status,
		under: { badRequest: 400, notFound: 404 },
	},
	slashMismatch: {
		observe: async () => {
			const id = await client.made({ external_id: 'crm-1' });
			const missing = await client.ada.get<object>('/v2/end-users?external_id=crm-1');
			const extra = await client.ada.get<object>(`/v2/end-users/${id}/`);
			return [missing, extra].map(({ status, headers }) => [
				status,
				String(headers.location).replace(id, 'ID'),
			]);
		},
		under: {
			served: [
				[200, 'undefined'],
				[200, 'undefined'],
			],
			redirect308: [
				[308, '/api/v2/end-users/?external_id=crm-1'],
				[308, '/api/v2/end-users/ID'],
			],
			redirect301: [
				[301, '/api/v2/end-users/?external_id=crm-1'],
				[301, '/api/v2/end-users/ID'],
			],
			notFound: [
				[404, 'undefined'],
				[404, 'undefined'],
			],
		},
	},
	unknownKeys: {
		observe: async () => [
			await statusOfCreate({ colour: 'red' }),
			await statusOfCreate({ profile: { system_properties: {} } }),
		],
		under: { ignored: [201, 201], refused: [400, 400] },
	},
	retryAfter: {
		observe: async () => {
			await client.control.post('/clock', { frozen: true });
			await client.control.patch('/limits', { default: oneSecond });
			await client.list();
			const { status, headers } = await client.list();
			return `${status} ${String(headers['retry-after'])}`;
		},
		under: { absent: '429 undefined', sent: '429 1' },
	},
	rateLimitHeaders: {
		observe: async () => {
			await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00.500Z', frozen: true });
			await client.control.patch('/limits', { all: 'published' });
			const answers = [
				await client.list(),
				await deletion('crm-1'),
				await client.ada.get<object>('/v2/jobs/unknown'),
			];
			return answers.map(({ headers }) =>
				['limit', 'remaining', 'reset'].map((name) => String(headers[`x-ratelimit-${name}`])),
			);
		},
		under: {
			bulkDeletionOnly: [none, told('8'), none],
			everywhere: [told('9'), told('8'), told('7')],
		},
	},
	endUserCollectionLimit: {
		observe: async () => {
			await client.control.post('/clock', { frozen: true });
			await client.control.patch('/limits', {
				default: { ...oneSecond, perSecond: 2 },
				endUserById: { ...oneSecond, perSecond: 3 },
				endUserCollection: oneSecond,
			});
			const answers = [
				await client.create({}),
				await client.list(),
				await client.lookUp('nobody'),
				await client.create({}),
			];
			return answers.map(({ status }) => status);
		},
		under: {
			default: [201, 200, 429, 429],
			byId: [201, 200, 404, 429],
			onePerSecond: [201, 429, 429, 429],
		},
	},
	limitWindows: {
		observe: async () => {
			await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00.900Z', frozen: true });
			await client.control.patch('/limits', { default: oneSecond });
			const first = await client.list();
			await client.advance(100);
			const nextSecond = await client.list();
			await client.advance(900);
			const afterASecond = await client.list();
			return [first, nextSecond, afterASecond].map(({ status }) => status);
		},
		under: { fixed: [200, 200, 429], sliding: [200, 429, 200] },
	},
	keyPermission: {
		observe: async () => [(await client.list()).status, await statusOfCreate({})],
		under: { full: [200, 201], readOnly: [200, 403], none: [403, 403] },
	},
	timestampFormat: {
		observe: async () => {
			await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00.123Z', frozen: true });
			return (await client.create({})).data.created_at;
		},
		under: {
			offset: '2100-01-01T00:00:00.123000+00:00',
			zoneless: '2100-01-01T00:00:00.123000',
			zulu: '2100-01-01T00:00:00.123Z',
		},
	},
	noValue: {
		observe: async () => {
			const { data } = await client.create({ profile: { first_name: 'Rosa' } });
			return [Object.keys(data), Object.keys(data.profile), data.profile.system_properties];
		},
		under: {
			null: [
				['end_user_id', 'external_id', 'profile', 'created_at', 'updated_at'],
				[
					'first_name',
					'last_name',
					'display_name',
					'avatar',
					'email',
					'language',
					'metadata',
					'system_properties',
				],
				{ sunshine_user_id: null },
			],
			absent: [
				['end_user_id', 'profile', 'created_at', 'updated_at'],
				['first_name', 'system_properties'],
				{},
			],
		},
	},
	metadataPatch: {
		observe: () => metadataAfter({ a: 1, b: 2 }, { b: 3 }),
		under: { merge: { a: 1, b: 3 }, replace: { b: 3 } },
	},
	metadataKeyNull: {
		observe: async () => [
			await metadataAfter({ a: 1, b: 2 }, { b: null }),
			await statusOfCreate({ profile: { metadata: { a: null } } }),
		],
		under: {
			removes: [{ a: 1 }, 201],
			refused: [400, 400],
			stored: [{ a: 1, b: null }, 201],
		},
	},
	metadataNull: {
		observe: () => metadataAfter({ a: 1 }, null),
		under: { nothing: { a: 1 }, clears: {} },
	},
	metadataEmpty: {
		observe: () => metadataAfter({ a: 1 }, {}),
		under: { nothing: { a: 1 }, clears: {} },
	},
	scalarNull: {
		observe: async () => {
			const id = await client.made({ profile: { first_name: 'Rosa' } });
			return (await client.update(id, { profile: { first_name: null } })).data.profile.first_name;
		},
		under: { clears: null, ignored: 'Rosa' },
	},
	metadataValues: {
		observe: () => metadataAfter({}, { a: 1.5, b: [1], c: { d: 1 } }),
		under: { refused: 400, coerced: { a: '1.5', b: '[1]', c: '{"d":1}' } },
	},
	metadataSizeOf: {
		observe: async () => {
			const after = await metadataAfter({ a: 'x'.repeat(6_000) }, { b: 'x'.repeat(6_000) });
			return typeof after === 'number' ? after : 'written';
		},
		under: { merged: 400, request: 'written' },
	},
	metadataMaxBytes: {
		observe: () => statusOfCreate({ profile: { metadata: { a: 'x'.repeat(10_100) } } }),
		under: { '10240': 201, '10000': 400 },
	},
	knownExternalIdProfile: {
		observe: async () => {
			await client.made({ external_id: 'a', profile: { first_name: 'Rosa', last_name: 'Lima' } });
			const body = { external_id: 'a', profile: { first_name: 'New' } };
			const { status, data } = await client.create(body);
			return [status, data.profile.first_name, data.profile.last_name];
		},
		under: { ignored: [200, 'Rosa', 'Lima'], applied: [200, 'New', 'Lima'] },
	},
	knownExternalIdSensitive: {
		observe: async () => {
			const id = await client.made({ external_id: 'a' });
			const sensitive = { fields: { token: 't' } };
			await client.create({ external_id: 'a', profile: { sensitive_metadata: sensitive } });
			return Object.keys((await client.stored(id)).sensitive);
		},
		under: { ignored: [], applied: ['token'] },
	},
	externalIdCase: {
		observe: async () => {
			const { data } = await client.create({ external_id: 'CRM-1' });
			const found = await client.lookUp('crm-1');
			return [data.external_id, found.data.external_id];
		},
		under: { lowered: ['crm-1', 'crm-1'], asSent: ['CRM-1', 'CRM-1'] },
	},
	externalIdSpace: {
		observe: async () => {
			const { data } = await client.create({ external_id: ' a ' });
			const long = await client.create({ external_id: ` ${'x'.repeat(36)} ` });
			const bare = await client.lookUp('a');
			const spaced = await client.lookUp(' a ');
			const blank = await client.create({ external_id: '  ' });
			return [data.external_id, long.status, bare.status, spaced.status, blank.status];
		},
		under: { kept: [' a ', 400, 404, 200, 201], trimmed: ['a', 201, 200, 200, 400] },
	},
	externalIdLength: {
		observe: () => statusOfCreate({ external_id: 'é'.repeat(19) }),
		under: { codePoints: 201, bytes: 400 },
	},
	externalIdEmpty: {
		observe: async () => {
			const id = await client.made({ external_id: 'a' });
			const patched = await client.update(id, { external_id: '', profile: {} });
			return [await statusOfCreate({ external_id: '' }), patched.status, patched.data.external_id];
		},
		under: { refused: [400, 400, undefined], cleared: [201, 200, null] },
	},
	externalIdOfNative: {
		observe: async () => {
			const seeded = await client.control.post<{ ids: string[] }>('/end-users', {
				endUsers: [{ channel: 'native' }],
			});
			const [id] = seeded.data.ids;
			const { status, data } = await client.update(id, { external_id: 'a', profile: {} });
			return [status, data.external_id];
		},
		under: { stored: [200, 'a'], refused: [400, undefined], ignored: [200, null] },
	},
	lookUpWithPaging: {
		observe: async () => {
			await client.made({ external_id: 'a' });
			const withLimit = await client.list({ external_id: 'a', limit: 5 });
			const withCursor = await client.list({ external_id: 'a', cursor: 'x' });
			return [withLimit.status, withCursor.status];
		},
		under: { refused: [400, 400], externalIdWins: [200, 200] },
	},
	simultaneousCreate: {
		observe: async () => {
			const bodies = ['a', 'A', 'a'].map((externalId) => ({ external_id: externalId }));
			const answers = await Promise.all(bodies.map((body) => client.create(body)));
			const { data } = await client.list();
			return [answers.map(({ status }) => status).sort(), data.data.length];
		},
		under: {
			oneExisting: [[200, 200, 201], 1],
			conflict: [[201, 409, 409], 1],
			duplicates: [[201, 201, 201], 3],
		},
	},
	limitOutOfRange: {
		observe: async () => {
			await client.control.post('/end-users', {
				endUsers: Array.from({ length: 101 }, () => ({})),
			});
			const answers = await Promise.all(
				['0', '-1', '101', 'abc', '1.5', ''].map((limit) => client.list({ limit })),
			);
			return answers.map(({ status, data }) => (status === 200 ? data.data.length : status));
		},
		under: { refused: [400, 400, 400, 400, 400, 400], clamped: [1, 1, 100, 100, 100, 100] },
	},
	listDefaultLimit: {
		observe: async () => {
			await client.control.post('/end-users', {
				endUsers: Array.from({ length: 101 }, () => ({})),
			});
			return (await client.list()).data.data.length;
		},
		under: { '100': 100, '20': 20 },
	},
	listOrder: {
		observe: pages,
		under: { ascending: [[0, 1], [2]], descending: [[2, 1], [0]] },
	},
	listCursor: {
		observe: async () => {
			const seen = await pages();
			const { data } = await client.list();
			const [, second] = data.data;
			const from = await client.list({ cursor: second.end_user_id });
			return [seen, from.data.data.length];
		},
		under: { exclusive: [[[0, 1], [2]], 1], inclusive: [[[0, 1], [2]], 2] },
	},
	nextPageLimit: {
		observe: async () => {
			await pages();
			const { data } = await client.list({ limit: 2 });
			return data.meta.next_page_url?.includes('limit=2');
		},
		under: { carried: true, dropped: false },
	},
	lastPage: {
		observe: async () => (await client.list()).data.meta,
		under: { null: { next_page_url: null }, absent: {}, empty: { next_page_url: '' } },
	},
	sensitiveOverlap: {
		observe: async () => {
			const both = { metadata: { a: 1 }, sensitive_metadata: { fields: { a: 1 } } };
			const id = await client.made({ profile: { metadata: { b: 1 } } });
			const within = await client.update(id, { profile: both });
			const fields = { sensitive_metadata: { fields: { b: 1 } } };
			const against = await client.update(id, { profile: fields });
			return [await statusOfCreate({ profile: both }), within.status, against.status];
		},
		under: {
			sameRequest: [400, 400, 200],
			createOnly: [400, 200, 200],
			stored: [400, 400, 400],
		},
	},
	sensitiveExpiry: {
		observe: sensitiveKeysLater,
		under: { perValue: ['again', 'second'], perUser: ['again', 'first', 'second'] },
	},
	sensitiveRewrite: {
		observe: sensitiveKeysLater,
		under: { restarts: ['again', 'second'], keeps: ['second'] },
	},
	language: {
		observe: () =>
			Promise.all(
				['fr', 'FR_ca', 'fr-CA', 'zh-hant', 'en us'].map(async (language) => {
					const { status, data } = await client.create({ profile: { language } });
					return status === 201 ? data.profile.language : status;
				}),
			),
		under: {
			asSent: ['fr', 'FR_ca', 'fr-CA', 'zh-hant', 400],
			regionRequired: [400, 400, 'fr-CA', 400, 400],
			normalised: ['fr', 'fr-CA', 'fr-CA', 'zh-Hant', 400],
		},
	},
	profileValues: {
		observe: () =>
			Promise.all(
				[
					{ email: 'nobody' },
					{ avatar: 'a.png' },
					{ first_name: 'x'.repeat(256) },
					{ email: 'a@b.example', avatar: 'https://b.example/a.png', last_name: 'L' },
				].map((profile) => statusOfCreate({ profile })),
			),
		under: { unchecked: [201, 201, 201, 201], checked: [400, 400, 400, 201] },
	},
	channelTypeMissing: {
		observe: async () => {
			const { status, data } = await client.ada.get<{ data?: object[] }>('/v2/channels/');
			return [status, data.data?.length];
		},
		under: { refused: [400, undefined], all: [200, 5] },
	},
	duplicateChannelName: {
		observe: async () => {
			const body = newChannel({ name: 'Portal' });
			const answers = [
				await client.ada.post<ChannelAnswer>('/v2/channels/', body),
				await client.ada.post<ChannelAnswer>('/v2/channels/', body),
			];
			return answers.map(({ status }) => status);
		},
		under: { refused: [201, 400], conflict: [201, 409], allowed: [201, 201] },
	},
	smsModality: {
		observe: async () => {
			const made = await client.ada.post('/v2/channels/', newChannel({ modality: 'sms' }));
			const listed = await client.ada.get('/v2/channels/?type=custom&modality=sms');
			return [made.status, listed.status];
		},
		under: { accepted: [201, 200], refused: [400, 400] },
	},
	unknownReference: {
		observe: async () => {
			const channel = await talk.start({ channel_id: nobody });
			const person = await talk.start({ end_user_id: nobody });
			return [channel.status, person.status];
		},
		under: { notFound: [404, 404], badRequest: [400, 400] },
	},
	secondConversation: {
		observe: async () => {
			const person = { end_user_id: await client.made() };
			const first = await talk.started(person);
			const second = await talk.start(person);
			const others = [await talk.start({ ...person, channel_id: mobileApp }), await talk.start()];
			await talk.end(first.id);
			const afterwards = await talk.start(person);
			return [second, ...others, afterwards].map(({ status }) => status);
		},
		under: { allowed: [201, 201, 201, 201], conflict: [409, 201, 201, 201] },
	},
	endUserOfConversation: {
		observe: async () => {
			await talk.agent(silentAgent);
			await talk.started();
			return talk.eventTypes();
		},
		under: {
			before: ['v1.end_user.created', 'v1.conversation.created'],
			after: ['v1.conversation.created', 'v1.end_user.created'],
			silent: ['v1.conversation.created'],
		},
	},
	foreignAuthor: {
		observe: async () => {
			const { id } = await talk.started();
			const write = (author: object) => talk.write(id, { author, content: text('Hi') });
			const foreign = await write({ role: 'end_user', id: await client.made() });
			const missing = await write({ role: 'end_user' });
			return [foreign.status, missing.status];
		},
		under: { badRequest: [400, 400], notFound: [404, 400] },
	},
	humanWithoutHandoff: {
		observe: async () => {
			const body = { author: human, content: text('Hi') };
			const outside = await talk.write((await talk.started()).id, body);
			const during = await talk.write((await talk.handedOff()).id, body);
			return [outside.status, during.status];
		},
		under: { accepted: [201, 201], badRequest: [400, 201], unprocessable: [422, 201] },
	},
	messageAfterEnd: {
		observe: async () => {
			const conversation = await talk.started();
			await talk.end(conversation.id);
			return (await talk.say(conversation, 'Hello?')).status;
		},
		under: { expired: 400, unprocessable: 422 },
	},
	endTwice: {
		observe: async () => {
			const { id } = await talk.started();
			const statuses = [(await talk.end(id)).status, (await talk.end(id)).status];
			const events = await talk.eventTypes();
			return [statuses, events.filter((type) => type === 'v1.conversation.ended').length];
		},
		under: { refused: [[200, 400], 1], repeated: [[200, 200], 1] },
	},
	endedByApi: {
		observe: async () => {
			const { id, end_user_id: person } = await talk.started();
			await talk.end(id);
			const [ended] = (await talk.events()).slice(-1);
			const { id: by, role } = ended.data.ended_by ?? {};
			return [role, by === person ? 'the person' : by];
		},
		under: {
			endUser: ['end_user', 'the person'],
			system: ['system', null],
		},
	},
	messageIdInEvents: {
		observe: async () => {
			await talk.agent(silentAgent);
			const conversation = await talk.started();
			const { data } = await talk.say(conversation, 'Hi');
			const [told] = (await talk.events()).slice(-1);
			const { data: history } = await talk.history(conversation.id);
			const { message_id: toldId } = told.data;
			return [history.data[0].message_id === data.id, toldId === data.id, toldId?.length];
		},
		under: { same: [true, true, 24], uuid: [true, false, 36] },
	},
	ownMessages: {
		observe: async () => {
			await talk.agent({ greeting: false, delayMs: 0 });
			const conversation = await talk.started();
			await talk.say(conversation, 'Hi');
			await talk.write(conversation.id, { author: human, content: text('Hi') });
			return messagesToldOf();
		},
		under: {
			told: ['end_user text', 'ai_agent text', 'human_agent text'],
			silent: ['ai_agent text'],
		},
	},
	presenceContent: {
		observe: async () => {
			await talk.agent(silentAgent);
			const { id } = await talk.handedOff();
			await talk.endHandoff(id);
			return messagesToldOf();
		},
		under: { never: [], sent: ['ai_agent presence', 'ai_agent presence'] },
	},
	attachmentOutsideHandoff: {
		observe: async () => {
			const { id } = await talk.started();
			return (await talk.attach(id, formWith(new Uint8Array(1), 'a.pdf'))).status;
		},
		under: { unprocessable: 422, badRequest: 400 },
	},
	attachmentTooLarge: {
		observe: () => uploaded(51 * 1024 * 1024, 'a.pdf'),
		under: { contentTooLarge: 413, badRequest: 400 },
	},
	attachmentType: {
		observe: () => uploaded(1, 'a.exe'),
		under: { badRequest: 400, unsupportedMediaType: 415, unprocessable: 422 },
	},
	erasureJobIds: {
		observe: async () => {
			const { job_id: id } = await erasure('crm-1');
			return /^[0-9a-f]{24}$/.test(id) ? 'hex' : id.split('-').map(({ length }) => length);
		},
		under: { uuid: [8, 4, 4, 4, 12], hex: 'hex' },
	},
	erasureJobType: {
		observe: async () => (await erasure('crm-1')).type,
		under: {
			end_user_deletion: 'end_user_deletion',
			bulk_end_user_deletion: 'bulk_end_user_deletion',
		},
	},
	clientReferenceReused: {
		observe: async () => {
			const first = await deletion('crm-1', 'reference');
			const second = await deletion('crm-2', 'reference');
			return second.status === 202 ? second.data.job_id === first.data.job_id : second.status;
		},
		under: { newJob: false, conflict: 409, sameJob: true },
	},
	erasureCoolDown: {
		observe: async () => {
			await client.control.post('/end-users', {
				endUsers: [{ external_id: 'crm-1' }, { external_id: 'crm-2' }],
			});
			await deletion('crm-1');
			const { status, identifiers } = await erasure('crm-1', 'crm-2');
			const left = (await client.list()).data.data.map(({ external_id: id }) => id);
			return [status, identifiers[0].disposition, left];
		},
		under: {
			failsJob: ['failed', 'duplicate', ['crm-2']],
			duplicate: ['partial', 'duplicate', []],
			invalid: ['partial', 'invalid', []],
		},
	},
	erasureDispositions: {
		observe: async () => {
			const { data } = await deletion('crm-1');
			const early = await client.ada.get<ErasureJob>(`/v2/jobs/${data.job_id}`);
			await client.advance(dayMs);
			const late = await client.ada.get<ErasureJob>(`/v2/jobs/${data.job_id}`);
			return [early, late].map((answer) => answer.data.identifiers[0].disposition);
		},
		under: { atOnce: ['not_found', 'not_found'], atEnd: [null, 'not_found'] },
	},
	erasureErrorBody: {
		observe: async () => {
			const { status, data } = await client.ada.get<object>('/v2/jobs/unknown');
			return [status, Object.keys(data)];
		},
		under: { envelope: [404, ['errors']], detail: [404, ['detail']] },
	},
	oversizedPatch: {
		observe: async () => {
			const id = await client.made();
			const profile = { first_name: 'x'.repeat(10 * 1024 * 1024) };
			return [(await client.update(id, { profile })).status, await statusOfCreate({ profile })];
		},
		under: { contentTooLarge: [413, 413], badRequest: [400, 413] },
	},
	unknownEventType: {
		observe: async () => {
			const event_filters = ['v1.end_user.created', 'v2.news'];
			const { status, data } = await webhooks.create({ url: someUrl, event_filters });
			const id = await webhooks.made();
			const patched = await webhooks.update(id, { event_filters });
			return [status, data.event_filters, patched.status];
		},
		under: {
			refused: [400, undefined, 400],
			stored: [201, ['v1.end_user.created', 'v2.news'], 200],
		},
	},
	privateWebhookUrl: {
		observe: () =>
			Promise.all(
				[
					'http://n8n.example.org/',
					'https://localhost/',
					'https://n8n.localhost/',
					'https://127.0.0.1:5678/',
					'https://10.1.2.3/',
					'https://172.31.0.1/',
					'https://192.168.1.1/',
					'https://[::1]/',
					'https://[fd00::1]/',
					'https://n8n.example.org/',
					'https://172.32.0.1/',
					'https://[2001:db8::1]/',
				].map(async (url) => (await webhooks.create({ url })).status),
			),
		under: {
			accepted: Array.from({ length: 12 }, () => 201),
			refused: [...Array.from({ length: 9 }, () => 400), 201, 201, 201],
		},
	},
	webhookPageSize: {
		observe: () => {
			const limits = [undefined, 250, 251, 100, 101];
			return Promise.all(limits.map(async (limit) => (await webhooks.list({ limit })).status));
		},
		under: {
			fifty: [200, 200, 400, 200, 200],
			hundred: [200, 400, 400, 200, 400],
			ten: [200, 400, 400, 400, 400],
		},
	},
	emptyEventFilters: {
		observe: async () => {
			const id = await webhooks.made({ event_filters: ['v1.end_user.created'] });
			const { status, data } = await webhooks.update(id, { event_filters: [] });
			const posted = await webhooks.create({ url: someUrl, event_filters: [] });
			return [status, data.event_filters, posted.status];
		},
		under: { allEvents: [200, [], 201], refused: [400, undefined, 201] },
	},
	deliveryAttempts: {
		observe: async () => {
			await client.control.post('/clock', { frozen: true });
			receiver.answer = { status: 500 };
			await dashboard.add({ url: receiver.url });
			await dashboard.emit({ type: 'v1.news' });
			await dashboard.settled();
			const atOnce = receiver.received.length;
			for (let hours = 0; hours < 80; hours += 10) {
				await client.advance(10 * hourMs);
				await dashboard.settled();
			}
			return [atOnce, receiver.received.length];
		},
		under: { eightInAll: [1, 8], eightRetries: [2, 9] },
	},
	endpointDisabledAfter: {
		observe: async () => {
			await client.control.post('/clock', { frozen: true });
			receiver.answer = { status: 500 };
			const { id } = await dashboard.add({ url: receiver.url });
			const enabled: boolean[] = [];
			for (const days of [0, 4, 1, 1, 1]) {
				await client.advance(days * dayMs);
				await dashboard.emit({ type: 'v1.news' });
				await dashboard.settled();
				enabled.push((await webhooks.get(id)).data.enabled);
			}
			return enabled;
		},
		under: {
			oneWeek: [true, true, true, true, false],
			fiveDays: [true, true, false, false, false],
		},
	},
	webhookHeaders: {
		observe: async () => {
			const { secret } = await dashboard.add({ url: receiver.url });
			await dashboard.emit({ type: 'v1.news' });
			await dashboard.settled();
			const [request] = receiver.received;
			return ['svix', 'webhook'].map((name) => isSignedWith(secret, request, name));
		},
		under: { svix: [true, false], webhook: [false, true], both: [true, true] },
	},
	auditLogEvents: {
		observe: async () => {
			const id = await webhooks.made({ description: 'n8n' });
			await webhooks.update(id, { description: 'n8n' });
			await webhooks.update(id, { enabled: false });
			await webhooks.rotate(id);
			await webhooks.remove(id);
			const events = await client.control.get<{ events: Array<{ type: string; tags: string[] }> }>(
				'/events',
			);
			return events.data.events.map(({ type, tags }) => [type, ...tags.slice(0, 2)]);
		},
		under: {
			none: [],
			webhooks: [
				['v1.audit_log.emitted', 'webhook', 'created'],
				['v1.audit_log.emitted', 'webhook', 'updated'],
				['v1.audit_log.emitted', 'webhook', 'deleted'],
			],
		},
	},
};

describe.each(Object.entries(cases))('%s', (name, { observe, under }) => {
	it.each(Object.entries(under))('%s', async (value, expected) => {
		await client.turn({ [name]: value });
		expect(await observe()).toEqual(expected);
	});

	it('is tried under each alternative, and its default is what holds untouched', async () => {
		const open = Object.entries(switchTable).find(([known]) => known === name)?.[1];
		expect(Object.keys(under).sort()).toEqual(Object.keys(open?.alternatives ?? {}).sort());
		expect(await observe()).toEqual(under[open?.byDefault ?? '']);
	});
});

describe('combined switches', () => {
	it('let sensitive values of a person go together, 24 hours after the first write', async () => {
		await client.turn({ sensitiveExpiry: 'perUser', sensitiveRewrite: 'keeps' });
		expect(await sensitiveKeysLater()).toEqual([]);
	});

	it('page backwards with an inclusive cursor and nobody twice', async () => {
		await client.turn({ listOrder: 'descending', listCursor: 'inclusive' });
		expect(await pages()).toEqual([[2, 1], [0]]);
	});

	it('show an external ID that was trimmed and then emptied as cleared', async () => {
		await client.turn({ externalIdSpace: 'trimmed', externalIdEmpty: 'cleared' });
		const { status, data } = await client.create({ external_id: '  ' });
		expect([status, data.external_id]).toEqual([201, null]);
	});

	it('keep clean-up at 24 hours whatever the sensitive values do', async () => {
		await client.turn({ sensitiveExpiry: 'perUser' });
		const id = await client.made({ profile: { sensitive_metadata: { fields: { a: 1 } } } });
		await client.advance(dayMs);
		expect((await client.get(id)).status).toBe(404);
	});
});
