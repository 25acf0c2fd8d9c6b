import { Client, dayMs, hourMs, type ErrorAnswer } from './client';

const nobody = '000000000000000000000000';

let client: Client;

beforeAll(async () => {
	client = await Client.start();
});
beforeEach(() => client.control.post('/reset'));
afterAll(() => client.sandbox.close());

describe('POST /v2/end-users/', () => {
	it('answers 201 with the whole object, what is absent as null (Ada OpenAPI, EndUser)', async () => {
		const { status, data } = await client.create({
			external_id: 'crm-4711',
			profile: { first_name: 'Noor', language: 'fr-CA', metadata: { tier: 'gold', seats: 12 } },
		});
		expect(status).toBe(201);
		expect(data).toEqual({
			end_user_id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
			external_id: 'crm-4711',
			profile: {
				first_name: 'Noor',
				last_name: null,
				display_name: null,
				avatar: null,
				email: null,
				language: 'fr-CA',
				metadata: { tier: 'gold', seats: 12 },
				system_properties: { sunshine_user_id: null },
			},
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}\+00:00$/) as string,
			updated_at: data.created_at,
		});
	});

	it.each([{}, { profile: {} }, { external_id: null, profile: { metadata: null } }])(
		'makes a blank end user of %j (Ada docs, Create End User)',
		async (body) => {
			const { status, data } = await client.create(body);
			expect(status).toBe(201);
			expect(data).toMatchObject({ external_id: null, profile: { metadata: {} } });
		},
	);

	it('makes another end user each time without an external ID', async () => {
		expect(await client.made()).not.toBe(await client.made());
	});

	it('answers 200 with the one who has the external ID, unchanged (Ada docs, End Users API)', async () => {
		const id = await client.made({ external_id: 'crm-1', profile: { first_name: 'Rosa' } });
		const { status, data } = await client.create({
			external_id: 'CRM-1',
			profile: { first_name: 'Other' },
		});
		expect(status).toBe(200);
		expect(data).toMatchObject({ end_user_id: id, profile: { first_name: 'Rosa' } });
	});

	it('makes one end user of ten simultaneous requests with one external ID', async () => {
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => client.create({ external_id: 'same' })),
		);
		const made = answers.filter(({ status }) => status === 201);
		expect(made).toHaveLength(1);
		expect(new Set(answers.map(({ data }) => data.end_user_id)).size).toBe(1);
	});

	it('ignores system properties and timestamps: they are read-only (Ada OpenAPI, EndUser)', async () => {
		const { status, data } = await client.create({
			created_at: '2001-01-01T00:00:00Z',
			profile: { system_properties: { sunshine_user_id: 'x' } },
		});
		expect(status).toBe(201);
		expect(data.profile.system_properties).toEqual({ sunshine_user_id: null });
		expect(data.created_at).not.toContain('2001');
	});
});

describe('external ID (Ada docs, End Users API getting started; release note 2026-04-30)', () => {
	it.each([
		['empty', ''],
		['longer than 36 characters', 'x'.repeat(37)],
		['with <', 'a<b'],
		['with >', 'a>b'],
		['a number', 5],
	])('is refused with 400 on POST and PATCH: %s', async (_label, externalId) => {
		const id = await client.made();
		const posted = await client.create({ external_id: externalId });
		const patched = await client.update(id, { external_id: externalId, profile: {} });
		expect([posted.status, patched.status]).toEqual([400, 400]);
	});

	it.each([
		['empty', ''],
		['longer than 36 characters', 'x'.repeat(37)],
		['with <', 'a<b'],
		['with >', 'a>b'],
	])('is refused with 400 on look-up: %s', async (_label, externalId) => {
		const { status } = await client.lookUp(externalId);
		expect(status).toBe(400);
	});

	it.each(['x'.repeat(36), '😀'.repeat(36), '+14165550100', 'a b/c&d?e', '417'])(
		'is accepted, and found by look-up: %s',
		async (externalId) => {
			const id = await client.made({ external_id: externalId });
			const { status, data } = await client.lookUp(externalId);
			expect(status).toBe(200);
			expect(data.end_user_id).toBe(id);
		},
	);

	it('is matched whatever its case', async () => {
		const id = await client.made({ external_id: 'ABC-ß-1' });
		const { data } = await client.lookUp('abc-ß-1');
		expect(data.end_user_id).toBe(id);
	});

	it('of somebody else yields 409 on PATCH, whatever its case', async () => {
		await client.made({ external_id: 'crm-1' });
		const other = await client.made();
		const { status, data } = await client.ada.patch<ErrorAnswer>(`/v2/end-users/${other}`, {
			external_id: 'CRM-1',
			profile: { first_name: 'Not written' },
		});
		expect(status).toBe(409);
		expect(data.errors[0].type).toBe('duplicate_resource');
		expect((await client.get(other)).data.profile.first_name).toBeNull();
	});

	it('of one’s own, in another case, is accepted on PATCH', async () => {
		const { data: before } = await client.create({ external_id: 'crm-1' });
		await client.advance(hourMs);
		const same = { external_id: 'CRM-1', profile: {} };
		const { status, data } = await client.update(before.end_user_id, same);
		expect(status).toBe(200);
		expect(data).toEqual(before);
	});

	it('is cleared by null with an empty profile, and free again', async () => {
		const id = await client.made({ external_id: 'crm-1', profile: { first_name: 'Rosa' } });
		const { status, data } = await client.update(id, { external_id: null, profile: {} });
		expect(status).toBe(200);
		expect(data).toMatchObject({ external_id: null, profile: { first_name: 'Rosa' } });
		expect((await client.lookUp('crm-1')).status).toBe(404);
		expect(await client.made({ external_id: 'crm-1' })).not.toBe(id);
	});

	it('that was replaced on PATCH is free again', async () => {
		const id = await client.made({ external_id: 'old' });
		await client.update(id, { external_id: 'new', profile: {} });
		expect((await client.lookUp('old')).status).toBe(404);
		expect((await client.lookUp('new')).data.end_user_id).toBe(id);
	});
});

