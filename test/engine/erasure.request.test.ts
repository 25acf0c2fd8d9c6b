import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { erase, items } from './erasureForms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const run = (parameters: INodeParameters, input: IDataObject[], onError?: 'continueErrorOutput') =>
	runEndUser({ credential: ada.credential, parameters, items: input, onError });

const sent = async () => (await ada.requests()).map(({ body }) => body);

const REFERENCE = /^n8n-[0-9a-f]{64}$/;

describe('what is sent, and what comes out', () => {
	test('one job for all items, and an item for each at once', async () => {
		const { outputs, error } = await run(
			erase('email'),
			items('noor@example.org', 'Rosa@Example.org'),
		);

		expect(error).toBeUndefined();
		expect(await ada.calls()).toEqual(['POST /api/v2/end-users/delete']);
		const [job] = await ada.jobs();
		const common = {
			job_id: job.job_id,
			status: 'queued',
			submitted_count: 2,
			created_at: expect.any(String) as unknown,
			client_reference: expect.stringMatching(REFERENCE) as unknown,
			identifier_type: 'email',
			outcome: 'requested',
		};
		expect(outputs).toEqual([
			[
				{ json: { ...common, identifier: 'noor@example.org' }, pairedItem: { item: 0 } },
				{ json: { ...common, identifier: 'rosa@example.org' }, pairedItem: { item: 1 } },
			],
		]);
		expect(JSON.stringify(outputs)).not.toContain('deleted');
	});

	test.each([
		{ type: 'email', id: ' Noor@Example.org ', value: 'noor@example.org' },
		{ type: 'external_id', id: ' CRM-1 ', value: 'crm-1' },
		{ type: 'external_id', id: 4711, value: '4711' },
		{ type: 'end_user_id', id: ' 5f7e0e2c1e7c7e000f0f9c3a ', value: '5f7e0e2c1e7c7e000f0f9c3a' },
	] as const)('$type goes out in Ada’s own normalising: $id', async ({ type, id, value }) => {
		await run(erase(type), items(id));

		expect(await sent()).toEqual([
			{
				client_reference: expect.stringMatching(REFERENCE) as unknown,
				identifiers: [{ type, value }],
			},
		]);
	});

	test('Ada erases those people, and nobody else', async () => {
		await ada.seed(
			{ external_id: 'crm-1', profile: { email: 'noor@example.org' } },
			{ external_id: 'crm-2', profile: { email: 'rosa@example.org' } },
		);
		await run(erase('email'), items('noor@example.org'));

		await ada.advance(24 * 60 * 60 * 1000);

		expect((await ada.people()).map(({ external_id: id }) => id)).toEqual(['crm-2']);
	});

	test('the input item can be kept, with Ada’s answer beside it', async () => {
		const { json } = await run(erase('external_id', { options: { output: 'inputAndAnswer' } }), [
			{ id: 'CRM-1', name: 'Noor' },
		]);

		expect(json[0]).toEqual([
			{
				id: 'CRM-1',
				name: 'Noor',
				ada: expect.objectContaining({ status: 'queued', identifier: 'crm-1' }) as unknown,
				outcome: 'requested',
			},
		]);
	});

	test('a hint says that it takes time, and where the result is', async () => {
		const { hints } = await run(erase('email'), items('noor@example.org'));

		expect(hints).toEqual([
			expect.stringMatching(/for 1 identifier, .*up to 30 days.*the operation Get/),
		]);
	});

	test('no items ask for nothing', async () => {
		const { json } = await run(erase('email'), []);

		expect(json.flat()).toEqual([]);
		expect(await ada.calls()).toEqual([]);
	});
});

