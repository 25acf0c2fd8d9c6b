import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { SwitchValues } from '../../sandbox/switches';
import { runEndUser } from './engine';
import { erase, getJob, items, jobIdOf } from './erasureForms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const run = (parameters: INodeParameters, input: IDataObject[], onError?: 'continueErrorOutput') =>
	runEndUser({ credential: ada.credential, parameters, items: input, onError });

/** Requests an erasure, and gives the job's ID. */
async function requested(...ids: string[]): Promise<string> {
	return jobIdOf(await run(erase('external_id'), items(...ids)));
}

const read = async (jobId: string, more: INodeParameters = {}) =>
	(await run(getJob(more), [{ job_id: jobId }])).json[0];

/** A job as a fault makes Ada tell it. */
async function told(job: object): Promise<IDataObject[]> {
	const body = JSON.stringify({ job_id: 'job-1', ...job });
	await ada.fault({ kind: 'status', status: 200, body });
	return await read('job-1');
}

const text = expect.any(String) as unknown;

describe('one item per identifier', () => {
	test('has the job and the identifier side by side, with words', async () => {
		await ada.seed({ external_id: 'crm-1' });
		const id = await requested('crm-1', 'nobody');
		await ada.advance(DAY);

		const { outputs } = await run(getJob(), [{ job_id: ` ${id} ` }]);

		const job = {
			job_id: id,
			type: 'end_user_deletion',
			client_reference: expect.stringMatching(/^n8n-/) as unknown,
			status: 'partial',
			created_at: text,
			completed_at: text,
			failure_reason: null,
			variable: null,
			identifier_type: 'external_id',
			outcome: 'found',
			finished: true,
		};
		expect(outputs[0]).toEqual([
			{
				json: {
					...job,
					identifier: 'crm-1',
					disposition: 'accepted',
					matched_chatters: 1,
					reason: null,
					meaning: 'Ada took it for erasure, and the job is finished',
					whatToDo: 'Nothing. Keep this as the record of the erasure',
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					...job,
					identifier: 'nobody',
					disposition: 'not_found',
					matched_chatters: 0,
					reason: 'No end user has this external_id.',
					meaning:
						"Ada has nobody with this identifier, so nothing was erased. Ada's reason: No end user has this external_id.",
					whatToDo: expect.stringContaining('Check the spelling') as unknown,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(await ada.calls()).toContain(`GET /api/v2/jobs/${id}`);
	});

	test('names the identifiers as Request Erasure put them out', async () => {
		const request = await run(erase('external_id'), items(' CRM-1', 'crm-2'));
		const answer = await read(jobIdOf(request));

		const named = (all: IDataObject[]) =>
			all.map(({ job_id, identifier_type, identifier }) => [job_id, identifier_type, identifier]);
		expect(named(answer)).toEqual(named(request.json[0]));
	});

	test.each([
		{ minutes: 0, status: 'queued', finished: false, meaning: 'Ada has not finished with it' },
		{
			minutes: 10,
			status: 'in_progress',
			finished: false,
			meaning: 'Ada has not finished with it',
		},
		{ minutes: 60, status: 'completed', finished: true, meaning: 'Ada took it for erasure' },
	])(
		'says what is known after $minutes minutes',
		async ({ minutes, status, finished, meaning }) => {
			await ada.seed({ external_id: 'crm-1' });
			const id = await requested('crm-1');
			await ada.advance(minutes * MINUTE);

			const [item] = await read(id);

			expect(item).toMatchObject({ status, finished });
			expect(item.meaning).toContain(meaning);
			if (!finished) expect(item.whatToDo).toContain('up to 30 days');
		},
	);

	test('puts out the job where it has no identifiers, so that it does not vanish', async () => {
		const none = await told({ status: 'completed', identifiers: [] });
		const absent = await told({ status: 'failed', failure_reason: 'unclear' });

		expect(none).toEqual([expect.objectContaining({ job_id: 'job-1', finished: true })]);
		expect(absent).toEqual([
			expect.objectContaining({ status: 'failed', failure_reason: 'unclear', finished: true }),
		]);
	});
});

describe('one item per job', () => {
	test('is the job as Ada gave it, and how far it is in words', async () => {
		const id = await requested('crm-1', 'crm-2');
		await ada.advance(DAY);

		const answer = await read(id, { oneItemPer: 'job' });

		const [job] = await ada.jobs();
		expect(answer).toEqual([
			{
				...job,
				outcome: 'found',
				finished: true,
				meaning: 'The job is finished, but not for all of its identifiers',
				whatToDo: 'See what became of each identifier',
			},
		]);
	});

	test.each([
		{ status: 'queued', meaning: 'waits for Ada', wayOut: '30 days', finished: false },
		{ status: 'in_progress', meaning: 'at work', wayOut: '30 days', finished: false },
		{ status: 'completed', meaning: 'is finished', wayOut: 'each identifier', finished: true },
		{ status: 'partial', meaning: 'not for all', wayOut: 'each identifier', finished: true },
		{ status: 'failed', meaning: 'whole job failed', wayOut: '7 days', finished: true },
		{ status: 'paused', meaning: 'Ada says "paused"', wayOut: 'documents', finished: false },
	])('tells $status', async ({ status, meaning, wayOut, finished }) => {
		const [item] = await told({ status });

		expect(item).toMatchObject({ status, finished });
		expect(item.meaning).toContain(meaning);
		expect(item.whatToDo).toContain(wayOut);
	});
});

describe('the words for a disposition', () => {
	const one = async (status: string, disposition: string | null, reason: string | null = null) => {
		const [item] = await told({
			status,
			identifiers: [{ type: 'email', value: 'a@example.org', disposition, reason }],
		});
		return item;
	};

	test.each([
		{ disposition: 'accepted', meaning: 'took it for erasure', wayOut: 'record of the erasure' },
		{ disposition: 'not_found', meaning: 'nobody with this identifier', wayOut: 'spelling' },
		{ disposition: 'invalid', meaning: 'does not take it', wayOut: 'Correct the identifier' },
		{ disposition: 'exceeds_limit', meaning: 'more people than', wayOut: 'each person by Ada ID' },
		{ disposition: 'duplicate', meaning: 'a repetition', wayOut: 'the other one' },
		{ disposition: 'withheld', meaning: 'Ada says "withheld"', wayOut: "Ada's documents" },
		{ disposition: null, meaning: 'does not say', wayOut: 'Ask Ada' },
	])('$disposition, when the job has ended', async ({ disposition, meaning, wayOut }) => {
		const item = await one('partial', disposition);

		expect(item.disposition).toBe(disposition);
		expect(item.meaning).toContain(meaning);
		expect(item.meaning).not.toContain('reason');
		expect(item.whatToDo).toContain(wayOut);
	});

	test.each([
		{ disposition: 'accepted', meaning: 'has not finished' },
		{ disposition: null, meaning: 'has not finished' },
		{ disposition: 'not_found', meaning: 'nobody with this identifier' },
		{ disposition: 'withheld', meaning: 'Ada says "withheld"' },
	])('$disposition, before the job has ended', async ({ disposition, meaning }) => {
		expect((await one('in_progress', disposition)).meaning).toContain(meaning);
	});

	test.each([
		{ disposition: 'accepted', meaning: 'The whole job failed' },
		{ disposition: null, meaning: 'The whole job failed' },
		{ disposition: 'duplicate', meaning: 'a repetition' },
	])('$disposition, when the job has failed', async ({ disposition, meaning }) => {
		const item = await one('failed', disposition);

		expect(item.meaning).toContain(meaning);
		expect(item.meaning).not.toContain('the job is finished');
	});

	test('has Ada’s reason, where there is one', async () => {
		const item = await one('partial', 'invalid', 'Too odd.');

		expect(item.reason).toBe('Too odd.');
		expect(item.meaning).toMatch(/nothing was erased\. Ada's reason: Too odd\.$/);
	});

	test('has Ada’s reason for the failure of the whole job', async () => {
		const [item] = await told({
			status: 'failed',
			failure_reason: 'Too soon.',
			identifiers: [{ type: 'email', value: 'a@example.org', disposition: 'accepted' }],
		});

		expect(item.failure_reason).toBe('Too soon.');
		expect(item.meaning).toMatch(/The whole job failed.*Ada's reason: Too soon\.$/);
	});

	test('leaves what is new at an identifier as it is, and the job’s own fields too', async () => {
		const [item] = await told({
			status: 'partial',
			region: 'eu',
			identifiers: [{ type: 'email', value: 'a@example.org', status: 'odd', score: 7 }],
		});

		expect(item).toMatchObject({ status: 'partial', region: 'eu', score: 7 });
		expect(item).not.toHaveProperty('identifiers');
	});
});

describe('a job that Ada does not have', () => {
	test('fails its item in words, and the others go on', async () => {
		const id = await requested('crm-1');

		const { json } = await run(
			getJob(),
			[{ job_id: 'job-of-nobody' }, { job_id: id }],
			'continueErrorOutput',
		);

		expect(json[0]).toHaveLength(1);
		expect(json[1]).toEqual([
			expect.objectContaining({
				error: {
					message: 'Ada has no erasure job "job-of-nobody"',
					whatToDo: expect.stringContaining('the same Ada agent') as unknown,
					outcome: 'notFound',
				},
			}),
		]);
	});

	test('goes by the error output also where When Not Found is left over from an end user', async () => {
		const { json } = await run(
			getJob({ whenNotFound: 'output' }),
			[{ job_id: 'job-of-nobody' }],
			'continueErrorOutput',
		);

		expect(json.map((output) => output.length)).toEqual([0, 1]);
	});

	test.each([
		{ id: '', rule: "'Job ID' is empty" },
		{ id: null, rule: "'Job ID' is empty" },
		{ id: '..', rule: "'Job ID' has a character" },
		{ id: 'a/b', rule: "'Job ID' has a character" },
		{ id: 'a b', rule: "'Job ID' has a character" },
	])('because $id cannot be one', async ({ id, rule }) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: getJob(),
			items: [{ job_id: id }],
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result).message).toContain(rule);
		expect(errorAt(result).outcome).toBe('refused');
		expect(await ada.calls()).toEqual([]);
	});

	test('is not told by an answer about another job, or about none', async () => {
		await ada.fault({ kind: 'status', status: 200, body: '{"job_id": "job-2"}' });
		await ada.fault({ kind: 'status', status: 200, body: '{}' });

		const result = await runEndUser({
			credential: ada.credential,
			parameters: getJob(),
			items: [{ job_id: 'job-1' }, { job_id: 'job-1' }],
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result, 0).message).toBe('Ada answered with another job than the one asked for');
		expect(errorAt(result, 1).message).toBe("Ada's answer is not an erasure job");
	});
});

test('the input item can be kept, with Ada’s answer beside it', async () => {
	const id = await requested('crm-1');

	const [item] = (
		await run(getJob({ options: { output: 'inputAndAnswer' } }), [{ job_id: id, row: 3 }])
	).json[0];

	expect(item).toMatchObject({ row: 3, outcome: 'found', finished: false });
	expect(item.ada).toMatchObject({ job_id: id, identifier: 'crm-1' });
});

test('it is no tool either, since it names people', async () => {
	const { json, error } = await runEndUser({
		credential: ada.credential,
		parameters: getJob(),
		items: [{ job_id: 'job-1' }],
		asTool: true,
	});

	expect(error).toBeUndefined();
	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'refused' })]);
	expect(await ada.calls()).toEqual([]);
});

