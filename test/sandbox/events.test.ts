import { Client } from './client';

let client: Client;

beforeAll(async () => {
	client = await Client.start();
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

const types = async () => (await client.events()).map(({ type }) => type);

test('POST of somebody new tells of a creation, with the whole person (inferred: Ada docs, end users overview)', async () => {
	const { data } = await client.create({ external_id: 'crm-1', profile: { first_name: 'Noor' } });

	expect(await client.events()).toEqual([
		{
			type: 'v1.end_user.created',
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/) as string,
			data,
			tags: [data.end_user_id],
		},
	]);
});

test('POST of a known external ID tells of nothing (inferred)', async () => {
	await client.create({ external_id: 'crm-1' });
	await client.create({ external_id: 'CRM-1', profile: { first_name: 'Noor' } });

	expect(await types()).toEqual(['v1.end_user.created']);
});

test('a PATCH that changes the profile tells of an update, with the state after it (Ada docs, end users overview)', async () => {
	const id = await client.made();
	const { data } = await client.update(id, { profile: { metadata: { tier: 'gold' } } });

	expect((await client.events()).at(-1)).toMatchObject({ type: 'v1.end_user.updated', data });
});

test('what a write tells of is not changed by a later one', async () => {
	const id = await client.made();
	await client.update(id, { profile: { first_name: 'Noor' } });
	await client.update(id, { profile: { first_name: 'Ana' } });

	const names = (await client.events()).map(({ data }) => data.profile.first_name);
	expect(names).toEqual([null, 'Noor', 'Ana']);
});

test('a refused write and the 24-hour clean-up tell of nothing (not documented)', async () => {
	const id = await client.made();
	await client.update(id, { profile: { metadata: { tier: 1.5 } } });
	await client.advance(25 * 60 * 60 * 1000);

	expect((await client.get(id)).status).toBe(404);
	expect(await types()).toEqual(['v1.end_user.created']);
});

test('the events can be cleared', async () => {
	await client.made();
	await client.control.delete('/events');

	expect(await types()).toEqual([]);
});

test('everybody who listens is told: a test that listens in does not silence the webhooks', async () => {
	const told: string[] = [];
	client.sandbox.ada.events.onEmit(({ event }) => told.push(`first: ${event.type}`));
	client.sandbox.ada.events.onEmit(({ event }) => told.push(`second: ${event.type}`));

	await client.create({});

	expect(told).toEqual(['first: v1.end_user.created', 'second: v1.end_user.created']);
});