describe('GET /v2/end-users/{end_user_id}', () => {
	it('answers what POST answered', async () => {
		const { data } = await client.create({ profile: { email: 'noor@example.org' } });
		const got = await client.get(data.end_user_id);
		expect(got.status).toBe(200);
		expect(got.data).toEqual(data);
	});

	it('answers 404 to an unknown ID', async () => {
		expect((await client.get(nobody)).status).toBe(404);
	});
});

describe('GET /v2/end-users/ (Ada docs, Get End Users; pagination)', () => {
	it('answers the bare end user to a look-up, not a list', async () => {
		const id = await client.made({ external_id: 'crm-1' });
		const { data } = await client.lookUp('crm-1');
		expect(data).toMatchObject({ end_user_id: id });
		expect(data).not.toHaveProperty('data');
	});

	it('answers 404 where nobody has the external ID', async () => {
		expect((await client.lookUp('nobody')).status).toBe(404);
	});

	it('answers an empty page where there is nobody', async () => {
		const { data } = await client.list();
		expect(data).toEqual({ data: [], meta: { next_page_url: null } });
	});

	it.each([1, 2, 3, 7, 8, 100])(
		'gives everybody once, followed by next_page_url at limit %i',
		async (limit) => {
			const ids: string[] = [];
			for (let made = 0; made < 7; made += 1) ids.push(await client.made());
			const seen: string[] = [];
			let page = await client.list({ limit });
			for (;;) {
				seen.push(...page.data.data.map(({ end_user_id: id }) => id));
				expect(page.data.data.length).toBeLessThanOrEqual(limit);
				const next = page.data.meta.next_page_url;
				if (!next) break;
				page = await client.ada.get(next);
			}
			expect(seen).toEqual(ids);
		},
	);

	it('makes next_page_url absolute, of the host that was asked', async () => {
		await client.made();
		await client.made();
		const { data } = await client.ada.get<{ meta: { next_page_url: string } }>(
			'/v2/end-users/?limit=1',
			{ headers: { Host: 'acme.example:8080' } },
		);
		expect(data.meta.next_page_url).toMatch(
			/^http:\/\/acme\.example:8080\/api\/v2\/end-users\/\?limit=1&cursor=[0-9a-f]{24}$/,
		);
	});

	it('gives at most 100 without a limit (not documented; sandbox’s choice)', async () => {
		await client.control.post('/end-users', { endUsers: Array.from({ length: 101 }, () => ({})) });
		const { data } = await client.list();
		expect(data.data).toHaveLength(100);
		expect(data.meta.next_page_url).not.toContain('limit');
	});

	it('skips who went away between two pages', async () => {
		const ids = [await client.made(), await client.made(), await client.made()];
		const first = await client.list({ limit: 1 });
		await client.control.delete(`/end-users/${ids[0]}`);
		await client.control.delete(`/end-users/${ids[1]}`);
		const next = await client.ada.get<{ data: object[] }>(first.data.meta.next_page_url ?? '');
		expect(next.data.data).toMatchObject([{ end_user_id: ids[2] }]);
	});

	it('refuses a cursor that is none (not documented; sandbox’s choice)', async () => {
		expect((await client.list({ cursor: 'x' })).status).toBe(400);
	});
});

