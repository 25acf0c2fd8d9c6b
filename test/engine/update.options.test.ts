import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byAdaId, byExternalId, metadataRow, sensitiveRow } from './forms';
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
		profile: { first_name: 'Noor', email: 'n@x.org' },
	});
});
afterAll(() => ada.close());

const unread: INodeParameters = {
	operation: 'update',
	profile: { firstName: 'Noor' },
	metadata: { pairs: [metadataRow('tier', 'gold')] },
	sensitiveMetadata: { pairs: [sensitiveRow('token', 'tok-1')] },
	options: { readFirst: false, clearFields: ['email'], setExternalId: 'CRM-9' },
};

const run = async (parameters: INodeParameters) =>
	await runEndUser({
		credential: ada.credential,
		parameters,
		onError: 'continueRegularOutput',
	});

test('without Read First everything named is sent at once, whether it differs or not', async () => {
	const { json } = await run({ ...unread, endUser: byAdaId(id) });

	const [request, ...others] = await ada.requests();
	expect(others).toEqual([]);
	expect(request).toMatchObject({ method: 'PATCH', path: `/api/v2/end-users/${id}` });
	expect(request.body).toEqual({
		external_id: 'CRM-9',
		profile: {
			email: null,
			first_name: 'Noor',
			metadata: { tier: 'gold' },
			sensitive_metadata: { fields: { token: 'tok-1' } },
		},
	});
	expect(json[0]).toMatchObject([
		{ external_id: 'CRM-9', outcome: 'updated', sensitiveFieldsSent: 1 },
	]);
});

test('without Read First a person whom Ada does not know is not found', async () => {
	const nobody = '0'.repeat(24);
	const result = await run({ ...unread, endUser: byAdaId(nobody) });

	expect(errorAt(result)).toMatchObject({
		outcome: 'notFound',
		message: `Nobody in Ada has the Ada ID "${nobody}"`,
	});
});

test('without Read First an external ID of somebody else is told with who has it', async () => {
	const [holder] = await ada.seed({ external_id: 'crm-9' });
	const result = await run({ ...unread, endUser: byAdaId(id) });

	expect(errorAt(result).message).toBe(
		`The external ID "CRM-9" belongs to the end user ${holder} already`,
	);
	expect((await ada.people())[0]).toMatchObject({ external_id: 'crm-1' });
});

test('by external ID the person is looked up even without Read First, and only what differs is sent', async () => {
	await run({
		operation: 'update',
		endUser: byExternalId('crm-1'),
		profile: { firstName: 'Noor', lastName: 'Haddad' },
		options: { readFirst: false },
	});

	const [look, patch] = await ada.requests();
	expect(look.method).toBe('GET');
	expect(patch.body).toEqual({ profile: { last_name: 'Haddad' } });
});

test.each([
	{
		what: 'Update',
		parameters: { operation: 'update', profile: { lastName: 'Haddad' } },
		outcome: 'wouldUpdate',
		changes: ['last_name'],
	},
	{
		what: 'Update with nothing that differs',
		parameters: { operation: 'update', profile: { firstName: 'Noor' } },
		outcome: 'unchanged',
		changes: [],
	},
	{
		what: 'Update without Read First',
		parameters: { operation: 'update', profile: { lastName: 'Haddad' }, readFirst: false },
		outcome: 'wouldUpdate',
		changes: ['last_name'],
	},
	{
		what: 'Clear External ID',
		parameters: { operation: 'clearExternalId' },
		outcome: 'wouldUpdate',
		changes: ['external_id'],
	},
])('a dry run of $what writes nothing', async ({ parameters, outcome, changes }) => {
	const { readFirst = true, ...form } = parameters;
	const { json } = await run({
		...form,
		endUser: byAdaId(id),
		options: { dryRun: true, readFirst },
	});

	expect(json[0]).toMatchObject([{ end_user_id: id, outcome, changes }]);
	expect(await ada.calls()).toEqual([`GET /api/v2/end-users/${id}`]);
});

test('a dry run of Create asks Ada nothing and names no value', async () => {
	const { json } = await run({
		operation: 'create',
		externalId: 'crm-2',
		sensitiveMetadata: { pairs: [sensitiveRow('token', 'tok-1')] },
		options: { dryRun: true },
	});

	expect(json[0]).toEqual([
		{
			external_id: 'crm-2',
			outcome: 'wouldCreate',
			changes: ['external_id', 'sensitive_metadata.token'],
		},
	]);
	expect(await ada.calls()).toEqual([]);
});

test('external IDs that differ in case only are named in a hint where they are allowed', async () => {
	const { hints } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'createOrUpdate',
			externalId: '={{ $json.id }}',
			options: { allowCaseVariants: true },
		},
		items: [{ id: 'crm-1' }, { id: 'CRM-1' }],
	});

	expect(hints).toEqual(['External IDs that differ in case only are one person to Ada: crm-1.']);
});
