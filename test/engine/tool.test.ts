import { runEndUser } from './engine';
import { byAdaId, byExternalId, sensitiveRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });
});
afterAll(() => ada.close());

/** The ID of the items, by the name of the node that they come from. */
const get = { operation: 'get', endUser: byExternalId("={{ $('Items').item.json.id }}") };

test('a person is found on the one output', async () => {
	const { json, error } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{ id: 'crm-1' }],
		asTool: true,
	});

	expect(error).toBeUndefined();
	expect(json).toEqual([[expect.objectContaining({ external_id: 'crm-1', outcome: 'found' })]]);
});

test.each(['output', 'error', 'skip'])(
	'nobody found is an ordinary item that says so, whatever When Not Found was (%s)',
	async (whenNotFound) => {
		const { outputs, error } = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, whenNotFound },
			items: [{ id: 'nobody' }],
			asTool: true,
		});

		expect(error).toBeUndefined();
		const [items, ...others] = outputs;
		expect(others.flat()).toEqual([]);
		expect(items).toEqual([
			{
				json: {
					outcome: 'notFound',
					message: 'Nobody in Ada has the external ID "nobody"',
					whatToDo: expect.stringContaining('Check the ID') as unknown,
				},
				pairedItem: { item: 0 },
			},
		]);
	},
);

test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'a refusal is an ordinary item with words, and nothing is thrown (%s)',
	async (onError) => {
		const { json, error } = await runEndUser({
			credential: ada.credential,
			parameters: get,
			items: [{ id: 'a<b' }, { id: 'crm-1' }],
			asTool: true,
			onError,
		});

		expect(error).toBeUndefined();
		expect(json[0]).toEqual([
			{
				outcome: 'refused',
				message: expect.stringContaining("'External ID' contains < or >") as unknown,
				whatToDo: expect.stringContaining('Remove the angle brackets') as unknown,
			},
			expect.objectContaining({ outcome: 'found' }),
		]);
	},
);

test('what Ada refuses is told with its status and details', async () => {
	await ada.fault({ kind: 'status', status: 401, times: 2 });

	const { json, error } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{ id: 'crm-1' }, { id: 'crm-1' }],
		asTool: true,
	});

	expect(error).toBeUndefined();
	expect(json[0][0]).toMatchObject({
		outcome: 'refused',
		httpStatus: 401,
		adaType: 'unauthorized',
	});
	expect(json[0][1]).toMatchObject({ outcome: 'notSent' });
});

test('a mistake in the credential is told in an ordinary item', async () => {
	const { json, error } = await runEndUser({
		credential: { ...ada.credential, addressBy: 'handle', handle: 'my agent' },
		parameters: get,
		items: [{ id: 'crm-1' }],
		asTool: true,
	});

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([
		{
			outcome: 'refused',
			message: expect.stringContaining("'Agent Handle' does not fit") as unknown,
			whatToDo: 'Open the Ada credential of this node and correct the field',
		},
	]);
});

test.each([
	{ operation: 'create', externalId: 'new' },
	{ operation: 'update', endUser: byExternalId('crm-1'), profile: { firstName: 'Ana' } },
])('sensitive metadata is not sent ($operation)', async (parameters) => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: {
			...parameters,
			sensitiveMetadata: { pairs: [sensitiveRow('pin', '0042')] },
		},
		asTool: true,
	});

	expect(json[0]).toHaveLength(1);
	expect(json[0][0]).not.toHaveProperty('sensitiveFieldsSent');
	expect(JSON.stringify(await ada.requests())).not.toContain('0042');
	expect((await ada.people()).map(({ sensitive }) => sensitive)).not.toContainEqual(
		expect.objectContaining({ pin: expect.anything() as unknown }),
	);
});

test('there are no hints, which a model would not see', async () => {
	const { hints, json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: 'new' },
		asTool: true,
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
	expect(hints).toEqual([]);
});

describe('whoever is read from the item, which the model can change', () => {
	test.each([
		{ ...get, endUser: byExternalId() },
		{ ...get, endUser: byAdaId('={{ $input.item.json.id }}') },
		{ operation: 'update', endUser: byExternalId('=crm-{{ $json["id"] }}') },
		{ operation: 'createOrUpdate', externalId: '={{ $json.id }}' },
		{ operation: 'create', externalId: '={{ $items()[0].json.id }}' },
	])('is refused before anything is sent: %j', async (parameters) => {
		const { json, error } = await runEndUser({
			credential: ada.credential,
			parameters,
			items: [{ id: 'crm-1' }],
			asTool: true,
		});

		expect(error).toBeUndefined();
		expect(json[0]).toEqual([
			{
				outcome: 'refused',
				message: expect.stringMatching(
					/^'(End User|External ID)' is read from \$json, which the model of an AI Agent can change$/,
				) as unknown,
				whatToDo: expect.stringContaining('Name the node that knows who is meant') as unknown,
			},
		]);
		expect(await ada.requests()).toEqual([]);
	});

	test('is fine in a workflow of its own, and where another field is read from the item', async () => {
		const own = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, endUser: byExternalId() },
			items: [{ id: 'crm-1' }],
		});
		const name = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, operation: 'update', profile: { firstName: '={{ $json.name }}' } },
			items: [{ id: 'crm-1', name: 'Ana' }],
			asTool: true,
		});

		expect(own.json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
		expect(name.json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
	});
});
