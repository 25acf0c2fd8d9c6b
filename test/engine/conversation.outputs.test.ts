import type { INodeParameters } from 'n8n-workflow';

import { channel, send, start, UNKNOWN, within } from './conversationForms';
import { runConversation } from './engine';
import { byAdaId } from './forms';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

/** How many items came out of each output, the error output last. */
async function counts(parameters: INodeParameters): Promise<number[]> {
	const { outputs, error } = await runConversation({
		credential: ada.credential,
		parameters,
		items: [{ id: UNKNOWN }, { id: '../' }],
		onError: 'continueErrorOutput',
	});
	expect(error).toBeUndefined();
	return outputs.map(({ length }) => length);
}

const looking: Array<[string, INodeParameters]> = [
	['conversation/create', start({ endUser: byAdaId() })],
	['conversation/end', within('end')],
	['conversation/endHandoff', within('endHandoff')],
	['conversation/get', within('get')],
	['conversation/update', within('update')],
	['message/getAll', { ...within('get'), resource: 'message', operation: 'getAll' }],
	['message/send', send({ conversationId: '={{ $json.id }}', text: 'Hi' })],
];

describe.each(looking)('%s', (_operation, parameters) => {
	test('has an output Not Found before the error output, if chosen', async () => {
		expect(await counts({ ...parameters, whenNotFound: 'output' })).toEqual([0, 1, 1]);
	});

	test('has none otherwise', async () => {
		expect(await counts({ ...parameters, whenNotFound: 'error' })).toEqual([0, 2]);
		expect(await counts({ ...parameters, whenNotFound: 'skip' })).toEqual([0, 1]);
	});
});

test.each<[string, INodeParameters]>([
	['anonymous', { person: 'anonymous' }],
	['written', { person: 'written' }],
])('a person who is %s is always found: there is no such output', async (_what, person) => {
	const parameters = start({ ...person, channel: channel('={{ $json.id }}') });

	expect(await counts({ ...parameters, whenNotFound: 'output' })).toEqual([0, 2]);
});
