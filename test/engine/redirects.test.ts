import type { INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';
import { OtherServer } from './otherServer';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const operations: INodeParameters[] = [
	{ operation: 'get', endUser: byExternalId('crm-1') },
	{ operation: 'create' },
	{ operation: 'create', externalId: 'crm-1' },
];

describe.each([301, 302, 303, 307, 308])('a redirect with %i', (status) => {
	test.each(operations)('is not followed: the key stays here ($operation)', async (parameters) => {
		const other = await OtherServer.start(({ url }) => ({
			status,
			headers: { Location: ada.url + url, 'Content-Type': 'application/json' },
			body: '{"end_user_id": "0123456789abcdef01234567"}',
		}));

		const result = await runEndUser({
			credential: { ...ada.credential, baseUrl: other.url },
			parameters,
			onError: 'continueRegularOutput',
		});
		await other.close();

		const { message, whatToDo, outcome } = errorAt(result);
		expect(message).toBe(`Something other than Ada's API answered at ${new URL(other.url).host}`);
		expect(whatToDo).toContain(`HTTP status ${status}) was a redirect to another address`);
		expect(outcome).toBe(
			parameters.operation === 'create' && !('externalId' in parameters) ? 'unknown' : 'failed',
		);
		expect(other.requests).toHaveLength(1);
		expect(await ada.calls()).toEqual([]);
	});
});
