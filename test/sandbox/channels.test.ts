import { newChannel, type ChannelAnswer, type ChannelPage } from './channels';
import { Client, dayMs, type ErrorAnswer } from './client';

let client: Client;

beforeAll(async () => {
	client = await Client.start();
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

const list = (params: object) => client.ada.get<ChannelPage>('/v2/channels/', { params });
const create = (body: object) => client.ada.post<ChannelAnswer>('/v2/channels/', body);
const update = (id: string, body: object) =>
	client.ada.patch<ChannelAnswer>(`/v2/channels/${id}`, body);
const names = (page: ChannelPage) => page.data.map(({ name }) => name);

async function idOf(name: string): Promise<string> {
	const { data } = await client.control.get<{ channels: ChannelAnswer[] }>('/channels');
	return data.channels.find((channel) => channel.name === name)?.id ?? '';
}

describe('GET /v2/channels/ (Ada OpenAPI)', () => {
	it('lists the custom channels with all they have', async () => {
		const { status, data } = await list({ type: 'custom' });
		expect(status).toBe(200);
		expect(data.meta).toEqual({ next_page_url: null });
		expect(data.data[0]).toEqual({
			type: 'custom',
			id: '66a4c1d2e3f4a5b6c7d8e901',
			name: 'Web portal',
			description: 'Chat in the customer portal',
			modality: 'messaging',
			capabilities: { markdown: false },
			metadata: { region: 'ca' },
			created_at: '2026-01-15T09:00:00.000000+00:00',
		});
		expect(names(data)).toEqual(['Web portal', 'Mobile app']);
	});

	it('lists the native channels, without metadata and time', async () => {
		const { data } = await list({ type: 'native' });
		expect(names(data)).toEqual(['Chat', 'Email', 'Voice']);
		expect(data.data[1]).toEqual({
			type: 'native',
			id: '66a4c1d2e3f4a5b6c7d8e912',
			name: 'Email',
			description: 'Email',
			modality: 'email',
			capabilities: { markdown: false },
		});
	});

	it('narrows by modality', async () => {
		expect(names((await list({ type: 'native', modality: 'voice' })).data)).toEqual(['Voice']);
		expect(names((await list({ type: 'custom', modality: 'voice' })).data)).toEqual([]);
	});

	it.each([
		['no type', {}, '$.type'],
		['another type', { type: 'social' }, '$.type'],
		['another modality', { type: 'native', modality: 'fax' }, '$.modality'],
		['a limit of 0', { type: 'native', limit: 0 }, '$.limit'],
		['a limit of 101', { type: 'native', limit: 101 }, '$.limit'],
		['a cursor that is none', { type: 'native', cursor: 'x' }, '$.cursor'],
	])('answers 400 to %s', async (_label, params, parameter) => {
		const { status, data } = await client.ada.get<ErrorAnswer>('/v2/channels/', { params });
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0]).toMatchObject({ parameter, location: 'query' });
	});

	it.each([1, 2, 3, 7, 8, 100])(
		'gives each channel once, followed by next_page_url at limit %i',
		async (limit) => {
			for (let made = 0; made < 5; made += 1) await create(newChannel({ name: `N${made}` }));
			const seen: string[] = [];
			let page = await list({ type: 'custom', modality: 'messaging', limit });
			for (;;) {
				seen.push(...names(page.data));
				expect(page.data.data.length).toBeLessThanOrEqual(limit);
				expect(page.data.data).not.toEqual([]);
				const next = page.data.meta.next_page_url;
				if (!next) break;
				expect(next).toContain('/api/v2/channels/?type=custom&modality=messaging&limit=');
				page = await client.ada.get(next);
			}
			expect(seen).toEqual(['Web portal', 'Mobile app', 'N0', 'N1', 'N2', 'N3', 'N4']);
		},
	);

	it('pages with an inclusive cursor and nothing twice', async () => {
		await client.turn({ listCursor: 'inclusive' });
		const { data } = await list({ type: 'native', limit: 2 });
		const next = await client.ada.get<ChannelPage>(data.meta.next_page_url ?? '');
		expect([names(data), names(next.data)]).toEqual([['Chat', 'Email'], ['Voice']]);
	});

	it('gives at most 100 without a limit', async () => {
		for (let made = 0; made < 99; made += 1) {
			await client.control.post('/channels', { type: 'custom', name: `N${made}` });
		}
		expect((await list({ type: 'custom' })).data.data).toHaveLength(100);
	});
});