describe('doubles within a run', () => {
	test('are sent once, and reported on their items', async () => {
		const { json, hints } = await run(
			erase('external_id'),
			items('crm-1', 'crm-2', ' CRM-1', 'crm-1 '),
		);

		expect(await sent()).toEqual([
			expect.objectContaining({
				identifiers: [
					{ type: 'external_id', value: 'crm-1' },
					{ type: 'external_id', value: 'crm-2' },
				],
			}),
		]);
		const [job] = await ada.jobs();
		expect(json[0].map(({ job_id, outcome, sameAsItem }) => [job_id, outcome, sameAsItem])).toEqual(
			[
				[job.job_id, 'requested', undefined],
				[job.job_id, 'requested', undefined],
				[job.job_id, 'duplicateInRun', 0],
				[job.job_id, 'duplicateInRun', 0],
			],
		);
		expect(hints).toContainEqual(
			expect.stringMatching(/^Sent once only.*duplicateInRun\): 2 items/),
		);
	});

	test('are found across jobs', async () => {
		const { json } = await run(
			erase('external_id', { options: { batchSize: 1 } }),
			items('crm-1', 'crm-2', 'crm-1'),
		);

		const [first, , double] = json[0];
		expect(double).toMatchObject({ outcome: 'duplicateInRun', job_id: first.job_id });
		expect(await ada.jobs()).toHaveLength(2);
	});

	test('are not Ada IDs that differ in case, of which Ada does not say that they are one', async () => {
		const { json } = await run(erase('end_user_id'), items('AB12', 'ab12'));

		expect(json[0].map(({ outcome }) => outcome)).toEqual(['requested', 'requested']);
	});
});

describe('jobs of at most Batch Size', () => {
	const numbered = (count: number) =>
		items(...Array.from({ length: count }, (_, number) => `crm-${number}`));

	test.each([
		{ what: 'the default, 100', options: {}, count: 201, sizes: [100, 100, 1] },
		{ what: '2', options: { batchSize: 2 }, count: 5, sizes: [2, 2, 1] },
		{ what: '1,000, Ada’s own', options: { batchSize: 1000 }, count: 1001, sizes: [1000, 1] },
	])('$what', async ({ options, count, sizes }) => {
		const { json } = await run(erase('external_id', { options }), numbered(count));

		const jobs = await ada.jobs();
		expect(jobs.map(({ identifiers }) => identifiers.length)).toEqual(sizes);
		expect(json[0]).toHaveLength(count);
		// Each item is told the job that it is in.
		for (const { job_id, identifier } of json[0]) {
			const job = jobs.find((one) => one.job_id === job_id);
			expect(job?.identifiers.map(({ value }) => value)).toContain(identifier);
		}
	});

	test('are cut in the order of the items', async () => {
		await run(erase('external_id', { options: { batchSize: 2 } }), items('d', 'b', 'c', 'a'));

		const values = (await ada.jobs()).map(({ identifiers }) =>
			identifiers.map(({ value }) => value),
		);
		expect(values).toEqual([
			['b', 'd'],
			['a', 'c'],
		]);
	});

	test('are smaller where 512 KB would be exceeded, and no larger than that in bytes', async () => {
		// 1,000 addresses of 600 bytes each, in 300 characters.
		const long = Array.from({ length: 1000 }, (_, number) => {
			const name = String(number).padStart(4, '0');
			return `${name}${'é'.repeat(290)}@example.org`;
		});

		const { json, error } = await run(
			erase('email', { options: { batchSize: 1000 } }),
			items(...long),
		);

		expect(error).toBeUndefined();
		expect(json[0].every(({ outcome }) => outcome === 'requested')).toBe(true);
		const bytes = (await sent()).map((body) => Buffer.byteLength(JSON.stringify(body)));
		expect(bytes).toHaveLength(2);
		expect(Math.max(...bytes)).toBeLessThanOrEqual(512_000);
		// Not smaller than it must be.
		expect(bytes[0]).toBeGreaterThan(511_000);
		expect((await ada.jobs()).flatMap(({ identifiers }) => identifiers)).toHaveLength(1000);
	});

	test.each([0, 1001, 1.5, 'many', null])('%p is refused', async (batchSize) => {
		const { error } = await run(
			erase('external_id', { options: { batchSize } as INodeParameters }),
			items('crm-1'),
		);

		expect(error?.message).toBe("'Batch Size' must be a whole number from 1 to 1,000 [Item 0]");
		expect(await ada.calls()).toEqual([]);
	});
});

