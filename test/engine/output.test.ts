import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byExternalId, sensitiveRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
let id: string;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	[id] = await ada.seed({
		external_id: 'crm-1',
		profile: { first_name: 'Noor', metadata: { tier: 'gold' } },
	});
});
afterAll(() => ada.close());

const binary = { photo: { data: 'cGhvdG8=', mimeType: 'image/png' } };

const get = (output?: string): INodeParameters => ({
	operation: 'get',
	endUser: byExternalId(),
	options: output === undefined ? {} : { output },
});

const time = expect.any(String) as unknown;

const answer = {
	end_user_id: '',
	external_id: 'CRM-1',
	profile: {
		first_name: 'Noor',
		last_name: null,
		display_name: null,
		avatar: null,
		email: null,
		language: null,
		metadata: { tier: 'gold' },
		system_properties: { sunshine_user_id: null },
	},
	created_at: time,
	updated_at: time,
};

test.each([{ output: undefined }, { output: 'answer' }])(
	'gives Ada’s answer and the outcome by $output',
	async ({ output }) => {
		const { outputs } = await runEndUser({
			credential: ada.credential,
			parameters: get(output),
			inputs: [{ json: { id: 'CRM-1', name: 'mine' }, binary }],
		});

		const json = { ...answer, end_user_id: id, outcome: 'found' };
		expect(outputs[0]).toEqual([{ json, pairedItem: { item: 0 } }]);
	},
);

test('keeps the input item, its files as well, beside Ada’s answer', async () => {
	const { outputs } = await runEndUser({
		credential: ada.credential,
		parameters: get('inputAndAnswer'),
		inputs: [{ json: { id: 'CRM-1', name: 'mine', outcome: 'mine' }, binary }],
	});

	const ofAda = { ...answer, end_user_id: id };
	const json = { id: 'CRM-1', name: 'mine', ada: ofAda, outcome: 'found' };
	expect(outputs[0]).toEqual([{ json, binary, pairedItem: { item: 0 } }]);
});

test('gives the fields side by side where simplified', async () => {
	const { outputs } = await runEndUser({
		credential: ada.credential,
		parameters: get('simplified'),
		inputs: [{ json: { id: 'CRM-1' }, binary }],
	});

	const json = {
		end_user_id: id,
		external_id: 'CRM-1',
		first_name: 'Noor',
		last_name: null,
		display_name: null,
		email: null,
		avatar: null,
		language: null,
		metadata: { tier: 'gold' },
		outcome: 'found',
	};
	expect(outputs[0]).toEqual([{ json, pairedItem: { item: 0 } }]);
});

test('each item may choose its own output', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: get('={{ $json.output }}'),
		items: [
			{ id: 'crm-1', output: 'simplified' },
			{ id: 'crm-1', output: 'inputAndAnswer' },
		],
	});

	expect(json[0][0]).toMatchObject({ first_name: 'Noor' });
	expect(json[0][1]).toMatchObject({ output: 'inputAndAnswer', ada: { end_user_id: id } });
});

test('an output that cannot be read fails its item before anything is sent', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			externalId: '={{ $json.id }}',
			options: { output: '={{ $($json.node).first().json.output }}' },
		},
		items: [
			{ id: 'new-1', node: 'Nowhere' },
			{ id: 'new-2', node: 'Vault' },
		],
		vault: { output: 'answer' },
		onError: 'continueRegularOutput',
	});

	expect(json[0]).toEqual([
		{ error: expect.objectContaining({ outcome: 'refused' }) as unknown },
		expect.objectContaining({ external_id: 'new-2', outcome: 'created' }),
	]);
	expect((await ada.people()).map(({ external_id }) => external_id)).toEqual(['crm-1', 'new-2']);
});

test.each(['answer', 'inputAndAnswer', 'simplified'])(
	'counts the sensitive fields that were sent by %s',
	async (output) => {
		const { json } = await runEndUser({
			credential: ada.credential,
			parameters: {
				operation: 'update',
				endUser: byExternalId('crm-1'),
				sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
				options: { output },
			},
		});

		expect(json[0]).toEqual([expect.objectContaining({ sensitiveFieldsSent: 1 })]);
	},
);

test('outputs keep the order of the input, and every item is paired with its own', async () => {
	const ids = ['crm-1', 'nobody-1', 'a<b', 'crm-1', '', 'nobody-2'];

	const { outputs } = await runEndUser({
		credential: ada.credential,
		parameters: get(),
		items: ids.map((each) => ({ id: each })),
		onError: 'continueErrorOutput',
	});

	const pairs = outputs.map((items) => items.map(({ pairedItem }) => pairedItem));
	expect(pairs).toEqual([
		[{ item: 0 }, { item: 3 }],
		[{ item: 1 }, { item: 5 }],
		[{ item: 2 }, { item: 4 }],
	]);
	expect(outputs[1].map(({ json }) => json.id)).toEqual(['nobody-1', 'nobody-2']);
	expect(outputs[2].map(({ json }) => json.id)).toEqual(['a<b', '']);
});

test('no input item, no output and no request', async () => {
	const { outputs, error } = await runEndUser({
		credential: ada.credential,
		parameters: get(),
		items: [],
	});

	expect(error).toBeUndefined();
	expect(outputs.flat()).toEqual([]);
	expect(await ada.calls()).toEqual([]);
});
