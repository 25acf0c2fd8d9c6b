import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

/** A nightly refresh from a CRM: only people whom Ada knows. */
const refresh: INodeParameters = {
	operation: 'createOrUpdate',
	externalId: '={{ $json.id }}',
	fieldsFrom: 'columns',
	columns: { mappingMode: 'autoMapInputData', value: null },
	whenNotFound: 'skip',
};

const crm = ['crm-1', 'crm-2', 'crm-3'].map((id) => ({ id, 'First Name': `Name of ${id}` }));

const HOURS = 60 * 60 * 1000;

test('a nightly refresh creates nobody, not even people whom Ada has removed since the last one', async () => {
	await ada.seed(
		{ external_id: 'crm-1', attached: true },
		{ external_id: 'crm-2', attached: false },
	);
	const run = async () =>
		await runEndUser({ credential: ada.credential, parameters: refresh, items: crm });

	const first = await run();
	await ada.advance(25 * HOURS);
	const second = await run();

	const outcomes = ({ json }: typeof first) =>
		json[0].map(({ external_id, outcome }) => [external_id, outcome]);
	expect(outcomes(first)).toEqual([
		['crm-1', 'updated'],
		['crm-2', 'updated'],
	]);
	expect(outcomes(second)).toEqual([['crm-1', 'unchanged']]);
	const creations = (await ada.requests()).filter(({ method }) => method === 'POST');
	expect(creations).toEqual([]);
	expect((await ada.people()).map(({ external_id }) => external_id)).toEqual(['crm-1']);
	expect(await ada.eventTypes()).toEqual(['v1.end_user.updated', 'v1.end_user.updated']);
});