describe('PATCH /v2/end-users/{end_user_id}', () => {
	it.each([{}, { external_id: 'x' }, { profile: null }])(
		'answers 400 to %j: the profile is required (Ada docs, End Users API)',
		async (body) => {
			const { status } = await client.update(await client.made(), body);
			expect(status).toBe(400);
		},
	);

	it('answers 404 to an unknown ID', async () => {
		expect((await client.update(nobody, { profile: {} })).status).toBe(404);
	});

	it('leaves fields alone that are not sent', async () => {
		const id = await client.made({ profile: { first_name: 'Rosa', last_name: 'Lima' } });
		const { data } = await client.update(id, { profile: { last_name: 'Silva' } });
		expect(data.profile).toMatchObject({ first_name: 'Rosa', last_name: 'Silva' });
	});

	it('moves updated_at when something changes, and created_at never', async () => {
		const { data: before } = await client.create({ profile: { first_name: 'Rosa' } });
		await client.advance(hourMs);
		const same = await client.update(before.end_user_id, { profile: { first_name: 'Rosa' } });
		const { data } = await client.update(before.end_user_id, { profile: { first_name: 'R' } });
		expect(same.data.updated_at).toBe(before.updated_at);
		expect(data.created_at).toBe(before.created_at);
		const passed = Date.parse(data.updated_at) - Date.parse(before.updated_at);
		expect(passed).toBeGreaterThanOrEqual(hourMs);
	});

	it('writes nothing of a request that is refused', async () => {
		const id = await client.made({ external_id: 'crm-1', profile: { first_name: 'Rosa' } });
		const { status } = await client.update(id, {
			external_id: 'crm-2',
			profile: { first_name: 'R', metadata: { big: 'x'.repeat(11_000) } },
		});
		expect(status).toBe(400);
		expect((await client.get(id)).data).toMatchObject({
			external_id: 'crm-1',
			profile: { first_name: 'Rosa' },
		});
	});
});

describe('language (Ada docs, End Users API: BCP 47)', () => {
	it.each(['pt-BR', 'fr', 'FR-ca', 'zh-Hant', 'zh_TW'])('takes %s as it is sent', async (code) => {
		const { data } = await client.create({ profile: { language: code } });
		expect(data.profile.language).toBe(code);
	});

	it.each(['', 'Portuguese (Brazil)', 'p', 'pt-', '12'])('refuses "%s"', async (code) => {
		const { status } = await client.create({ profile: { language: code } });
		expect(status).toBe(400);
	});
});

describe('metadata', () => {
	it('takes text, booleans and integers, and keys of any spelling (Ada OpenAPI)', async () => {
		const metadata = { a: 'x', 'b c': true, ü: 3, 'd.e': -1, '': 'empty key', f: '' };
		const { status, data } = await client.create({ profile: { metadata } });
		expect(status).toBe(201);
		expect(data.profile.metadata).toEqual(metadata);
	});

	it('keeps a key called __proto__ as a key', async () => {
		const { data } = await client.ada.post<string>(
			'/v2/end-users/',
			'{"profile":{"metadata":{"__proto__":"x"}}}',
			{
				headers: { 'Content-Type': 'application/json' },
				responseType: 'text',
				transformResponse: [],
			},
		);
		expect(data).toContain('"metadata":{"__proto__":"x"}');
	});

	it.each([1.5, [], {}, ['a']])('refuses the value %j (Ada OpenAPI)', async (value) => {
		const { status, data } = await client.refusal({ profile: { metadata: { key: value } } });
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0].parameter).toBe('$.profile.metadata.key');
	});

	it('is merged by key on PATCH; null removes a key', async () => {
		const id = await client.made({ profile: { metadata: { a: 1, b: 2 } } });
		const { data } = await client.update(id, { profile: { metadata: { b: null, c: 3 } } });
		expect(data.profile.metadata).toEqual({ a: 1, c: 3 });
	});

	it('is larger than 10 KB: 400 with Ada’s words (release note 2026-05-19)', async () => {
		const { status, data } = await client.refusal({
			profile: { metadata: { big: 'x'.repeat(10_240) } },
		});
		expect(status).toBe(400);
		expect(data.errors[0].message).toBe('Metadata exceeds the maximum size of 10 KB.');
	});

	it('may be exactly 10,240 bytes of compact JSON, counted in UTF-8', async () => {
		const overhead = '{"k":""}'.length;
		const fits = { k: 'é'.repeat((10_240 - overhead) / 2) };
		const tooBig = { k: `${fits.k}x` };
		expect((await client.create({ profile: { metadata: fits } })).status).toBe(201);
		expect((await client.create({ profile: { metadata: tooBig } })).status).toBe(400);
	});

	it('is measured on PATCH after merging', async () => {
		const id = await client.made({ profile: { metadata: { a: 'x'.repeat(6_000) } } });
		const { status } = await client.update(id, {
			profile: { metadata: { b: 'x'.repeat(6_000) } },
		});
		expect(status).toBe(400);
	});
});

