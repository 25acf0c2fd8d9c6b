import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { SwitchValues } from '../../sandbox/switches';
import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byAdaId, byExternalId, inJson, metadataRow, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

fastClock(60);

/** One Ada for each test: what a node learns of an Ada, it keeps. */
let ada: LocalAda;
beforeEach(async () => {
	ada = await LocalAda.start();
});
afterEach(() => ada.close());

const run = (parameters: INodeParameters, items?: IDataObject[]) =>
	runEndUser({ credential: ada.credential, parameters, items });

/** Switches by all their combinations. */
function combinations(...choices: SwitchValues[][]): SwitchValues[] {
	return choices.reduce<SwitchValues[]>(
		(all, some) => all.flatMap((one) => some.map((other) => ({ ...one, ...other }))),
		[{}],
	);
}

const metadataAlternatives = combinations(
	[{ metadataPatch: 'merge' }, { metadataPatch: 'replace' }],
	[{ metadataNull: 'nothing' }, { metadataNull: 'clears' }],
	[{ metadataEmpty: 'nothing' }, { metadataEmpty: 'clears' }],
	[{ noValue: 'null' }, { noValue: 'absent' }],
	[{ scalarNull: 'clears' }, { scalarNull: 'ignored' }],
);

describe.each(metadataAlternatives)('with %j', (switches) => {
	beforeEach(() => ada.switch(switches));

	test('an update changes what it names and keeps all else', async () => {
		await ada.seed(
			{ external_id: 'one', profile: { first_name: 'Noor', metadata: { a: 1, b: 2 } } },
			{ external_id: 'two', profile: { metadata: { b: 2 } } },
			{ external_id: 'three', profile: { metadata: { a: 1 } } },
			{ external_id: 'four' },
		);
		const update = {
			operation: 'update',
			endUser: byExternalId(),
			profile: { lastName: 'Haddad' },
			metadata: { pairs: [metadataRow('a', '9', 'integer')] },
		};
		const items = ['one', 'two', 'three', 'four'].map((id) => ({ id }));

		const first = await run(update, items);
		await ada.forgetRequests();
		const second = await run(update, items);

		expect(first.json[0].map(({ outcome }) => outcome)).toEqual(Array(4).fill('updated'));
		expect(second.json[0].map(({ outcome }) => outcome)).toEqual(Array(4).fill('unchanged'));
		expect((await ada.requests()).filter(({ method }) => method === 'PATCH')).toEqual([]);
		const people = await ada.people();
		expect(people.map(({ profile }) => profile.metadata)).toEqual([
			{ a: 9, b: 2 },
			{ a: 9, b: 2 },
			{ a: 9 },
			{ a: 9 },
		]);
		expect(people[0].profile).toMatchObject({ first_name: 'Noor', last_name: 'Haddad' });
	});

	test.each(['removes', 'stored'] as const)(
		'null removes a key where Ada’s null %s it',
		async (metadataKeyNull) => {
			await ada.switch({ metadataKeyNull });
			await ada.seed({ external_id: 'one', profile: { metadata: { a: 1, b: 2 } } });
			const update = {
				operation: 'update',
				endUser: byExternalId('one'),
				metadata: inJson('{"a": null}'),
			};

			const first = await run(update);
			const second = await run(update);

			expect(first.json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
			expect(second.json[0]).toEqual([expect.objectContaining({ outcome: 'unchanged' })]);
			const { metadata } = (await ada.people())[0].profile;
			expect(metadata.b).toBe(2);
			expect(metadata.a ?? null).toBeNull();
		},
	);

	test('a key that Ada refuses to remove by null is left out of the whole set, or told', async () => {
		await ada.switch({ metadataKeyNull: 'refused' });
		await ada.seed({ external_id: 'one', profile: { metadata: { a: 1, b: 2 } } });

		const { error } = await run({
			operation: 'update',
			endUser: byExternalId('one'),
			metadata: inJson('{"a": null}'),
		});

		const { metadata } = (await ada.people())[0].profile;
		if (switches.metadataPatch === 'replace') {
			expect(metadata).toEqual({ b: 2 });
		} else {
			expect(error?.message).toBe('Ada did not keep these fields as asked: metadata.a [Item 0]');
			expect(metadata).toEqual({ a: 1, b: 2 });
		}
	});

	test('sensitive values alone are sent and leave the person unchanged', async () => {
		await ada.seed({ external_id: 'one', profile: { metadata: { a: 1 } } });

		const { json } = await run({
			operation: 'update',
			endUser: byExternalId('one'),
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
		});

		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'unchanged' })]);
		const [{ profile, sensitive }] = await ada.people();
		expect(profile.metadata).toEqual({ a: 1 });
		expect(sensitive.pin.value).toBe('0042');
	});
});

