import { runEndUser } from './engine';
import { byAdaId, byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const clear = { operation: 'clearExternalId', endUser: byExternalId() };

test('gives the external ID free with null and an empty profile, and leaves the rest', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: clear,
		items: [{ id: 'CRM-1' }],
	});

	expect(json[0]).toMatchObject([
		{ end_user_id: id, external_id: null, outcome: 'updated', profile: { first_name: 'Noor' } },
	]);
	const patch = (await ada.requests()).find(({ method }) => method === 'PATCH');
	expect(patch?.body).toEqual({ external_id: null, profile: {} });
});

test('a person without an external ID is unchanged, and nothing is sent', async () => {
	const [id] = await ada.seed({ profile: {} });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { ...clear, endUser: byAdaId(id) },
	});

	expect(json[0]).toMatchObject([{ outcome: 'unchanged' }]);
	expect(await ada.calls()).toEqual([`GET /api/v2/end-users/${id}`]);
});

test('an external ID moves from one person to another in two steps', async () => {
	const [from, to] = await ada.seed({ external_id: 'crm-1' }, { profile: { first_name: 'New' } });
	const set = async () =>
		await runEndUser({
			credential: ada.credential,
			parameters: {
				operation: 'update',
				endUser: byAdaId(to),
				options: { setExternalId: 'crm-1' },
			},
			onError: 'continueRegularOutput',
		});

	const refused = errorAt(await set());
	expect(refused.message).toBe(`The external ID "crm-1" belongs to the end user ${from} already`);
	expect(refused.whatToDo).toContain('Clear External ID');

	await runEndUser({ credential: ada.credential, parameters: clear, items: [{ id: 'crm-1' }] });
	const { json } = await set();
	expect(json[0]).toMatchObject([{ end_user_id: to, external_id: 'crm-1', outcome: 'updated' }]);
});