describe('the client reference', () => {
	const references = async () => (await ada.jobs()).map((job) => job.client_reference);

	test('gives the same jobs to a second click', async () => {
		const twoJobs = erase('email', { options: { batchSize: 1 } });
		const input = items('noor@example.org', 'rosa@example.org');

		const first = await run(twoJobs, input);
		const second = await run(twoJobs, input);

		expect(second.json).toEqual(first.json);
		expect(await ada.jobs()).toHaveLength(2);
		expect(await ada.calls()).toHaveLength(4);
	});

	test('is the same whatever the order and the case of the identifiers', async () => {
		await run(erase('email'), items('noor@example.org', 'rosa@example.org'));
		await run(erase('email'), items('ROSA@example.org ', 'noor@example.org', 'Noor@example.org'));

		expect(await ada.jobs()).toHaveLength(1);
	});

	test('is another for other identifiers, and for another type', async () => {
		await run(erase('external_id'), items('a1'));
		await run(erase('end_user_id'), items('a1'));
		await run(erase('external_id'), items('a1', 'a2'));
		await run(erase('external_id'), items('a2'));

		expect(new Set(await references()).size).toBe(4);
	});

	test('shows nobody who it is', async () => {
		await run(erase('email'), items('noor@example.org'));

		const [reference] = await references();
		expect(reference).toMatch(REFERENCE);
		expect(reference).not.toMatch(/noor|example/);
	});
});

describe('a form that is not ready', () => {
	test.each([
		{ what: 'false', confirmed: false },
		{ what: 'left as it is', confirmed: undefined },
		{ what: 'the text true', confirmed: 'true' },
		{ what: 'the number 1', confirmed: 1 },
	])('the confirmation is off: $what', async ({ confirmed }) => {
		const parameters = { ...erase('email'), confirmed } as INodeParameters;

		const { error } = await run(parameters, items('noor@example.org'));

		expect(error?.message).toBe("'I Understand That Erasure Cannot Be Undone' is off [Item 0]");
		expect(error?.description).toContain('Switch it on');
		expect(await ada.calls()).toEqual([]);
	});

	test('n8n itself lets nobody run it without an identifier type, since there is no default', async () => {
		const parameters = erase('email');
		delete parameters.identifierType;

		await expect(run(parameters, items('noor@example.org'))).rejects.toThrow(
			'Parameter "Identifier Type" is required',
		);
		expect(await ada.calls()).toEqual([]);
	});

	test.each(['variable_match', 'chatter_id', 'phone'])(
		'the identifier type is none that is offered: %p',
		async (identifierType) => {
			const { error } = await run({ ...erase('email'), identifierType }, items('a@example.org'));

			expect(error?.message).toBe("'Identifier Type' is not chosen [Item 0]");
			expect(error?.description).toContain('Ada ID, Email or External ID');
			expect(await ada.calls()).toEqual([]);
		},
	);
});

