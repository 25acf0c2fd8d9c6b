import type { AxiosResponse } from 'axios';

import { Client, dayMs, hourMs, type ErrorAnswer } from './client';

interface Receipt {
	job_id: string;
	status: string;
	submitted_count: number;
	created_at: string;
}

interface Job {
	job_id: string;
	type: string;
	client_reference: string | null;
	status: string;
	identifiers: Array<{
		type: string;
		value: string;
		variable: string | null;
		disposition: string | null;
		matched_chatters: number | null;
		reason: string | null;
	}>;
	created_at: string;
	completed_at: string | null;
	failure_reason: string | null;
}

let client: Client;

beforeAll(async () => {
	client = await Client.start();
});
beforeEach(async () => {
	await client.control.post('/reset');
	await client.control.post('/clock', { advanceTo: '2100-01-01T00:00:00Z', frozen: true });
});
afterAll(() => client.sandbox.close());

const post = (body: object): Promise<AxiosResponse<Receipt>> =>
	client.ada.post('/v2/end-users/delete', body);
const refusal = (body: object): Promise<AxiosResponse<ErrorAnswer>> =>
	client.ada.post('/v2/end-users/delete', body);

async function submit(...identifiers: object[]): Promise<string> {
	const { status, data } = await post({ identifiers });
	expect(status).toBe(202);
	return data.job_id;
}

async function job(id: string): Promise<Job> {
	return (await client.ada.get<Job>(`/v2/jobs/${id}`)).data;
}

async function seed(...endUsers: object[]): Promise<string[]> {
	return (await client.control.post<{ ids: string[] }>('/end-users', { endUsers })).data.ids;
}

const idsLeft = async () => (await client.list()).data.data.map(({ end_user_id: id }) => id);
const email = (value: string) => ({ type: 'email', value });
const externalId = (value: string) => ({ type: 'external_id', value });
const nobody = email('nobody@example.org');

describe('POST /v2/end-users/delete', () => {
	it('answers 202 with a queued job', async () => {
		const { status, data } = await post({ identifiers: [nobody, externalId('crm-1')] });
		expect(status).toBe(202);
		expect(data).toEqual({
			job_id: expect.any(String) as unknown,
			status: 'queued',
			submitted_count: 2,
			created_at: '2100-01-01T00:00:00.000000+00:00',
		});
	});

	it.each([
		{ what: 'no body', body: {}, at: '$.identifiers' },
		{ what: 'no identifiers', body: { identifiers: [] }, at: '$.identifiers' },
		{
			what: '1,001 identifiers',
			body: { identifiers: Array.from({ length: 1001 }, () => nobody) },
			at: '$.identifiers',
		},
		{
			what: 'a type that does not exist',
			body: { identifiers: [{ type: 'phone', value: '1' }] },
			at: '$.identifiers[0].type',
		},
		{
			what: 'no value',
			body: { identifiers: [{ type: 'email' }] },
			at: '$.identifiers[0].value',
		},
		{
			what: 'variable_match without a variable',
			body: { identifiers: [{ type: 'variable_match', value: '1' }] },
			at: '$.identifiers[0].variable',
		},
	])('refuses $what', async ({ body, at }) => {
		const { status, data } = await refusal(body);
		expect(status).toBe(400);
		expect(data.errors[0].details?.map(({ parameter }) => parameter)).toContain(at);
	});

	it('takes 1,000 identifiers', async () => {
		const identifiers = Array.from({ length: 1000 }, (_, n) => externalId(`crm-${n}`));
		expect((await post({ identifiers })).data.submitted_count).toBe(1000);
	});

	it('refuses a body of more than 512 KB with 413, and takes one of 512 KB', async () => {
		const body = (bytes: number) => {
			const empty = JSON.stringify({ identifiers: [email('')] }).length;
			return { identifiers: [email('x'.repeat(bytes - empty))] };
		};
		expect((await post(body(512 * 1024))).status).toBe(202);
		expect((await refusal(body(512 * 1024 + 1))).status).toBe(413);
	});

	it('is not for keys that may read only', async () => {
		await client.turn({ keyPermission: 'readOnly' });
		expect((await refusal({ identifiers: [nobody] })).status).toBe(403);
	});
});