describe('POST /v2/channels/ (Ada OpenAPI)', () => {
	it('answers 201 with the custom channel, markdown off unless it was sent', async () => {
		const { status, data } = await create(newChannel({ metadata: { n: 1.5, b: true, s: 'x' } }));
		expect(status).toBe(201);
		expect(data).toEqual({
			type: 'custom',
			id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
			name: 'Help desk',
			description: 'Chat at the desk',
			modality: 'messaging',
			capabilities: { markdown: false },
			metadata: { n: 1.5, b: true, s: 'x' },
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}\+00:00$/) as string,
		});
		expect((await list({ type: 'custom' })).data.data).toContainEqual(data);
	});

	it('keeps the capabilities that were sent', async () => {
		const { data } = await create(newChannel({ capabilities: { markdown: true } }));
		expect(data.capabilities).toEqual({ markdown: true });
	});

	it('ignores what the server sets, and unknown keys', async () => {
		const { status, data } = await create(
			newChannel({ id: 'x', type: 'native', created_at: 'x', status: 'active' }),
		);
		expect([status, data.type]).toEqual([201, 'custom']);
		expect(data.id).not.toBe('x');
	});

	it.each([
		['no name', { name: undefined }, '$.name'],
		['an empty name', { name: '' }, '$.name'],
		['no description', { description: undefined }, '$.description'],
		['no modality', { modality: undefined }, '$.modality'],
		['another modality', { modality: 'fax' }, '$.modality'],
		['a list in the metadata', { metadata: { a: [] } }, '$.metadata.a'],
		['null in the metadata', { metadata: { a: null } }, '$.metadata.a'],
		['markdown as text', { capabilities: { markdown: 'yes' } }, '$.capabilities.markdown'],
	])('answers 400 to %s', async (_label, more, parameter) => {
		const body = newChannel(more);
		const { status, data } = await client.ada.post<ErrorAnswer>('/v2/channels/', body);
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0].parameter).toBe(parameter);
	});

	it('takes 4 KB of metadata, counted in UTF-8, and no more', async () => {
		const fits = 'é'.repeat((4096 - '{"k":""}'.length) / 2);
		expect((await create(newChannel({ metadata: { k: fits } }))).status).toBe(201);
		const { status, data } = await client.ada.post<ErrorAnswer>(
			'/v2/channels/',
			newChannel({ name: 'Other', metadata: { k: `${fits}x` } }),
		);
		expect(status).toBe(400);
		expect(data.errors[0].message).toBe('Metadata exceeds the maximum size of 4 KB.');
	});

	it('makes 100 channels a day; refused ones do not count', async () => {
		await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00Z', frozen: true });
		const { data: limits } = await client.control.patch<object>('/limits', {
			channelsMade: { perSecond: null, perMinute: null, perDay: 100 },
		});
		expect(limits).toMatchObject({ default: { perSecond: null } });
		const statuses: number[] = [];
		await create(newChannel({ name: '' }));
		for (let made = 0; made < 101; made += 1) {
			statuses.push((await create(newChannel({ name: `N${made}` }))).status);
		}
		expect(statuses.filter((status) => status === 201)).toHaveLength(100);
		expect(statuses.at(-1)).toBe(429);
		await client.advance(dayMs);
		expect((await create(newChannel())).status).toBe(201);
	});

	it('has that limit among the published ones', async () => {
		await client.control.patch('/limits', { all: 'published' });
		const { data } = await client.control.get<object>('/limits');
		expect(data).toMatchObject({
			channelsMade: { perSecond: null, perMinute: null, perDay: 100 },
			conversations: { perSecond: 30, perMinute: 300, perDay: 60_000 },
		});
	});
});

describe('PATCH /v2/channels/{channel_id} (Ada OpenAPI)', () => {
	it('changes the capabilities, and nothing else', async () => {
		const id = await idOf('Web portal');
		const before = (await list({ type: 'custom' })).data.data[0];
		const { status, data } = await update(id, { capabilities: { markdown: true }, name: 'X' });
		expect(status).toBe(200);
		expect(data).toEqual({ ...before, capabilities: { markdown: true } });
		const same = await update(id, { capabilities: {} });
		expect(same.data.capabilities).toEqual({ markdown: true });
	});

	it.each([
		['a body without capabilities', 'Web portal', {}, 400],
		['markdown as text', 'Web portal', { capabilities: { markdown: 'no' } }, 400],
		['a native channel', 'Chat', { capabilities: { markdown: true } }, 400],
		['an unknown channel', 'nobody', { capabilities: {} }, 404],
		['a malformed ID', 'malformed', { capabilities: {} }, 400],
	])('refuses %s', async (_label, name, body, refused) => {
		const ids: Record<string, string> = { nobody: '0'.repeat(24), malformed: 'xyz' };
		const { status } = await update(ids[name] ?? (await idOf(name)), body);
		expect(status).toBe(refused);
	});
});

it('no channel can be read alone or deleted (Ada OpenAPI has no such call)', async () => {
	const path = `/v2/channels/${await idOf('Web portal')}`;
	const statuses = [await client.ada.get(path), await client.ada.delete(path)];
	expect(statuses.map(({ status }) => status)).toEqual([404, 404]);
});

it('unknown keys of bodies are refused by the switch unknownKeys', async () => {
	await client.turn({ unknownKeys: 'refused' });
	expect((await create(newChannel({ status: 'active' }))).status).toBe(400);
	const body = { capabilities: {}, name: 'X' };
	expect((await update(await idOf('Web portal'), body)).status).toBe(400);
});

it('channels of any type and modality can be added from behind', async () => {
	const { data } = await client.control.post<ChannelAnswer>('/channels', {
		type: 'native',
		name: 'Social',
	});
	expect((await list({ type: 'native' })).data.data.at(-1)).toEqual(data);
	expect(data).toMatchObject({ type: 'native', name: 'Social', modality: 'messaging' });
});
