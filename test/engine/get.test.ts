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

test('gives Ada’s fields at the top, the external ID as the user wrote it, and the outcome', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });

	const { json, error } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: byExternalId() },
		items: [{ id: 'CRM-1' }],
	});

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: id, external_id: 'CRM-1', outcome: 'found' }),
	]);
	expect(json[0][0].profile).toMatchObject({ first_name: 'Noor' });
});

test('encodes what an external ID may contain', async () => {
	await ada.seed({ external_id: '+1 415/555&0100?#%' });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: byExternalId('+1 415/555&0100?#%') },
	});

	expect(json[0]).toHaveLength(1);
	expect(await ada.calls()).toEqual([
		'GET /api/v2/end-users/?external_id=%2B1+415%2F555%260100%3F%23%25',
	]);
});

test.each([
	{ what: 'Ada ID', locator: byAdaId() },
	{ what: 'the list', locator: { __rl: true, mode: 'list', value: '={{ $json.id }}' } as const },
])('finds a person by $what, with the external ID as Ada gives it', async ({ locator }) => {
	const [id] = await ada.seed({ external_id: 'crm-1' });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: locator },
		items: [{ id: ` ${id} ` }],
	});

	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: id, external_id: 'crm-1', outcome: 'found' }),
	]);
	expect(await ada.calls()).toEqual([`GET /api/v2/end-users/${id}`]);
});

test('takes a locator that an expression replaced by plain text for an external ID', async () => {
	await ada.seed({ external_id: 'crm-1' });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: '={{ $json.id }}' },
		items: [{ id: 'crm-1' }],
	});

	expect(json[0]).toEqual([expect.objectContaining({ external_id: 'crm-1' })]);
});

test.each([
	{ what: 'of dots', id: '..', rule: 'a character that no ID of Ada has', wayOut: 'end_user_id' },
	{ what: 'with a slash', id: 'a/b', rule: 'a character', wayOut: 'choose External ID' },
	{ what: 'with a question mark', id: 'a?b=c', rule: 'a character', wayOut: 'end_user_id' },
	{ what: 'with a space', id: 'a b', rule: 'a character', wayOut: 'end_user_id' },
	{ what: 'of nothing', id: '', rule: 'empty', wayOut: 'Check the column' },
	{ what: 'of spaces', id: '  ', rule: 'empty', wayOut: 'Check the column' },
	{ what: 'that is null', id: null, rule: 'empty', wayOut: 'Check the column' },
	{ what: 'that is a list', id: ['a'], rule: 'a list', wayOut: 'Drag a single value' },
])('refuses an Ada ID $what, and sends nothing', async ({ id, rule, wayOut }) => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'get', endUser: byAdaId() },
		items: [{ id }],
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo, outcome } = errorAt(result);
	expect(message).toContain("'Ada ID'");
	expect(message).toContain(rule);
	expect(whatToDo).toContain(wayOut);
	expect(outcome).toBe('refused');
	expect(await ada.calls()).toEqual([]);
});