describe('client_reference', () => {
	const body = (...identifiers: object[]) => ({ client_reference: 'gdpr-1', identifiers });

	it('stands for its job for 24 hours, for an identical request', async () => {
		const first = await post(body(nobody));
		await client.advance(dayMs - 1);
		const second = await post(body(nobody));
		expect([second.status, second.data.job_id]).toEqual([202, first.data.job_id]);
		expect((await job(first.data.job_id)).client_reference).toBe('gdpr-1');
	});

	it('stands for nothing after 24 hours', async () => {
		const first = await post(body(nobody));
		await client.advance(dayMs);
		expect((await post(body(nobody))).data.job_id).not.toBe(first.data.job_id);
	});

	it('is nothing that a request without one is told by', async () => {
		const first = await post({ identifiers: [nobody] });
		const second = await post({ identifiers: [nobody] });
		expect(second.data.job_id).not.toBe(first.data.job_id);
	});
});

describe('the states of a job on the turned clock', () => {
	it('are queued, in progress after 10 minutes, and the end after an hour', async () => {
		await seed({ external_id: 'crm-1' });
		const id = await submit(externalId('crm-1'));
		const states = [await job(id)];
		await client.advance(hourMs / 6);
		states.push(await job(id));
		await client.advance(hourMs - hourMs / 6);
		states.push(await job(id));
		expect(states.map(({ status, completed_at }) => [status, completed_at])).toEqual([
			['queued', null],
			['in_progress', null],
			['completed', '2100-01-01T01:00:00.000000+00:00'],
		]);
	});

	it('erase the people at the end, and not before', async () => {
		const [noor, rosa] = await seed(
			{ external_id: 'crm-1', profile: { email: 'noor@example.org' } },
			{ external_id: 'crm-2' },
		);
		await submit(externalId('crm-1'));
		await client.advance(hourMs - 1);
		expect(await idsLeft()).toEqual([noor, rosa]);
		await client.advance(1);
		expect(await idsLeft()).toEqual([rosa]);
		expect((await client.lookUp('crm-1')).status).toBe(404);
		expect(await client.events()).toEqual([]);
	});

	it('end in partial where something was not accepted', async () => {
		await seed({ external_id: 'crm-1' });
		const id = await submit(externalId('crm-1'), nobody);
		await client.advance(dayMs);
		expect((await job(id)).status).toBe('partial');
	});
});

describe('dispositions', () => {
	it('are given for every type of identifier, as submitted', async () => {
		const [id] = await seed(
			{ external_id: 'CRM-1', profile: { email: 'Noor@Example.org', metadata: { seats: 12 } } },
			{ profile: { email: 'noor@example.org' } },
		);
		const data = await job(
			await submit(
				email(' NOOR@example.org '),
				externalId(' crm-1 '),
				{ type: 'end_user_id', value: id },
				{ type: 'variable_match', variable: 'seats', value: '12' },
				{ type: 'chatter_id', value: 'a' },
				nobody,
				externalId('nobody'),
				email('no address'),
				{ type: 'end_user_id', value: 'crm-1' },
				externalId('a<b'),
				email(' '),
			),
		);
		expect(
			data.identifiers.map(({ disposition, matched_chatters: count, reason }) => [
				disposition,
				count,
				reason !== null,
			]),
		).toEqual([
			['accepted', 2, false],
			['accepted', 1, false],
			['accepted', 1, false],
			['accepted', 1, false],
			['not_found', 0, true],
			['not_found', 0, false],
			['not_found', 0, true],
			['invalid', 0, true],
			['invalid', 0, true],
			['invalid', 0, true],
			['invalid', 0, true],
		]);
		expect(data.identifiers[0]).toMatchObject({ type: 'email', value: ' NOOR@example.org ' });
		expect(data.identifiers[3].variable).toBe('seats');
	});

	it('are duplicate for what one request names twice', async () => {
		const data = await job(await submit(nobody, email('Nobody@example.org')));
		expect(data.identifiers.map(({ disposition }) => disposition)).toEqual([
			'not_found',
			'duplicate',
		]);
	});

	it.each([
		{ count: 1000, disposition: 'accepted', left: 0 },
		{ count: 1001, disposition: 'exceeds_limit', left: 1001 },
	])('are $disposition for $count people of one address', async ({ count, disposition, left }) => {
		const person = { profile: { email: 'info@example.org' } };
		await seed(...Array.from({ length: count }, () => person));
		const id = await submit(email('info@example.org'));
		const [{ reason, ...rest }] = (await job(id)).identifiers;
		expect(rest).toMatchObject({ disposition, matched_chatters: count });
		expect(reason === null).toBe(disposition === 'accepted');
		await client.advance(dayMs);
		const { data } = await client.control.get<{ endUsers: unknown[] }>('/end-users');
		expect(data.endUsers).toHaveLength(left);
	});
});

