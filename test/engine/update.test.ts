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
	[id] = await ada.seed({
		external_id: 'crm-1',
		profile: { first_name: 'Noor', last_name: 'Haddad', language: 'fr-CA' },
	});
});
afterAll(() => ada.close());

const update = (parameters: INodeParameters): INodeParameters => ({
	operation: 'update',
	endUser: byExternalId('CRM-1'),
	...parameters,
});

test.each([
	{
		what: 'external ID',
		endUser: byExternalId('CRM-1'),
		lookUp: () => 'GET /api/v2/end-users/?external_id=CRM-1',
		externalId: 'CRM-1',
	},
	{
		what: 'Ada ID',
		endUser: byAdaId(),
		lookUp: () => `GET /api/v2/end-users/${id}`,
		externalId: 'crm-1',
	},
])(
	'looks the person up by $what, then sends only what differs',
	async ({ endUser, lookUp, externalId }) => {
		const { json, error } = await runEndUser({
			credential: ada.credential,
			parameters: update({
				endUser,
				profile: { firstName: 'Ana', lastName: 'Haddad', language: 'fr_ca' },
			}),
			items: [{ id }],
		});

		expect(error).toBeUndefined();
		expect(await ada.calls()).toEqual([lookUp(), `PATCH /api/v2/end-users/${id}`]);
		const [, { body }] = await ada.requests();
		expect(body).toEqual({ profile: { first_name: 'Ana' } });
		expect(json[0]).toEqual([
			expect.objectContaining({ end_user_id: id, external_id: externalId, outcome: 'updated' }),
		]);
		expect(json[0][0].profile).toMatchObject({ first_name: 'Ana', last_name: 'Haddad' });
	},
);

test.each([
	{ what: 'all is as it should be', profile: { firstName: 'Noor', language: 'FR-ca' } },
	{ what: 'the form names nothing', profile: {} },
	{ what: 'a value is missing', profile: { firstName: '={{ $json.missing }}' } },
	{ what: 'a value is null', profile: { firstName: '={{ null }}' } },
	{ what: 'a value is empty', profile: { firstName: '={{ "" }}' } },
	{ what: 'a value is spaces', profile: { firstName: '={{ "  " }}' } },
])('sends nothing and says unchanged where $what', async ({ profile }) => {
	const { json, hints } = await runEndUser({
		credential: ada.credential,
		parameters: update({ profile }),
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ external_id: 'CRM-1', outcome: 'unchanged' }),
	]);
	expect(json[0][0].profile).toMatchObject({ first_name: 'Noor', language: 'fr-CA' });
	expect(await ada.calls()).toEqual(['GET /api/v2/end-users/?external_id=CRM-1']);
	expect(hints).toEqual([]);
});

test('compares names with their case, and sends numbers as text', async () => {
	await runEndUser({
		credential: ada.credential,
		parameters: update({ profile: { firstName: 'noor', lastName: '={{ 7 }}' } }),
	});

	const [, { body }] = await ada.requests();
	expect(body).toEqual({ profile: { first_name: 'noor', last_name: '7' } });
});

test('stops at an unknown person by default, and sends no PATCH', async () => {
	const { error } = await runEndUser({
		credential: ada.credential,
		parameters: update({ endUser: byExternalId('nobody'), profile: { firstName: 'Ana' } }),
	});

	expect(error?.message).toBe('Nobody in Ada has the external ID "nobody" [Item 0]');
	expect(await ada.calls()).toEqual(['GET /api/v2/end-users/?external_id=nobody']);
});

test('hands an unknown person’s item to the second output, if it is told to', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: update({
			endUser: byExternalId(),
			profile: { firstName: 'Ana' },
			whenNotFound: 'output',
		}),
		items: [{ id: 'nobody' }, { id: 'crm-1' }],
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
	expect(json[1]).toEqual([{ id: 'nobody' }]);
});

test('takes a person who is removed between look-up and change for not found', async () => {
	await ada.fault({ kind: 'status', status: 404, method: 'PATCH' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: update({ profile: { firstName: 'Ana' } }),
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toMatchObject({
		message: 'Nobody in Ada has the external ID "CRM-1"',
		outcome: 'notFound',
	});
	expect(await ada.calls()).toHaveLength(2);
});

test('sends sensitive values whenever they are given, and they alone leave the person unchanged', async () => {
	const parameters = update({
		sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042'), sensitiveRow('token', 'secret')] },
	});

	for (const run of ['first', 'second']) {
		const { json } = await runEndUser({ credential: ada.credential, parameters });
		expect({ run, ...json[0][0] }).toMatchObject({
			run,
			outcome: 'unchanged',
			sensitiveFieldsSent: 2,
		});
	}

	const patches = (await ada.requests()).filter(({ method }) => method === 'PATCH');
	const fields = { pin: '0042', token: 'secret' };
	expect(patches.map(({ body }) => body)).toEqual([
		{ profile: { sensitive_metadata: { fields } } },
		{ profile: { sensitive_metadata: { fields } } },
	]);
});

test('renews the 24 hours of a sensitive value that is sent again', async () => {
	const parameters = update({ sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] } });
	const hours = 60 * 60 * 1000;

	await runEndUser({ credential: ada.credential, parameters });
	await ada.advance(23 * hours);
	await runEndUser({ credential: ada.credential, parameters });
	await ada.advance(23 * hours);

	expect(Object.keys((await ada.people())[0].sensitive)).toEqual(['pin']);
});

test('an expression that leaves a sensitive value empty sends nothing', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: update({
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '={{ $json.pin }}')] },
		}),
		items: [{ pin: null }],
	});

	expect(json[0][0]).not.toHaveProperty('sensitiveFieldsSent');
	expect(json[0][0]).toMatchObject({ outcome: 'unchanged' });
	expect(await ada.calls()).toHaveLength(1);
});

test.each([
	{ what: 'kept the old value', kept: 'Noor' },
	{ what: 'cleared the field', kept: null },
])('says so where Ada $what instead of writing it', async ({ kept }) => {
	const body = { end_user_id: id, external_id: 'crm-1', profile: { first_name: kept } };
	await ada.fault({ kind: 'status', status: 200, method: 'PATCH', body: JSON.stringify(body) });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: update({ profile: { firstName: 'Ana' } }),
		onError: 'continueRegularOutput',
	});

	const { message, outcome } = errorAt(result);
	expect(message).toBe('Ada did not keep these fields as asked: first_name');
	expect(outcome).toBe('refused');
});

test('an email that Ada keeps in lower case counts as written, the second time as well', async () => {
	const answer = (email: string) =>
		JSON.stringify({ end_user_id: id, external_id: 'crm-1', profile: { email } });
	const parameters = update({ profile: { email: 'Noor@Example.org' } });

	for (const [before, run] of [
		[null, 'first'],
		['noor@example.org', 'second'],
	] as const) {
		await ada.fault({ kind: 'status', status: 200, method: 'GET', body: answer(before ?? '') });
		const body = answer('noor@example.org');
		await ada.fault({ kind: 'status', status: 200, method: 'PATCH', body });
		const { json, error } = await runEndUser({ credential: ada.credential, parameters });
		expect({ run, error, outcome: json[0]?.[0].outcome }).toEqual({
			run,
			error: undefined,
			outcome: 'updated',
		});
	}
});
