import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

/** More than the node waits for an answer. */
const TOO_LONG = 64_000;

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
	await ada.seed({ external_id: 'crm-1' });
});
afterAll(() => ada.close());

const run = (parameters: INodeParameters) =>
	runEndUser({
		credential: ada.credential,
		parameters,
		items: [{}],
		onError: 'continueRegularOutput',
	});

// In real time, since sockets have clocks of their own; both at once, since it takes a minute.
test('an answer that does not come within a minute is asked for again where that is safe', async () => {
	await ada.fault({ kind: 'delay', ms: TOO_LONG, method: 'GET' });
	await ada.fault({ kind: 'delay', ms: TOO_LONG, method: 'POST' });

	const [found, created] = await Promise.all([
		run({ operation: 'get', endUser: byExternalId('crm-1') }),
		run({ operation: 'create', profile: { firstName: 'Ana' } }),
	]);

	expect(found.json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	const { message, outcome } = errorAt(created);
	expect(message).toBe('It is not known whether Ada managed to create the end user');
	expect(outcome).toBe('unknown');
	const methods = (await ada.requests()).map(({ method }) => method);
	expect(methods.sort()).toEqual(['GET', 'GET', 'POST']);
}, 90_000);
