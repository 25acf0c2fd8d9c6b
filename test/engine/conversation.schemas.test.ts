import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { idOf, send, start, within } from './conversationForms';
import { runConversation } from './engine';
import { byExternalId, sensitiveRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.agent({ delayMs: 0 });
});
afterAll(() => ada.close());

interface Schema {
	properties: Record<string, { enum?: string[] }>;
}

function schemaOf(name: string): Schema {
	const folder = join(__dirname, '../../nodes/AdaConversation/__schema__/v1.0.0');
	return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Schema;
}

async function run(parameters: INodeParameters): Promise<IDataObject> {
	const { json, error } = await runConversation({ credential: ada.credential, parameters });
	expect(error).toBeUndefined();
	return json[0][0];
}

const email = { emailName: 'Noor', subject: 'Hi', replyTo: 'noor@example.org' };
const channel = { channelName: 'Shop', channelDescription: 'Chat in the shop' };
const written = {
	person: 'written',
	externalId: 'crm-1',
	sensitiveMetadata: { pairs: [sensitiveRow('pin', '1')] },
};

const operations: Record<string, (id: string) => INodeParameters> = {
	'channel/create': () => ({ resource: 'channel', operation: 'create', ...channel }),
	'channel/getAll': () => ({ resource: 'channel', operation: 'getAll' }),
	'conversation/create': () => start(written),
	'conversation/createEmail': () => ({
		resource: 'conversation',
		operation: 'createEmail',
		...email,
	}),
	'conversation/end': (id) => within('end', { conversationId: id }),
	'conversation/endHandoff': (id) => within('endHandoff', { conversationId: id }),
	'conversation/get': (id) => within('get', { conversationId: id }),
	'conversation/update': (id) => within('update', { conversationId: id }),
	'message/getAll': (conversationId) => ({
		resource: 'message',
		operation: 'getAll',
		conversationId,
	}),
	'message/send': (conversationId) => send({ conversationId, text: 'Hi', ifEnded: 'startNew' }),
};

test.each(Object.keys(operations))('%s puts out what its schema says', async (name) => {
	await ada.seed({ external_id: 'crm-2' });
	const id = idOf(await run(start({ endUser: byExternalId('crm-2') })));
	if (name.endsWith('endHandoff')) await ada.startHandoff(id, 'helpdesk');
	if (name === 'message/send') await ada.expireConversation(id);

	const item = await run(operations[name](id));

	const { properties } = schemaOf(name);
	expect(Object.keys(item).sort()).toEqual(Object.keys(properties).sort());
	expect(properties.outcome.enum).toContain(item.outcome);
});
