import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { SwitchValues } from '../../sandbox/switches';
import { runConversation, searchList } from './engine';
import { inJson } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

async function run(parameters: INodeParameters, items: IDataObject[] = [{}]) {
	return await runConversation({
		credential: ada.credential,
		parameters: { resource: 'channel', ...parameters },
		items,
		onError: 'continueRegularOutput',
	});
}

const create = {
	operation: 'create',
	channelName: '={{ $json.name }}',
	channelDescription: 'Chat in the shop',
};

async function customNames(): Promise<string[]> {
	const channels = await ada.channels();
	return channels.filter(({ type }) => type === 'custom').map(({ name }) => name);
}

describe('get many', () => {
	test.each([
		{ channelType: 'custom', names: ['Web portal', 'Mobile app'] },
		{ channelType: 'native', names: ['Chat', 'Email', 'Voice'] },
		{ channelType: 'all', names: ['Web portal', 'Mobile app', 'Chat', 'Email', 'Voice'] },
	])('lists the channels of the type $channelType', async ({ channelType, names }) => {
		const { json } = await run({ operation: 'getAll', channelType });

		expect(json[0].map(({ name }) => name)).toEqual(names);
		expect(json[0][0]).toMatchObject({ outcome: 'found', modality: 'messaging' });
	});

	test('stops at the limit', async () => {
		const { json } = await run({ operation: 'getAll', channelType: 'all', limit: 2 });

		expect(json[0]).toHaveLength(2);
		expect(await ada.calls()).toEqual([
			'GET /api/v2/channels/?type=custom',
			'GET /api/v2/channels/?type=native',
		]);
	});

	test('goes through all pages', async () => {
		const items = Array.from({ length: 120 }, (_, index) => ({ name: `Channel ${index}` }));
		await run(create, items);

		const { json } = await run({ operation: 'getAll', returnAll: true });

		expect(json[0]).toHaveLength(122);
	});
});

describe('create', () => {
	test('makes a channel with all that the form names', async () => {
		const { json } = await run(
			{
				...create,
				modality: 'voice',
				options: { markdown: true, metadata: inJson('{ "region": "ca", "share": 0.5 }') },
			},
			[{ name: ' Shop ' }],
		);

		const wanted = {
			name: 'Shop',
			description: 'Chat in the shop',
			modality: 'voice',
			capabilities: { markdown: true },
			metadata: { region: 'ca', share: 0.5 },
		};
		expect(json[0]).toEqual([
			expect.objectContaining({ ...wanted, type: 'custom', outcome: 'created' }),
		]);
		const [, { body }] = await ada.requests();
		expect(body).toEqual(wanted);
	});

	test('returns a channel of the name unchanged', async () => {
		const { json } = await run({ ...create, modality: 'email' }, [{ name: 'Web portal' }]);

		expect(json[0]).toEqual([
			expect.objectContaining({ name: 'Web portal', modality: 'messaging', outcome: 'existing' }),
		]);
		expect(await ada.calls()).toEqual(['GET /api/v2/channels/?type=custom']);
	});

	test.each<SwitchValues>([
		{ duplicateChannelName: 'allowed' },
		{ duplicateChannelName: 'conflict' },
		{ duplicateChannelName: 'refused' },
	])('makes one channel for a name that several items have (%j)', async (switches) => {
		await ada.switch(switches);

		const { json } = await run(create, [
			{ name: 'Shop' },
			{ name: 'Shop' },
			{ name: 'Web portal' },
		]);

		expect(json[0].map(({ outcome }) => outcome)).toEqual(['created', 'existing', 'existing']);
		expect(await customNames()).toEqual(['Web portal', 'Mobile app', 'Shop']);
	});

	test('is no channel of a native one', async () => {
		const { json } = await run(create, [{ name: 'Chat' }]);

		expect(json[0]).toEqual([expect.objectContaining({ type: 'custom', outcome: 'created' })]);
	});

	test.each(['conflict', 'refused'] as const)(
		'finds a channel that somebody made at the same moment (%s)',
		async (duplicateChannelName) => {
			await ada.switch({ duplicateChannelName });
			await ada.fault({ kind: 'delay', ms: 200, method: 'POST' });

			const results = await Promise.all([
				run(create, [{ name: 'Shop' }]),
				run(create, [{ name: 'Shop' }]),
			]);

			const outcomes = results.map(({ json }) => json[0][0].outcome);
			expect(outcomes.sort()).toEqual(['created', 'existing']);
		},
	);

	test('says in words what Ada refuses otherwise', async () => {
		await ada.switch({ smsModality: 'refused' });

		const result = await run({ ...create, modality: 'sms' }, [{ name: 'Shop' }]);

		expect(errorAt(result)).toMatchObject({
			message: 'Ada refused to create the channel',
			outcome: 'refused',
		});
		expect(errorAt(result).whatToDo).toContain('modality: Must be one of');
	});

	test('looks again after a lost answer, when it is run again, and makes no second one', async () => {
		await ada.switch({ duplicateChannelName: 'allowed' });
		await ada.fault({ kind: 'lostAnswer', method: 'POST' });

		const result = await run(create, [{ name: 'Shop' }, { name: 'Shop' }]);

		expect(errorAt(result)).toMatchObject({ outcome: 'unknown' });
		expect(errorAt(result).whatToDo).toContain(
			'Running this item again is safe: it looks for a channel of this name first',
		);
		expect(result.json[0][1].outcome).toBe('existing');
		expect(await customNames()).toEqual(['Web portal', 'Mobile app', 'Shop']);
	});

	test.each([
		{ item: {}, more: {}, message: "'Name' is empty" },
		{
			item: { name: 'Shop' },
			more: { channelDescription: '={{ $json.no }}' },
			message: "'Description' is empty",
		},
		{
			item: { name: 'Shop' },
			more: { options: { metadata: inJson(`{ "a": "${'x'.repeat(5000)}" }`) } },
			message: "'Channel Metadata' has 5 KB, and Ada keeps at most 4 KB",
		},
	])('$message: refused before anything is sent', async ({ item, more, message }) => {
		const result = await run({ ...create, ...more }, [item]);

		expect(errorAt(result).message).toBe(message);
		expect(await ada.calls()).toEqual([]);
	});
});

describe('the list of channels in the form', () => {
	test('has the custom channels by their names', async () => {
		const { results } = await searchList('searchChannels', ada.credential);

		expect(results).toEqual([
			{ name: 'Mobile app', value: '66a4c1d2e3f4a5b6c7d8e902' },
			{ name: 'Web portal', value: '66a4c1d2e3f4a5b6c7d8e901' },
		]);
	});

	test('can be searched', async () => {
		const { results } = await searchList('searchChannels', ada.credential, ' PORT');

		expect(results.map(({ name }) => name)).toEqual(['Web portal']);
	});
});
