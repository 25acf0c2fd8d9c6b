import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { RunOptions, RunResult } from './engine';
import { channel, idOf, NATIVE_CHAT, send, start, within } from './conversationForms';
import { runConversation, runEndUser } from './engine';
import { erase, getJob, jobIdOf } from './erasureForms';
import { byAdaId, byExternalId, inJson, metadataRow, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import type { LocalAda, LocalCredential } from './localAda';
import type { OtherServer } from './otherServer';
import { TriggerHost, type HostOptions } from './triggerHost';

/** What the node tells somebody who made a mistake. */
export interface Told {
	message: string;
	whatToDo: string;
}

/** The surroundings in which the mistakes are made. */
export interface Surroundings {
	/** Knows one person, with the external ID `crm-1`. */
	ada: LocalAda;
	/** A server that answers with a web page. */
	other: OtherServer;
}

/** Makes one mistake in the real engine. */
type Mistake = (surroundings: Surroundings) => Promise<Told>;

/** A mistake in the form, or in what the items hold. */
const form =
	(parameters: INodeParameters, ...items: IDataObject[]): Mistake =>
	async ({ ada }) =>
		lastError(await run(ada, { parameters, items: items.length > 0 ? items : [{}] }));

/** A mistake in the credential. */
const credential =
	(wrong: Partial<LocalCredential> & { handle?: string }): Mistake =>
	async ({ ada }) =>
		lastError(await run(ada, { parameters: get, credential: { ...ada.credential, ...wrong } }));

async function run(ada: LocalAda, options: Omit<RunOptions, 'credential'> & Partial<RunOptions>) {
	return await runEndUser({
		credential: ada.credential,
		onError: 'continueRegularOutput',
		...options,
	});
}

/** A mistake with a new conversation; an item can be the conversation's. */
const talking =
	(mistake: (ada: LocalAda, id: string) => Promise<RunResult>): Mistake =>
	async ({ ada }) => {
		await ada.agent({ greeting: false, replies: 0 });
		const { json } = await talk(ada, start({ person: 'anonymous' }));
		return lastError(await mistake(ada, idOf(json[0][0])));
	};

async function talk(ada: LocalAda, parameters: INodeParameters, more: Partial<RunOptions> = {}) {
	return await runConversation({
		credential: ada.credential,
		parameters,
		onError: 'continueRegularOutput',
		...more,
	});
}

/** Sends a file of some name and size as a human agent. */
const sendFile = async (ada: LocalAda, id: string, fileName: string, bytes = 9) =>
	await talk(
		ada,
		send({ contentType: 'file', author: 'humanAgent', authorName: 'Sam', conversationId: id }),
		{
			inputs: [
				{
					json: {},
					binary: {
						data: {
							data: Buffer.alloc(bytes).toString('base64'),
							mimeType: 'application/octet-stream',
							fileName,
						},
					},
				},
			],
		},
	);

function lastError(result: RunResult): Told {
	return errorAt(result, result.json[0].length - 1);
}

/** What is told where the run stops with it. */
function stopped({ error }: RunResult): Told {
	return { message: error?.message ?? '', whatToDo: error?.description ?? '' };
}

/** What Get says first of a job, when it has ended. */
async function ended(ada: LocalAda, request: RunResult, oneItemPer = 'identifier') {
	await ada.advance(DAY);
	const parameters = getJob({ jobId: jobIdOf(request), oneItemPer });
	const [{ meaning, whatToDo }] = (await run(ada, { parameters })).json[0];
	return worded(meaning, whatToDo);
}

function worded(message: unknown, whatToDo: unknown): Told {
	if (typeof message === 'string' && typeof whatToDo === 'string') return { message, whatToDo };
	throw new Error('The item has no words');
}

const DAY = 24 * 60 * 60 * 1000;

/** What is told of a trigger that could not be published: n8n shows all of it in one text. */
const publishing =
	(options: Partial<HostOptions>): Mistake =>
	async ({ ada }) => {
		const host = await TriggerHost.start({
			credential: ada.credential,
			parameters: { events: ['v1.end_user.created'] },
			...options,
		});
		const thrown: unknown = await host.publish().catch((error: unknown) => error);
		await host.close();
		if (!(thrown instanceof NodeOperationError)) throw new Error('The trigger was published');
		const whatToDo = thrown.description ?? '';
		return { message: thrown.message.replace(`. ${whatToDo}`, ''), whatToDo };
	};

/** A hint's first sentence says what happened, the rest what to do. */
function hinted({ hints: [hint = ''] }: RunResult): Told {
	const end = hint.indexOf('. ') + 1;
	return { message: hint.slice(0, end), whatToDo: hint.slice(end + 1) };
}

const get: INodeParameters = { operation: 'get', endUser: byExternalId('crm-1') };
const update: INodeParameters = { operation: 'update', endUser: byExternalId('crm-1') };
const create: INodeParameters = { operation: 'create', externalId: 'crm-2' };

const withMetadata = (json: string): INodeParameters => ({ ...create, metadata: inJson(json) });
const row = (key: string, type: string): INodeParameters => ({
	...create,
	metadata: { pairs: [metadataRow(key, '={{ $json.value }}', type)] },
});
const secret = (key: string) => sensitiveRow(key, 'a secret');

/** The ways to produce what docs/mistakes.md lists, by its first column. */
export const mistakes: Record<string, Mistake> = {
	'handle-with-space': credential({ addressBy: 'handle', handle: 'my agent' }),
	'unknown-address': credential({ baseUrl: 'https://nobody.invalid' }),
	'other-site': async ({ ada, other }) => {
		const wrong = { ...ada.credential, baseUrl: other.url };
		return lastError(await run(ada, { parameters: get, credential: wrong }));
	},
	'wrong-key': credential({ apiKey: 'not-the-key' }),
	'no-permission': async ({ ada }) => {
		await ada.switch({ keyPermission: 'readOnly' });
		return lastError(await run(ada, { parameters: create }));
	},
	'empty-id': form({ ...create, externalId: '={{ $json.id }}' }, { name: 'Noor' }),
	'long-id': form({ ...create, externalId: 'customer-7f3a9c51-e2b4-4d6f-8a90-1b2c3d4e5f60' }),
	'angle-brackets': form({ ...create, externalId: '<crm-2>' }),
	'case-variants': form(
		{ operation: 'createOrUpdate', externalId: '={{ $json.id }}' },
		{ id: 'CRM-1' },
		{ id: 'crm-1' },
	),
	'own-id-as-ada-id': form({ ...get, endUser: byAdaId('crm-1') }),
	'object-as-text': form(
		{ ...create, profile: { firstName: '={{ $json.name }}' } },
		{ name: { first: 'Noor' } },
	),
	'missing-number': form({ ...create, profile: { displayName: '={{ $json.seats * 2 }}' } }),
	'broken-expression': form({
		...create,
		profile: { firstName: "={{ $('Old Node').first().json.name }}" },
	}),
	'language-name': form({
		...create,
		profile: { language: { __rl: true, mode: 'code', value: 'French' } },
	}),
	decimals: form(row('seats', 'integer'), { value: 1.5 }),
	'not-true-or-false': form(row('vip', 'boolean'), { value: 'maybe' }),
	'list-in-metadata': form(withMetadata('{ "tags": ["new", "vip"] }')),
	'no-json-object': form(withMetadata('{ tier: gold }')),
	'key-twice': form({
		...create,
		metadata: { pairs: [metadataRow('tier', 'gold'), metadataRow('tier', 'silver')] },
	}),
	'key-in-both': form({
		...create,
		metadata: { pairs: [metadataRow('token', 'a')] },
		sensitiveMetadata: { pairs: [secret('token')] },
	}),
	'21-sensitive': form({
		...create,
		sensitiveMetadata: { pairs: Array.from({ length: 21 }, (_, index) => secret(`key_${index}`)) },
	}),
	'sensitive-key': form({ ...create, sensitiveMetadata: { pairs: [secret('auth token')] } }),
	'too-much-metadata': form({
		...create,
		metadata: { pairs: [metadataRow('notes', 'x'.repeat(12_000))] },
	}),
	'set-and-clear': form({
		...update,
		profile: { firstName: 'Ana' },
		options: { clearFields: ['first_name'] },
	}),
	'create-existing': async ({ ada }) =>
		hinted(await run(ada, { parameters: { ...create, externalId: 'crm-1' } })),
	'create-without-id': async ({ ada }) =>
		stopped(
			await run(ada, {
				parameters: {
					operation: 'create',
					profile: { language: { __rl: true, mode: 'code', value: '={{ $json.language }}' } },
				},
				items: [{ language: 'fr-CA' }, { language: 'French' }],
				onError: 'stopWorkflow',
			}),
		),
	'cut-connection': async ({ ada }) => {
		await ada.fault({ kind: 'lostAnswer', method: 'POST' });
		return lastError(await run(ada, { parameters: { operation: 'create' } }));
	},
	'update-nobody': form({ ...update, endUser: byExternalId('crm-2') }),
	'removed-person': async ({ ada }) => {
		await run(ada, { parameters: create });
		const ids = (await ada.people()).map(({ end_user_id }) => end_user_id);
		await ada.advance(24 * 60 * 60 * 1000);
		const endUser = byAdaId(ids.at(-1));
		return lastError(await run(ada, { parameters: { ...update, endUser } }));
	},
	'id-taken': async ({ ada }) => {
		await ada.seed({ external_id: 'crm-2' });
		const options = { setExternalId: 'crm-2' };
		return lastError(await run(ada, { parameters: { ...update, options } }));
	},
	'rate-limit': async ({ ada }) => {
		await ada.fault({ kind: 'status', status: 429, times: 30 });
		return lastError(await run(ada, { parameters: get }));
	},
	'ada-down': async ({ ada }) => {
		await ada.fault({ kind: 'status', status: 503, times: 6 });
		return lastError(await run(ada, { parameters: get }));
	},
	'tool-json': async ({ ada }) => {
		const endUser = byExternalId('={{ $json.customerId }}');
		const { json } = await run(ada, { parameters: { ...get, endUser }, asTool: true });
		const [{ message, whatToDo }] = json[0];
		return worded(message, whatToDo);
	},
	'limit-0': form({ operation: 'getAll', limit: 0 }),
	'erasure-unconfirmed': form({ ...erase('external_id'), confirmed: false }, { id: 'crm-1' }),
	'erasure-address': form(erase('email'), { id: 'Noor <noor@example.org>' }),
	'erasure-column': form(erase('external_id'), { id: 'undefined' }),
	'erasure-one-empty': async ({ ada }) =>
		stopped(
			await run(ada, {
				parameters: erase('external_id'),
				items: [{ id: 'crm-1' }, { id: '' }],
				onError: 'stopWorkflow',
			}),
		),
	'erasure-jobs': form({ ...erase('external_id'), options: { batchSize: 5000 } }, { id: 'crm-1' }),
	'erasure-tool': async ({ ada }) => {
		const { json } = await run(ada, { parameters: erase('email'), asTool: true });
		const [{ message, whatToDo }] = json[0];
		return worded(message, whatToDo);
	},
	'erasure-lost': async ({ ada }) => {
		await ada.fault({ kind: 'lostAnswer', times: 6 });
		return lastError(
			await run(ada, { parameters: erase('external_id'), items: [{ id: 'crm-1' }] }),
		);
	},
	'erasure-wrong-type': async ({ ada }) =>
		await ended(
			ada,
			await run(ada, { parameters: erase('end_user_id'), items: [{ id: 'crm-1' }] }),
		),
	'erasure-twice': async ({ ada }) => {
		const items = [{ id: 'crm-1' }];
		await run(ada, { parameters: erase('external_id'), items });
		await ada.advance(3 * DAY);
		const again = [...items, { id: 'crm-2' }];
		const request = await run(ada, { parameters: erase('external_id'), items: again });
		return await ended(ada, request, 'job');
	},
	'erasure-other-agent': form(getJob({ jobId: 'job-of-nobody' })),
	'channel-native': talking((ada) =>
		talk(ada, start({ person: 'anonymous', channel: channel(NATIVE_CHAT) })),
	),
	'conversation-id': talking((ada) => talk(ada, within('get'), { items: [{ id: 'case 4711' }] })),
	'conversation-other-agent': talking((ada) =>
		talk(ada, within('end'), { items: [{ id: '0123456789abcdef01234567' }] }),
	),
	'conversation-metadata': talking((ada, id) => {
		const conversationMetadata = {
			pairs: [{ key: 'notes', type: 'string', value: 'x'.repeat(6000) }],
		};
		return talk(ada, within('update', { conversationMetadata }), { items: [{ id }] });
	}),
	'conversation-lost': talking(async (ada) => {
		await ada.fault({ kind: 'lostAnswer', method: 'POST' });
		return await talk(ada, start({ person: 'anonymous' }));
	}),
	'message-empty': talking((ada, id) =>
		talk(ada, send(), { items: [{ conversation_id: id, text: '' }] }),
	),
	'message-ended': talking(async (ada, id) => {
		await ada.expireConversation(id);
		return await talk(ada, send(), { items: [{ conversation_id: id, text: 'Hello' }] });
	}),
	'message-lost': talking(async (ada, id) => {
		await ada.fault({ kind: 'lostAnswer', method: 'POST' });
		return await talk(ada, send(), { items: [{ conversation_id: id, text: 'Hello' }] });
	}),
	'message-all-again': async ({ ada }) => {
		const { json } = await talk(ada, start({ person: 'anonymous' }));
		const id = json[0][0].id;
		const items = [
			{ conversation_id: id, text: 'Hello' },
			{ conversation_id: id, text: '' },
		];
		return stopped(await talk(ada, send(), { items, onError: 'stopWorkflow' }));
	},
	'handoff-none': talking((ada, id) => talk(ada, within('endHandoff'), { items: [{ id }] })),
	'file-none': talking((ada, id) => talk(ada, send({ contentType: 'file', conversationId: id }))),
	'file-type': talking((ada, id) => sendFile(ada, id, 'setup.exe')),
	'file-size': talking((ada, id) => sendFile(ada, id, 'film.mp4', 51 * 1024 * 1024)),
	'file-no-handoff': talking((ada, id) => sendFile(ada, id, 'bill.pdf')),
	'email-circle': talking((ada) =>
		talk(ada, {
			resource: 'conversation',
			operation: 'createEmail',
			emailName: 'Noor',
			subject: 'Your order',
			replyTo: 'support@example.com',
			options: { replyAs: 'support@example.com' },
		}),
	),
	'trigger-no-event': publishing({ parameters: { events: [] } }),
	'trigger-new-event': publishing({ parameters: { furtherEvents: 'v1.end_user.deleted' } }),
	'trigger-wrong-key': async (surroundings) => {
		const credential = { ...surroundings.ada.credential, apiKey: 'not-the-key' };
		return await publishing({ credential })(surroundings);
	},
	'trigger-localhost': publishing({
		publicUrl: 'http://localhost:5678',
		webhookId: '2f6c2b1e',
		credential: { addressBy: 'handle', handle: 'acme', apiKey: 'any' },
	}),
	'custom-api-call': async ({ ada }) =>
		stopped(
			await run(ada, {
				parameters: { operation: '__CUSTOM_API_CALL__' },
				onError: 'stopWorkflow',
			}),
		),
};
