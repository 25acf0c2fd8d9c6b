import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byAdaId, byExternalId, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
let id: string;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	[id] = await ada.seed({ external_id: 'crm-1' });
});
afterAll(() => ada.close());

const other = { end_user_id: '0123456789abcdef01234567', external_id: 'crm-2', profile: {} };

const answered = (method: string, body: unknown, status = 200) =>
	ada.fault({ kind: 'status', status, method, body: JSON.stringify(body) });

const run = async (parameters: INodeParameters) =>
	errorAt(
		await runEndUser({
			credential: ada.credential,
			parameters,
			items: [{ id }],
			onError: 'continueRegularOutput',
		}),
	);

test.each([
	{ by: 'external ID', endUser: byExternalId('crm-1') },
	{ by: 'Ada ID', endUser: byAdaId() },
])('another person than the one asked for by $by is not handed on', async ({ endUser }) => {
	await answered('GET', other);

	const { message, outcome } = await run({ operation: 'get', endUser });

	expect(message).toBe('Ada answered with another person than the one asked for');
	expect(outcome).toBe('failed');
});

test('nobody is changed after Ada found another person', async () => {
	await answered('GET', other);

	await run({
		operation: 'update',
		endUser: byExternalId('crm-1'),
		profile: { firstName: 'Ana' },
	});

	expect(await ada.calls()).toEqual(['GET /api/v2/end-users/?external_id=crm-1']);
});

test('another person in the answer to a change is told', async () => {
	await answered('PATCH', other);

	const { message, whatToDo, outcome } = await run({
		operation: 'update',
		endUser: byExternalId('crm-1'),
		profile: { firstName: 'Ana' },
	});

	expect(message).toBe('Ada answered with another person than the one updated');
	expect(whatToDo).toContain('Look the person up in Ada');
	expect(outcome).toBe('unknown');
});

test('another external ID in the answer to a creation is told', async () => {
	await answered('POST', other, 201);

	const { message, outcome } = await run({ operation: 'create', externalId: 'crm-1' });

	expect(message).toBe('Ada answered with another external ID than the one sent');
	expect(outcome).toBe('unknown');
});

test('409 to a creation, and then nobody who has the ID, is told', async () => {
	await ada.fault({ kind: 'status', status: 409, method: 'POST' });

	const { message } = await run({ operation: 'create', externalId: 'new' });

	expect(message).toBe('Ada says that the external ID is taken, but finds nobody who has it');
});

test('409 to a creation gives the person who has the ID', async () => {
	await ada.fault({ kind: 'status', status: 409, method: 'POST' });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: 'CRM-1' },
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: id, external_id: 'CRM-1', outcome: 'existing' }),
	]);
});

const noEndUsers = [
	{ what: 'an empty object', body: {} },
	{ what: 'a list', body: [] },
	{ what: 'a page of a list', body: { data: [], meta: {} } },
	{ what: 'an ID that is a number', body: { end_user_id: 1 } },
	{ what: 'an empty ID', body: { end_user_id: '' } },
];

test.each(noEndUsers)('$what is not taken for an end user', async ({ body }) => {
	await answered('GET', body);

	const { message, whatToDo } = await run({ operation: 'get', endUser: byExternalId('crm-1') });

	expect(message).toBe("Ada's answer is not an end user");
	expect(whatToDo).toContain('Try it again');
});

test('a creation without an external ID that is answered strangely has the outcome unknown', async () => {
	await answered('POST', {}, 201);

	const { whatToDo, outcome } = await run({ operation: 'create' });

	expect(outcome).toBe('unknown');
	expect(whatToDo).toContain('Look the person up in Ada before running this item again');
});

test('keys that are not documented come out as Ada gave them', async () => {
	const body = {
		end_user_id: id,
		profile: { pronouns: ['they'], metadata: { score: 1.5, tags: ['a'], none: null } },
		consent: { marketing: true },
	};
	await answered('GET', body);

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: byAdaId() },
		items: [{ id }],
	});

	expect(json[0]).toEqual([{ ...body, outcome: 'found' }]);
});

test('an answer of hardly anything but the ID is enough', async () => {
	await answered('GET', { end_user_id: id });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: byAdaId(), options: { output: 'simplified' } },
		items: [{ id }],
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: id, external_id: null, metadata: {}, outcome: 'found' }),
	]);
});

test.each(['answer', 'inputAndAnswer', 'simplified'])(
	'sensitive metadata in an answer does not come out by %s',
	async (output) => {
		const fields = { pin: 'from-ada-42' };
		await answered('GET', {
			end_user_id: id,
			profile: { first_name: 'Noor', sensitive_metadata: { fields } },
			sensitive_metadata: { fields },
		});

		const { json } = await runEndUser({
			credential: ada.credential,
			parameters: { operation: 'get', endUser: byAdaId(), options: { output } },
			items: [{ id }],
		});

		expect(JSON.stringify(json)).toContain('Noor');
		expect(JSON.stringify(json)).not.toContain('from-ada-42');
	},
);

test('an answer to a change without the profile says nothing against it', async () => {
	await answered('PATCH', { end_user_id: id });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'update',
			endUser: byExternalId('crm-1'),
			profile: { firstName: 'Ana' },
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
		},
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
});