describe('the rule of 7 days', () => {
	it('fails a whole job for one identifier of an earlier one, and erases nobody', async () => {
		const [rosa] = await seed({ external_id: 'crm-2' });
		await submit(nobody);
		await client.advance(7 * dayMs - 1);
		const id = await submit(email('NOBODY@example.org'), externalId('crm-2'));
		expect((await job(id)).failure_reason).toBeNull();
		await client.advance(dayMs);
		expect(await job(id)).toMatchObject({
			status: 'failed',
			failure_reason: 'An identifier was submitted in the previous 7 days.',
		});
		expect(await idsLeft()).toEqual([rosa]);
	});

	it('ends after 7 days', async () => {
		await submit(nobody);
		await client.advance(7 * dayMs);
		const id = await submit(nobody);
		await client.advance(dayMs);
		expect((await job(id)).status).toBe('partial');
	});
});

describe('GET /v2/jobs/{job_id}', () => {
	it('answers 404 to an unknown job', async () => {
		expect((await client.ada.get('/v2/jobs/unknown')).status).toBe(404);
	});

	it('knows nothing any more after a reset', async () => {
		const id = await submit(nobody);
		await client.control.post('/reset');
		expect((await client.ada.get(`/v2/jobs/${id}`)).status).toBe(404);
		expect((await client.control.get('/erasure-jobs')).data).toEqual({ jobs: [] });
		// Nor of what was submitted.
		const again = await submit(nobody);
		await client.advance(dayMs);
		expect((await job(again)).status).toBe('partial');
	});
});

describe('rate limits', () => {
	beforeEach(() => client.control.patch('/limits', { all: 'published' }));

	const headersOf = ({ headers }: AxiosResponse) =>
		['limit', 'remaining', 'reset'].map((name) => String(headers[`x-ratelimit-${name}`]));
	const reset = String(Date.parse('2100-01-01T00:00:01Z') / 1000);

	it('are told in headers of answers that succeed, and are those of everything else', async () => {
		const submitted = await post({ identifiers: [nobody] });
		await client.list();
		const asked = await client.ada.get(`/v2/jobs/${submitted.data.job_id}`);
		expect([submitted, asked].map(headersOf)).toEqual([
			['10', '9', reset],
			['10', '7', reset],
		]);
	});

	it('are not told where something is refused', async () => {
		const none = ['undefined', 'undefined', 'undefined'];
		expect(headersOf(await refusal({}))).toEqual(none);
		expect(headersOf(await client.ada.get('/v2/jobs/unknown'))).toEqual(none);
		for (let sent = 0; sent < 8; sent++) await client.list();
		const refused = await refusal({ identifiers: [nobody] });
		expect([refused.status, headersOf(refused)]).toEqual([429, none]);
	});
});

it('shows the jobs to the control API', async () => {
	const id = await submit(nobody);
	const { data } = await client.control.get<{ jobs: Job[] }>('/erasure-jobs');
	expect(data.jobs).toEqual([await job(id)]);
});