test('an Ada that replaces metadata keeps what the form names and what differs in nothing', async () => {
	await ada.switch({ metadataPatch: 'replace' });
	await ada.seed({ external_id: 'one', profile: { metadata: { a: 1 } } });

	const { json } = await run({
		operation: 'update',
		endUser: byExternalId('one'),
		metadata: inJson('{"a": 1, "b": 2}'),
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
	expect((await ada.people())[0].profile.metadata).toEqual({ a: 1, b: 2 });
});

test('an Ada that replaces metadata costs one more request, the first time only', async () => {
	await ada.switch({ metadataPatch: 'replace' });
	await ada.seed({ external_id: 'one', profile: { metadata: { a: 1, b: 2 } } });

	await run(
		{
			operation: 'update',
			endUser: byExternalId('one'),
			metadata: { pairs: [metadataRow('a', '={{ $json.a }}', 'integer')] },
		},
		[{ a: 2 }, { a: 3 }],
	);

	const patches = (await ada.requests()).filter(({ method }) => method === 'PATCH');
	expect(patches.map(({ body }) => body)).toEqual([
		{ profile: { metadata: { a: 2 } } },
		{ profile: { metadata: { a: 2, b: 2 } } },
		{ profile: { metadata: { a: 3, b: 2 } } },
	]);
});

describe.each(
	combinations(
		[{ externalIdCase: 'lowered' }, { externalIdCase: 'asSent' }],
		[{ externalIdSpace: 'kept' }, { externalIdSpace: 'trimmed' }],
		[{ noValue: 'null' }, { noValue: 'absent' }],
		[{ slashMismatch: 'served' }, { slashMismatch: 'redirect301' }, { slashMismatch: 'notFound' }],
		[{ externalIdEmpty: 'refused' }, { externalIdEmpty: 'cleared' }],
	),
)('with %j', (switches) => {
	test('a person is created, returned, found and changed, in the user’s spelling', async () => {
		await ada.switch(switches);
		const profile = { firstName: 'Noor' };
		const items = [{ id: ' CRM-1 ' }];

		const created = await run({ operation: 'create', externalId: '={{ $json.id }}' }, items);
		const existing = await run({ operation: 'create', externalId: '={{ $json.id }}' }, items);
		const updated = await run({ operation: 'update', endUser: byExternalId(), profile }, items);
		const found = await run({ operation: 'get', endUser: byExternalId() }, items);
		const [{ end_user_id: id }] = await ada.people();
		const byId = await run({ operation: 'get', endUser: byAdaId(id) });
		const blank = await run({ operation: 'create' });

		const all = [created, existing, updated, found];
		expect(all.map(({ json }) => json[0][0])).toEqual(
			['created', 'existing', 'updated', 'found'].map(
				(outcome) =>
					expect.objectContaining({ end_user_id: id, external_id: 'CRM-1', outcome }) as unknown,
			),
		);
		expect(byId.json[0]).toEqual([expect.objectContaining({ end_user_id: id })]);
		expect(blank.json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
		expect(await ada.people()).toHaveLength(2);
	});
});

test.each(['ignored', 'applied'] as const)(
	'Create leaves the outcome to Ada where the profile of a known person is %s',
	async (knownExternalIdProfile) => {
		await ada.switch({ knownExternalIdProfile });
		await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });

		const { json } = await run({
			operation: 'create',
			externalId: 'crm-1',
			profile: { firstName: 'Ana' },
		});

		const stored = (await ada.people())[0].profile.first_name;
		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'existing' })]);
		expect(json[0][0].profile).toMatchObject({ first_name: stored });
	},
);

