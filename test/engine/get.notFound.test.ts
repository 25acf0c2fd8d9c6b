import type { INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

import { runEndUser } from './engine';
import { byAdaId, byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'known' });
});
afterAll(() => ada.close());

const get = (
	whenNotFound?: string,
	endUser: INodeParameterResourceLocator = byExternalId(),
): INodeParameters => ({
	operation: 'get',
	endUser,
	...(whenNotFound === undefined ? {} : { whenNotFound }),
});

const items = [{ id: 'nobody-1' }, { id: 'known', name: 'Noor' }, { id: 'nobody-2', name: 'Ana' }];

test('passes an item whose person Ada does not know to the second output, as it came', async () => {
	const binary = { photo: { data: 'cGhvdG8=', mimeType: 'image/png' } };
	const { outputs, error } = await runEndUser({
		credential: ada.credential,
		parameters: get(),
		inputs: [{ json: items[1] }, { json: items[2], binary }],
	});

	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(1);
	expect(outputs[1]).toEqual([{ json: items[2], binary, pairedItem: { item: 1 } }]);
});

test('skips such an item if it is told to', async () => {
	const { outputs, json, error } = await runEndUser({
		credential: ada.credential,
		parameters: get('skip'),
		items,
	});

	expect(error).toBeUndefined();
	expect(outputs).toHaveLength(1);
	expect(json[0]).toEqual([expect.objectContaining({ external_id: 'known' })]);
	expect(outputs[0][0].pairedItem).toEqual({ item: 1 });
});

test('stops with an error that names the ID and the ways out', async () => {
	const { outputs, error } = await runEndUser({
		credential: ada.credential,
		parameters: get('error'),
		items,
	});

	expect(outputs).toEqual([]);
	expect(error?.message).toBe('Nobody in Ada has the external ID "nobody-1" [Item 0]');
	expect(error?.description).toContain("another way under 'When Not Found'");
	expect(error?.description).toContain('24 hours');
});

test('goes the way of errors with the outcome notFound, where the run goes on', async () => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: get('error'),
		items,
		onError: 'continueRegularOutput',
	});

	expect(result.json[0]).toHaveLength(3);
	expect(errorAt(result, 0).outcome).toBe('notFound');
	expect(result.json[0][1]).toMatchObject({ external_id: 'known', outcome: 'found' });
	expect(errorAt(result, 2).message).toContain('"nobody-2"');
});

test('tells who was looked for by Ada ID', async () => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: get('error', byAdaId('0123456789abcdef01234567')),
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toMatchObject({
		message: 'Nobody in Ada has the Ada ID "0123456789abcdef01234567"',
		outcome: 'notFound',
	});
});

test('takes an unknown choice of When Not Found for an error, so that no item is lost', async () => {
	const { error } = await runEndUser({
		credential: ada.credential,
		parameters: get('perhaps'),
		items: [{ id: 'nobody' }],
	});

	expect(error?.message).toContain('Nobody in Ada has the external ID "nobody"');
});

test('a person whom Ada cleaned up after 24 hours is not found', async () => {
	await ada.seed({ external_id: 'short-lived', attached: false });
	await ada.advance(24 * 60 * 60 * 1000);

	const { json } = await runEndUser({
		credential: ada.credential,
		parameters: get(),
		items: [{ id: 'short-lived' }],
	});

	expect(json).toEqual([[], [{ id: 'short-lived' }]]);
});

test('a web page with status 404 is not taken for Ada saying that it knows nobody', async () => {
	await ada.fault({ kind: 'html', status: 404, times: 2 });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: { ...get(), options: { mostTries: 2 } },
		items: [{ id: 'known' }],
		onError: 'continueRegularOutput',
	});

	expect(result.json[1]).toEqual([]);
	const { message, whatToDo } = errorAt(result);
	expect(message).toMatch(/^Something other than Ada's API answered at 127\.0\.0\.1:\d+$/);
	expect(whatToDo).toContain('HTTP status 404');
	expect(whatToDo).toContain("'Base URL'");
});
