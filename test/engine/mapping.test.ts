import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start({
		variables: [
			{ id: '1', name: 'plan_type' },
			{ id: '2', name: 'seats' },
		],
	});
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const create = async (columns: INodeParameters, item: IDataObject, options: INodeParameters = {}) =>
	await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', fieldsFrom: 'columns', columns, options },
		items: [item],
		onError: 'continueRegularOutput',
	});

const byName = { mappingMode: 'autoMapInputData', value: null };

const stored = async () => (await ada.people())[0].profile;

test.each([
	['email', 'email'],
	['E-Mail', 'email'],
	['Email Address', 'email'],
	['firstName', 'first_name'],
	['First Name', 'first_name'],
	['surname', 'last_name'],
	['display name', 'display_name'],
])('a column called %s is %s', async (column, field) => {
	await create(byName, { [column]: 'x' });

	expect(await stored()).toMatchObject({ [field]: 'x' });
});

test('columns with the name of a variable become metadata, the others are left out', async () => {
	await create(byName, { 'Plan Type': 'gold', seats: 12, note: 'call back', external_id: 'x' });

	expect((await stored()).metadata).toEqual({ plan_type: 'gold', seats: 12 });
});

test('or the others become metadata too, but never the IDs', async () => {
	const item = { seats: 12, note: 'call back', external_id: 'x', end_user_id: 'y', empty: '' };
	await create(byName, item, { otherColumns: 'metadata' });

	expect((await stored()).metadata).toEqual({ seats: 12, note: 'call back' });
});

test('columns can be mapped by hand', async () => {
	const columns: INodeParameters = {
		mappingMode: 'defineBelow',
		value: { first_name: '={{ $json.vorname }}', 'metadata.seats': '={{ $json.plaetze }}' },
	};
	await create(columns, { vorname: 'Ana', plaetze: 3 });

	expect(await stored()).toMatchObject({ first_name: 'Ana', metadata: { seats: 3 } });
});

test('a column that Ada cannot keep is refused by its name', async () => {
	const result = await create(byName, { seats: 1.5 });

	expect(errorAt(result).message).toBe('\'Metadata\' key "seats" is not a whole number');
	expect(await ada.people()).toEqual([]);
});