test.each(['oneExisting', 'conflict'] as const)(
	'two runs that create the same person at once both get this one (%s)',
	async (simultaneousCreate) => {
		await ada.switch({ simultaneousCreate });
		const create = () => run({ operation: 'create', externalId: 'new' });

		const results = await Promise.all([create(), create()]);

		const [{ end_user_id }] = await ada.people();
		expect(results.map(({ json }) => json[0][0].end_user_id)).toEqual([end_user_id, end_user_id]);
		expect(results.map(({ json }) => json[0][0].outcome).sort()).toEqual(['created', 'existing']);
	},
);

test('two runs that Ada lets create the same person twice both say created', async () => {
	await ada.switch({ simultaneousCreate: 'duplicates' });
	const create = () => run({ operation: 'create', externalId: 'new' });

	const results = await Promise.all([create(), create()]);

	expect(results.map(({ json }) => json[0][0].outcome)).toEqual(['created', 'created']);
});

test.each(['asSent', 'regionRequired', 'normalised'] as const)(
	'languages are written and compared where Ada’s rule is %s',
	async (language) => {
		await ada.switch({ language });
		await ada.seed({ external_id: 'crm-1' });
		const update = {
			operation: 'update',
			endUser: byExternalId('crm-1'),
			profile: { language: 'FR_ca' },
		};

		const first = await run(update);
		const second = await run(update);

		expect(first.json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
		expect(second.json[0]).toEqual([expect.objectContaining({ outcome: 'unchanged' })]);
		expect((await ada.people())[0].profile.language).toBe('fr-CA');
	},
);

test('a language that Ada wants with a region is refused in Ada’s words', async () => {
	await ada.switch({ language: 'regionRequired' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', profile: { language: 'fr' } },
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: 400 });
	expect(errorAt(result).whatToDo).toContain('profile.language');
});

test('an ID that Ada counts in bytes is refused in Ada’s words', async () => {
	await ada.switch({ externalIdLength: 'bytes' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: 'é'.repeat(36) },
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: 400 });
	expect(errorAt(result).whatToDo).toContain('external_id');
});

describe.each(
	combinations(
		[
			{ endUserCollectionLimit: 'default' },
			{ endUserCollectionLimit: 'byId' },
			{ endUserCollectionLimit: 'onePerSecond' },
		],
		[{ retryAfter: 'absent' }, { retryAfter: 'sent' }],
		[{ rateLimitHeaders: 'bulkDeletionOnly' }, { rateLimitHeaders: 'everywhere' }],
	),
)('with Ada’s limits and %j', (switches) => {
	test('nobody is lost and nobody is there twice, even where all of the limits are used', async () => {
		await ada.switch(switches);
		await ada.limit({ all: 'published' });
		const items = Array.from({ length: 15 }, (_, index) => ({ id: `crm-${index}` }));

		const { json, error } = await run(
			{ operation: 'create', externalId: '={{ $json.id }}' },
			items,
		);

		expect(error).toBeUndefined();
		expect(json[0].map(({ external_id }) => external_id)).toEqual(items.map(({ id }) => id));
		expect(await ada.people()).toHaveLength(15);
	});
});

test('a key that may only read stops a run at its first write', async () => {
	await ada.switch({ keyPermission: 'readOnly' });
	await ada.seed({ external_id: 'crm-1' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'update',
			endUser: byExternalId('crm-1'),
			profile: { firstName: '={{ $json.name }}' },
		},
		items: [{ name: '' }, { name: 'Ana' }, { name: 'Bea' }],
		onError: 'continueRegularOutput',
	});

	expect(result.json[0][0]).toMatchObject({ outcome: 'unchanged' });
	expect(errorAt(result, 1)).toMatchObject({ outcome: 'refused', httpStatus: 403 });
	expect(errorAt(result, 2).outcome).toBe('notSent');
	expect((await ada.calls()).length).toBe(3);
});

test.each(['snake', 'class'] as const)(
	'errors are told whatever their types are called (%s)',
	async (errorTypeNames) => {
		await ada.switch({ errorTypeNames, keyPermission: 'none' });

		const { error } = await run({ operation: 'get', endUser: byExternalId('crm-1') });

		expect(error?.message).toBe('Ada does not let this API key do that [Item 0]');
	},
);
