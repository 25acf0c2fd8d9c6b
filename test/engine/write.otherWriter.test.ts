import axios from 'axios';

import { runEndUser } from './engine';
import { byExternalId, metadataRow } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

async function untilArrived(method: string): Promise<void> {
	for (let tries = 0; tries < 200; tries++) {
		if ((await ada.requests()).some((request) => request.method === method)) return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`No ${method} arrived`);
}

test.each([
	{ what: 'adds a key', theirs: { metadata: { theirs: 'new' } } },
	{ what: 'changes a key', theirs: { metadata: { tier: 'silver' } } },
	{ what: 'removes a key', theirs: { metadata: { tier: null } } },
	{ what: 'changes a field', theirs: { last_name: 'Haddad' } },
])('another writer who $what between look-up and PATCH loses nothing', async ({ theirs }) => {
	const [id] = await ada.seed({
		external_id: 'crm-1',
		profile: { metadata: { tier: 'gold', region: 'ca', seats: 1 } },
	});
	await ada.fault({ kind: 'delay', ms: 400, method: 'PATCH' });

	const running = runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'update',
			endUser: byExternalId('crm-1'),
			profile: { firstName: 'Noor' },
			metadata: { pairs: [metadataRow('seats', '2', 'integer')] },
		},
	});
	// The node's PATCH waits at Ada: what is sent now overtakes it.
	await untilArrived('PATCH');
	await axios.patch(
		`${ada.url}/api/v2/end-users/${id}`,
		{ profile: theirs },
		{ headers: { Authorization: `Bearer ${ada.credential.apiKey}` } },
	);
	const { json } = await running;

	expect(json[0]).toMatchObject([{ outcome: 'updated' }]);
	const [{ profile }] = await ada.people();
	const metadata = { tier: 'gold', region: 'ca', seats: 2, ...theirs.metadata };
	const kept = Object.entries(metadata).filter(([, value]) => value !== null);
	expect(profile.metadata).toEqual(Object.fromEntries(kept));
	expect(profile).toMatchObject({ first_name: 'Noor', last_name: theirs.last_name ?? null });
});
