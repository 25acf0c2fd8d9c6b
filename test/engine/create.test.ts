import { runEndUser } from './engine';
import { metadataRow, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

test('sends all that the form names, and says that the person was created', async () => {
	const { json, error } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			externalId: 'CRM-1',
			profile: {
				avatar: 'https://cdn.example.org/n.png',
				displayName: 'Noor H.',
				email: 'noor@example.org',
				firstName: 'Noor',
				language: 'fr-CA',
				lastName: 'Haddad',
			},
			metadata: { pairs: [metadataRow('seats', '12', 'integer')] },
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
		},
	});

	expect(error).toBeUndefined();
	const profile = {
		avatar: 'https://cdn.example.org/n.png',
		display_name: 'Noor H.',
		email: 'noor@example.org',
		first_name: 'Noor',
		language: 'fr-CA',
		last_name: 'Haddad',
		metadata: { seats: 12 },
	};
	const requests = await ada.requests();
	expect(requests.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
		{
			method: 'POST',
			path: '/api/v2/end-users/',
			body: {
				external_id: 'CRM-1',
				profile: { ...profile, sensitive_metadata: { fields: { pin: '0042' } } },
			},
		},
	]);
	expect(json[0]).toEqual([
		expect.objectContaining({ external_id: 'CRM-1', outcome: 'created', sensitiveFieldsSent: 1 }),
	]);
	expect(json[0][0].profile).toEqual({
		...profile,
		system_properties: { sunshine_user_id: null },
	});
});

test('returns who has the external ID already, unchanged, and says so', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: 'CRM-1', profile: { firstName: 'Ana' } },
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: id, external_id: 'CRM-1', outcome: 'existing' }),
	]);
	const [{ profile }] = await ada.people();
	expect(profile.first_name).toBe('Noor');
});

test.each([
	{ what: 'blank', externalId: '' },
	{ what: 'left out', externalId: undefined },
	{ what: 'filled with spaces', externalId: '  ' },
])('creates somebody without an external ID where the field is $what', async ({ externalId }) => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			...(externalId === undefined ? {} : { externalId }),
			profile: { firstName: '={{ $json.name }}' },
		},
		items: [{ name: 'Noor' }, { name: 'Noor' }],
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ external_id: null, outcome: 'created' }),
		expect.objectContaining({ external_id: null, outcome: 'created' }),
	]);
	const [{ body }] = await ada.requests();
	expect(body).toEqual({ profile: { first_name: 'Noor' } });
	expect(await ada.people()).toHaveLength(2);
});

test('refuses an expression that comes out empty, where a blank field means no external ID', async () => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: '={{ $json.id }}' },
		items: [{ id: '' }, { id: 'crm-1' }],
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result).message).toBe("'External ID' is empty");
	expect(result.json[0][1]).toMatchObject({ external_id: 'crm-1', outcome: 'created' });
	expect(await ada.people()).toHaveLength(1);
});

test.each([
	{ what: 'missing', value: undefined },
	{ what: 'null', value: null },
	{ what: 'an empty text', value: '' },
	{ what: 'only spaces', value: ' \t' },
])('leaves out a field whose value is $what', async ({ value }) => {
	await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			externalId: 'crm-1',
			profile: { firstName: '={{ $json.value }}', lastName: 'Haddad' },
		},
		items: [{ value }],
	});

	const [{ body }] = await ada.requests();
	expect(body).toEqual({ external_id: 'crm-1', profile: { last_name: 'Haddad' } });
});

test('turns numbers into text and trims texts', async () => {
	await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'create',
			externalId: 'crm-1',
			profile: { firstName: '={{ $json.first }}', lastName: '={{ $json.last }}' },
		},
		items: [{ first: 7, last: '  Haddad\n' }],
	});

	const [{ body }] = await ada.requests();
	expect(body).toMatchObject({ profile: { first_name: '7', last_name: 'Haddad' } });
});

test.each(['Avatar', 'Display Name', 'Email', 'First Name', 'Language', 'Last Name'])(
	'refuses an object in %s, by its label',
	async (label) => {
		const name = (label[0].toLowerCase() + label.slice(1)).replace(' ', '');
		const result = await runEndUser({
			credential: ada.credential,
			parameters: { operation: 'create', profile: { [name]: '={{ $json.value }}' } },
			items: [{ value: { a: 1 } }],
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result).message).toBe(`'${label}' holds an object where text is needed`);
		expect(errorAt(result).whatToDo).toContain('JSON.stringify');
		expect(await ada.calls()).toEqual([]);
	},
);

test('says how many were created, and that Ada deletes them after 24 hours', async () => {
	await ada.seed({ external_id: 'known-1' }, { external_id: 'known-2' });

	const { hints } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: '={{ $json.id }}' },
		items: [{ id: 'new' }, { id: 'known-1' }, { id: 'known-2' }],
	});

	expect(hints).toHaveLength(2);
	expect(hints[0]).toMatch(/^1 end user was created\. .*24 hours/);
	expect(hints[1]).toMatch(
		/^2 end users were known to Ada already .*operation Create or Update\.$/,
	);
});

test('gives no hint where nothing was created', async () => {
	const { hints } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: '<' },
		onError: 'continueRegularOutput',
	});

	expect(hints).toEqual([]);
});
