import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const byExternalId = (value: string): INodeParameters => ({
	operation: 'get',
	endUser: { __rl: true, mode: 'externalId', value },
});

test('gives Ada’s fields at the top, the external ID as the user wrote it, and the outcome', async () => {
	const [id] = await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor' } });

	const { json, error } = await runEndUser({
		credential: ada.credential,
		parameters: byExternalId('={{ $json.id }}'),
		items: [{ id: 'CRM-1' }],
	});

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([
		expect.objectContaining({ end_user_id: id, external_id: 'CRM-1', outcome: 'found' }),
	]);
	expect(json[0][0].profile).toMatchObject({ first_name: 'Noor' });
});

test('passes an item whose person Ada does not know to the second output, as it came', async () => {
	const { outputs } = await runEndUser({
		credential: ada.credential,
		parameters: byExternalId('={{ $json.id }}'),
		items: [{ id: 'nobody', name: 'Ana' }],
	});

	expect(outputs[0]).toEqual([]);
	expect(outputs[1]).toEqual([{ json: { id: 'nobody', name: 'Ana' }, pairedItem: { item: 0 } }]);
});

test('encodes what an external ID may contain', async () => {
	await ada.seed({ external_id: '+1 415/555&0100?#%' });

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: byExternalId('+1 415/555&0100?#%'),
	});

	expect(json[0]).toHaveLength(1);
	expect(await ada.calls()).toEqual([
		'GET /api/v2/end-users/?external_id=%2B1+415%2F555%260100%3F%23%25',
	]);
});