describe('identifiers that can be nobody’s are refused', () => {
	const TOO_LONG = 'a'.repeat(520_000);
	const noAddress = "'Email' is not an email address";
	test.each([
		...([undefined, null, '', ' \t '] as const).flatMap((id) => [
			{ type: 'email' as const, id, rule: "'Email' is empty" },
			{ type: 'external_id' as const, id, rule: "'External ID' is empty" },
			{ type: 'end_user_id' as const, id, rule: "'Ada ID' is empty" },
		]),
		{ type: 'email', id: 'noor', rule: noAddress },
		{ type: 'email', id: 'noor@example', rule: noAddress },
		{ type: 'email', id: '@example.org', rule: noAddress },
		{ type: 'email', id: 'noor@', rule: noAddress },
		{ type: 'email', id: 'Noor <noor@example.org>', rule: noAddress },
		{ type: 'email', id: 'a@example.org, b@example.org', rule: noAddress },
		{ type: 'email', id: 'a@example.org;b@example.org', rule: noAddress },
		{ type: 'email', id: 'a@example.org b@example.org', rule: noAddress },
		{ type: 'email', id: 'mailto:a@example.org', rule: noAddress },
		{ type: 'email', id: 'a@b@example.org', rule: noAddress },
		{ type: 'email', id: ['a@example.org'], rule: "'Email' holds a list" },
		{ type: 'external_id', id: 'a<b', rule: "'External ID' contains < or >" },
		{ type: 'external_id', id: 'x'.repeat(37), rule: "'External ID' has 37 characters" },
		{ type: 'external_id', id: { a: 1 }, rule: "'External ID' holds an object" },
		{ type: 'external_id', id: 'undefined', rule: '\'External ID\' is "undefined"' },
		{ type: 'external_id', id: 'NULL', rule: '\'External ID\' is "null"' },
		{ type: 'external_id', id: true, rule: '\'External ID\' is "true"' },
		{ type: 'end_user_id', id: 'null', rule: '\'Ada ID\' is "null"' },
		{ type: 'end_user_id', id: 'a/b', rule: "'Ada ID' has a character" },
		{ type: 'end_user_id', id: TOO_LONG, rule: "'Ada ID' is longer than" },
	] as const)('$rule ($type)', async ({ type, id, rule }) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: erase(type),
			items: items(id),
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result).message).toContain(rule);
		expect(errorAt(result).whatToDo).not.toBe('');
		expect(errorAt(result).outcome).toBe('refused');
		expect(await ada.calls()).toEqual([]);
	});
});

describe('where an item is refused', () => {
	const input = items('crm-1', '', 'crm-3', 'a<b');

	test('and On Error is stop, nothing at all is sent, whichever item it is', async () => {
		const { error, outputs } = await run(
			erase('external_id', { options: { batchSize: 1 } }),
			input,
		);

		expect(outputs).toEqual([]);
		expect(error?.message).toBe("'External ID' is empty [Item 1]");
		expect(error?.context.itemIndex).toBe(1);
		expect(error?.description).toContain(
			'Nothing was sent for any of the 4 items: all are checked first',
		);
		expect(await ada.calls()).toEqual([]);
	});

	test('and On Error lets the run go on, the others are requested', async () => {
		const { json, outputs } = await run(erase('external_id'), input, 'continueErrorOutput');

		expect(json[0].map(({ identifier }) => identifier)).toEqual(['crm-1', 'crm-3']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(json[1].map(({ error }) => error)).toEqual([
			expect.objectContaining({ message: "'External ID' is empty", outcome: 'refused' }),
			expect.objectContaining({ outcome: 'refused' }),
		]);
		const [job] = await ada.jobs();
		expect(job.identifiers.map(({ value }) => value)).toEqual(['crm-1', 'crm-3']);
	});

	test('by an expression in its options, it is not sent either', async () => {
		const parameters = erase('external_id', {
			options: { output: "={{ $($json.node).first().json.output ?? 'answer' }}" },
		});

		const { json } = await run(
			parameters,
			[
				{ id: 'crm-1', node: 'Vault' },
				{ id: 'crm-2', node: 'Nowhere' },
			],
			'continueErrorOutput',
		);

		expect(json[1]).toEqual([
			expect.objectContaining({
				error: expect.objectContaining({ outcome: 'refused' }) as unknown,
			}),
		]);
		const [job] = await ada.jobs();
		expect(job.identifiers.map(({ value }) => value)).toEqual(['crm-1']);
	});
});

describe('as an AI Agent’s tool', () => {
	test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'it is refused in words, whatever the form says (%s)',
		async (onError) => {
			const { json, error } = await runEndUser({
				credential: ada.credential,
				parameters: erase('email'),
				items: items('noor@example.org'),
				asTool: true,
				onError,
			});

			expect(error).toBeUndefined();
			expect(json).toEqual([
				[
					{
						outcome: 'refused',
						message: 'Erasure is not available as a tool of an AI Agent',
						whatToDo: expect.stringContaining('a person has to ask for it') as unknown,
					},
				],
			]);
			expect(await ada.calls()).toEqual([]);
		},
	);
});