test('a broken connection is tried again', async () => {
	const id = await requested('crm-1');
	await ada.fault({ kind: 'cut' });

	expect(await read(id)).toHaveLength(1);
});

describe('what Ada’s documents leave open', () => {
	const alternatives: SwitchValues[] = [
		{},
		{ erasureJobIds: 'hex', erasureJobType: 'bulk_end_user_deletion' },
		{ erasureJobIds: 'uuid' },
		{ erasureDispositions: 'atOnce' },
		{ erasureDispositions: 'atEnd' },
		{ clientReferenceReused: 'conflict' },
		{ clientReferenceReused: 'sameJob' },
		{ rateLimitHeaders: 'everywhere' },
		{ slashMismatch: 'notFound' },
		{ timestampFormat: 'zoneless' },
	];

	test.each(alternatives)('is no matter: %j', async (switches) => {
		await ada.switch(switches);
		await ada.limit({ all: 'published' });
		await ada.seed({ external_id: 'crm-1' });
		const first = await requested('crm-1', 'nobody');
		const again = await requested('nobody', 'CRM-1');
		const [early] = await read(first);
		await ada.advance(DAY);
		const late = await read(first);

		expect(again).toBe(first);
		expect(early).toMatchObject({ finished: false, meaning: 'Ada has not finished with it' });
		expect(late.map(({ disposition, finished }) => [disposition, finished])).toEqual([
			['accepted', true],
			['not_found', true],
		]);
		expect(await ada.people()).toEqual([]);
	});

	test.each([
		{ erasureCoolDown: 'failsJob', told: ['failed', 'duplicate', 'The whole job failed'] },
		{ erasureCoolDown: 'duplicate', told: ['partial', 'duplicate', 'took it for erasure'] },
		{ erasureCoolDown: 'invalid', told: ['partial', 'invalid', 'took it for erasure'] },
	] as const)('an identifier of the last 7 days: $erasureCoolDown', async (alternative) => {
		const { erasureCoolDown, told: expected } = alternative;
		await ada.switch({ erasureCoolDown });
		await ada.seed({ external_id: 'crm-2' });
		await requested('crm-1');
		const id = await requested('crm-1', 'crm-2');
		await ada.advance(DAY);

		const [repeated, other] = await read(id);

		expect([repeated.status, repeated.disposition]).toEqual(expected.slice(0, 2));
		expect(other.meaning).toContain(expected[2]);
		expect(await ada.people()).toHaveLength(erasureCoolDown === 'failsJob' ? 1 : 0);
	});

	test.each(['envelope', 'detail'] as const)(
		'the shape of errors: %s',
		async (erasureErrorBody) => {
			await ada.switch({ erasureErrorBody, keyPermission: 'none' });

			const result = await runEndUser({
				credential: ada.credential,
				parameters: erase('external_id'),
				items: items('crm-1'),
				onError: 'continueRegularOutput',
			});

			expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: 403 });
			expect(errorAt(result).message).toBe('Ada does not let this API key do that');
		},
	);
});