describe('sensitive metadata (Ada OpenAPI; Ada docs, End Users API; release note 2026-03-26)', () => {
	const withFields = (fields: object) => ({ profile: { sensitive_metadata: { fields } } });

	it('is stored, and in no answer', async () => {
		const created = await client.create(
			withFields({ auth_token: 'secret-1', mfa: true, attempt: 1, none: null }),
		);
		const id = created.data.end_user_id;
		const patched = await client.update(id, withFields({ auth_token: 'secret-2' }));
		const answers = [created, patched, await client.get(id), await client.list()];
		expect(JSON.stringify(answers.map(({ data }) => data))).not.toMatch(/sensitive|secret/);
		const { sensitive } = await client.stored(id);
		expect(sensitive).toMatchObject({
			auth_token: { value: 'secret-2' },
			mfa: { value: true },
			attempt: { value: 1 },
		});
		expect(sensitive).not.toHaveProperty('none');
	});

	it('loses a key by null, the others stay', async () => {
		const id = await client.made(withFields({ a: 'x', b: 'y' }));
		await client.update(id, withFields({ a: null }));
		expect(Object.keys((await client.stored(id)).sensitive)).toEqual(['b']);
	});

	it.each([
		['a key with a space', { 'a b': 'x' }],
		['a key with a dot', { 'a.b': 'x' }],
		['an empty key', { '': 'x' }],
		['an empty value', { a: '' }],
		['a fraction', { a: 1.5 }],
		['a list', { a: [] }],
		['an object', { a: {} }],
		['21 pairs', Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, n]))],
	])('is refused with 400 on POST and PATCH: %s', async (_label, fields) => {
		const id = await client.made();
		const posted = await client.create(withFields(fields));
		const patched = await client.update(id, withFields(fields));
		expect([posted.status, patched.status]).toEqual([400, 400]);
	});

	it('may have 20 pairs a request, more in all', async () => {
		const fields = (from: number) =>
			Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${from + n}`, n]));
		const id = await client.made(withFields(fields(0)));
		expect((await client.update(id, withFields(fields(20)))).status).toBe(200);
		expect(Object.keys((await client.stored(id)).sensitive)).toHaveLength(40);
	});

	it('may have no key of the metadata beside it', async () => {
		const { status, data } = await client.refusal({
			profile: { metadata: { tier: 'gold' }, sensitive_metadata: { fields: { tier: 'x' } } },
		});
		expect(status).toBe(400);
		expect(data.errors[0].details?.[0].parameter).toBe('$.profile.sensitive_metadata.fields.tier');
	});

	it('must have fields; null and no fields at all do nothing', async () => {
		const id = await client.made(withFields({ a: 'x' }));
		const statuses = await Promise.all(
			[{}, null, { fields: {} }].map(async (sensitive) => {
				const answer = await client.update(id, { profile: { sensitive_metadata: sensitive } });
				return answer.status;
			}),
		);
		expect(statuses).toEqual([400, 200, 200]);
		expect(Object.keys((await client.stored(id)).sensitive)).toEqual(['a']);
	});

	it('is gone 24 hours after it was written, each value by itself', async () => {
		const id = await client.made(withFields({ early: 'x', renewed: 'x' }));
		await client.control.patch(`/end-users/${id}`, { attached: true });
		await client.advance(23 * hourMs);
		await client.update(id, withFields({ late: 'x', renewed: 'y' }));
		expect(Object.keys((await client.stored(id)).sensitive)).toContain('early');
		await client.advance(hourMs);
		expect(Object.keys((await client.stored(id)).sensitive).sort()).toEqual(['late', 'renewed']);
		await client.advance(23 * hourMs);
		expect((await client.stored(id)).sensitive).toEqual({});
	});
});

describe('clean-up (Ada docs, Create End User)', () => {
	it('removes an end user without a conversation after 24 hours, and frees the external ID', async () => {
		const id = await client.made({ external_id: 'crm-1' });
		await client.advance(dayMs - 60_000);
		expect((await client.get(id)).status).toBe(200);
		await client.advance(60_000);
		expect((await client.get(id)).status).toBe(404);
		expect((await client.update(id, { profile: {} })).status).toBe(404);
		expect((await client.lookUp('crm-1')).status).toBe(404);
		expect((await client.list()).data.data).toEqual([]);
		expect((await client.create({ external_id: 'crm-1' })).status).toBe(201);
	});

	it('keeps an end user with a conversation', async () => {
		const id = await client.made();
		await client.control.patch(`/end-users/${id}`, { attached: true });
		await client.advance(10 * dayMs);
		expect((await client.get(id)).status).toBe(200);
	});
});
