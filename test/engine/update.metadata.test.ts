import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byExternalId, inJson, metadataRow, sensitiveRow } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({
		external_id: 'crm-1',
		profile: { metadata: { tier: 'gold', seats: 12, beta: true } },
	});
});
afterAll(() => ada.close());

const update = (metadata: INodeParameters): INodeParameters => ({
	operation: 'update',
	endUser: byExternalId('crm-1'),
	metadata,
});

/** The bodies of the PATCH requests that arrived. */
async function patches(): Promise<unknown[]> {
	const requests = await ada.requests();
	return requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
}

async function storedMetadata(): Promise<IDataObject> {
	return (await ada.people())[0].profile.metadata;
}

test('only the keys that differ are sent, and all others stay', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: update({
			pairs: [
				metadataRow('tier', 'silver'),
				metadataRow('seats', '12', 'integer'),
				metadataRow('region', 'eu'),
			],
		}),
	});

	expect(await patches()).toEqual([{ profile: { metadata: { tier: 'silver', region: 'eu' } } }]);
	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
	expect(await storedMetadata()).toEqual({ tier: 'silver', seats: 12, beta: true, region: 'eu' });
});

test.each([
	{ what: 'the same values', metadata: inJson('{"tier": "gold", "seats": 12, "beta": true}') },
	{ what: 'empty rows', metadata: { pairs: [metadataRow('tier', '={{ $json.missing }}')] } },
	{ what: 'empty texts', metadata: inJson('{"tier": "", "seats": "  "}') },
	{ what: 'null for a key that is not there', metadata: inJson('{"unknown": null}') },
	{
		what: 'null for keys that every object of JavaScript has',
		metadata: inJson('{"constructor": null, "toString": null, "__proto__": null}'),
	},
])('nothing is sent for $what', async ({ metadata }) => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: update(metadata),
	});

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'unchanged' })]);
	expect(await patches()).toEqual([]);
});

test('a value of another type differs', async () => {
	await runEndUser({
		credential: ada.credential,
		parameters: update({ pairs: [metadataRow('seats', '12'), metadataRow('beta', 'true')] }),
	});

	expect(await patches()).toEqual([{ profile: { metadata: { seats: '12', beta: 'true' } } }]);
});

test('null in JSON removes a key', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: update(inJson('{"tier": null}')),
	});

	expect(await patches()).toEqual([{ profile: { metadata: { tier: null } } }]);
	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'updated' })]);
	expect(await storedMetadata()).toEqual({ seats: 12, beta: true });
});

test('null in JSON removes a sensitive key, and it is counted as sent', async () => {
	const sensitive = (field: INodeParameters) =>
		runEndUser({
			credential: ada.credential,
			parameters: { ...update({}), sensitiveMetadata: field },
		});
	await sensitive({ pairs: [sensitiveRow('pin', '0042'), sensitiveRow('token', 'secret')] });

	const { json } = await sensitive(inJson('{"pin": null}'));

	expect(json[0]).toEqual([
		expect.objectContaining({ outcome: 'unchanged', sensitiveFieldsSent: 1 }),
	]);
	expect(Object.keys((await ada.people())[0].sensitive)).toEqual(['token']);
});

// Not "constructor": the HTTP library of n8n does not send a key of that name.
test.each(['toString', 'hasOwnProperty', 'valueOf'])(
	'the key %s is one like any other',
	async (key) => {
		const change = (value: string | null) =>
			runEndUser({
				credential: ada.credential,
				parameters: update(inJson(JSON.stringify({ [key]: value }))),
			});

		const set = await change('a');
		const again = await change('a');
		const removed = await change(null);

		expect([set, again, removed].map(({ json }) => json[0]?.[0].outcome)).toEqual([
			'updated',
			'unchanged',
			'updated',
		]);
		expect(Object.keys(await storedMetadata())).toEqual(['tier', 'seats', 'beta']);
	},
);

test('items for the same person are written one after another', async () => {
	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: update({ pairs: [metadataRow('tier', '={{ $json.tier }}')] }),
		items: [{ tier: 'silver' }, { tier: 'gold' }, { tier: 'gold' }],
	});

	expect(json[0].map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'unchanged']);
	expect(await storedMetadata()).toMatchObject({ tier: 'gold' });
	expect((await ada.requests()).map(({ method }) => method)).toEqual([
		'GET',
		'PATCH',
		'GET',
		'PATCH',
		'GET',
	]);
});

test('says which key Ada did not keep', async () => {
	const [{ end_user_id }] = await ada.people();
	const body = { end_user_id, profile: { metadata: { tier: 'gold', seats: 12, beta: true } } };
	await ada.fault({ kind: 'status', status: 200, method: 'PATCH', body: JSON.stringify(body) });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: update({ pairs: [metadataRow('tier', 'silver')] }),
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo, outcome } = errorAt(result);
	expect(message).toBe('Ada did not keep these fields as asked: metadata.tier');
	expect(whatToDo).toContain('look at the person in Ada');
	expect(outcome).toBe('refused');
});

test('says which keys may be gone when an Ada that replaces metadata breaks off before the rest is back', async () => {
	const replacing = await LocalAda.start({ switches: { metadataPatch: 'replace' } });
	await replacing.seed({ external_id: 'crm-1', profile: { metadata: { a: 1, b: 2, c: 3 } } });
	await replacing.fault({ kind: 'status', status: 400, method: 'PATCH', skip: 1 });

	const result = await runEndUser({
		credential: replacing.credential,
		parameters: {
			operation: 'update',
			endUser: byExternalId('crm-1'),
			metadata: { pairs: [metadataRow('a', '9', 'integer')] },
		},
		onError: 'continueRegularOutput',
	});
	await replacing.close();

	const { message, outcome } = errorAt(result);
	expect(message).toBe('Metadata of this person may be gone: b, c');
	expect(outcome).toBe('unknown');
});
