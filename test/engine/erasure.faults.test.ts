import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/faults';
import { runEndUser } from './engine';
import { erase, items } from './erasureForms';
import { fastClock } from './fastClock';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

fastClock(60);

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(() => ada.reset());
afterAll(() => ada.close());

const run = (
	ids: string[],
	options: INodeParameters = {},
	onError: 'stopWorkflow' | 'continueRegularOutput' = 'continueRegularOutput',
) =>
	runEndUser({
		credential: ada.credential,
		parameters: erase('external_id', { options }),
		items: items(...ids),
		onError,
	});

const passing: Array<{ what: string; fault: Fault }> = [
	{ what: 'a lost answer', fault: { kind: 'lostAnswer' } },
	{ what: 'a cut connection', fault: { kind: 'cut' } },
	{ what: '429', fault: { kind: 'status', status: 429 } },
	{ what: '429 with seconds', fault: { kind: 'status', status: 429, retryAfter: '3' } },
	{ what: '500', fault: { kind: 'status', status: 500 } },
	{ what: '503', fault: { kind: 'status', status: 503 } },
	{ what: 'a page with 502', fault: { kind: 'html', status: 502 } },
];

test.each(passing)('$what between sending and answer leads to one job', async ({ fault }) => {
	await ada.fault({ ...fault, times: 3 });

	const { json } = await run(['crm-1', 'crm-2']);

	const jobs = await ada.jobs();
	expect(jobs).toHaveLength(1);
	expect(json[0]).toEqual([
		expect.objectContaining({ job_id: jobs[0].job_id, outcome: 'requested' }),
		expect.objectContaining({ job_id: jobs[0].job_id, outcome: 'requested' }),
	]);
	expect(await ada.calls()).toHaveLength(4);
});

test('answers that stay away lead to one job, also when the run is repeated', async () => {
	await ada.fault({ kind: 'lostAnswer', times: 6 });

	const lost = await run(['crm-1', 'crm-2']);
	const again = await run(['crm-1', 'crm-2']);

	for (const index of [0, 1]) {
		const { message, whatToDo, outcome } = errorAt(lost, index);
		expect(message).toBe('Ada could not take the request for erasure');
		expect(outcome).toBe('failed');
		expect(whatToDo).toMatch(
			/^The connection broke before Ada answered \(\w+\)\. Tried 6 times in \d\d seconds\. Ada may have done it all the same\. Running the same items again, all of them and within 24 hours, is safe: Ada then gives the same job$/,
		);
	}
	const jobs = await ada.jobs();
	expect(jobs).toHaveLength(1);
	expect(again.json[0].map(({ job_id, outcome }) => [job_id, outcome])).toEqual([
		[jobs[0].job_id, 'requested'],
		[jobs[0].job_id, 'requested'],
	]);
});

test('only the items of the job that failed fail, and the others go through', async () => {
	await ada.fault({ kind: 'status', status: 400, skip: 1 });

	const { json } = await run(['a', 'b', 'c', 'd', 'e', 'C'], { batchSize: 2 });

	expect(json[0].map(({ identifier, error }) => identifier ?? (error ? 'failed' : ''))).toEqual([
		'a',
		'b',
		'failed',
		'failed',
		'e',
		'failed',
	]);
	expect(await ada.calls()).toHaveLength(3);
});

test('stop: the error names the item and how far the run came, and what is safe', async () => {
	await ada.fault({ kind: 'status', status: 400, skip: 1 });

	const { error } = await run(['a', 'b', 'c', 'd', 'e'], { batchSize: 2 }, 'stopWorkflow');

	expect(error?.message).toBe('Ada refused to take the request for erasure [Item 2]');
	expect(error?.description).toContain(
		'2 of 5 items done (2 requested); the others were sent together with this one, or not at all. ' +
			'Running all items again, unchanged and within 24 hours, is safe: Ada then gives the same jobs',
	);
	expect(await ada.calls()).toHaveLength(2);
});

test('stop: running all items again, after what broke off, gives the same jobs and the missing one', async () => {
	await ada.fault({ kind: 'lostAnswer', skip: 1, times: 6 });
	const ids = ['a', 'b', 'c', 'd'];

	const broken = await run(ids, { batchSize: 2 }, 'stopWorkflow');
	const again = await run(ids, { batchSize: 2 }, 'stopWorkflow');

	expect(broken.error?.message).toContain('[Item 2]');
	expect(again.error).toBeUndefined();
	expect(await ada.jobs()).toHaveLength(2);
});

describe('after Ada refused the key', () => {
	test('the items of that job tell it, and the other jobs are not sent', async () => {
		await ada.fault({ kind: 'status', status: 401 });

		const result = await run(['a', 'b', 'c', ''], { batchSize: 2 });

		const told = [0, 1, 2, 3].map((index) => {
			const { message, outcome } = errorAt(result, index);
			return [message, outcome];
		});
		expect(told).toEqual([
			['Ada refused the API key', 'refused'],
			['Ada refused the API key', 'refused'],
			['Not sent: Ada refused the API key', 'notSent'],
			["'External ID' is empty", 'refused'],
		]);
		expect(await ada.calls()).toHaveLength(1);
	});

	test('a mistake in the credential is told for each item, and nothing is sent', async () => {
		const result = await runEndUser({
			credential: { ...ada.credential, baseUrl: 'http://ada.example.com' },
			parameters: erase('external_id'),
			items: items('a', 'b'),
			onError: 'continueRegularOutput',
		});

		expect(errorAt(result, 1).message).toContain("'Base URL' must begin with https://");
	});
});

test('a limit for the day after a lost answer does not say of any of its items that it was not sent', async () => {
	await ada.fault({ kind: 'lostAnswer' });
	await ada.fault({ kind: 'status', status: 429, retryAfter: '7200' });

	const result = await run(['a', 'b', 'c'], { batchSize: 2 });

	for (const index of [0, 1]) {
		const { message, whatToDo } = errorAt(result, index);
		expect(message).toBe("Ada's rate limit is used up");
		expect(whatToDo).toContain('Ada may have done it all the same');
		expect(whatToDo).toMatch(/within 24 hours, is safe: Ada then gives the same job$/);
	}
	expect(errorAt(result, 2).outcome).toBe('notSent');
});

test.each([
	{ status: 404, says: 'Ada has no bulk deletion at this address', wayOut: 'switched on' },
	{ status: 409, says: 'Ada has another job under the reference', wayOut: '24 hours' },
	{ status: 413, says: 'more identifiers in one job than Ada takes', wayOut: 'smaller Batch Size' },
	{ status: 403, says: 'Ada does not let this API key do that', wayOut: 'permission' },
])('the status $status is told in words', async ({ status, says, wayOut }) => {
	await ada.fault({ kind: 'status', status });

	const result = await run(['a']);

	expect(errorAt(result)).toMatchObject({ outcome: 'refused', httpStatus: status });
	expect(errorAt(result).message).toContain(says);
	expect(errorAt(result).whatToDo).toContain(wayOut);
	expect(errorAt(result).whatToDo).toContain('Ada says: ');
});

test.each([
	{ what: 'no job', body: '{}' },
	{ what: 'an empty ID', body: '{"job_id": ""}' },
	{ what: 'an ID that is no text', body: '{"job_id": 7}' },
])('an answer with $what is no success', async ({ body }) => {
	await ada.fault({ kind: 'status', status: 202, body });

	const result = await run(['a']);

	expect(errorAt(result)).toMatchObject({
		message: "Ada's answer names no erasure job",
		outcome: 'failed',
	});
});

test('what is new in Ada’s answer passes through', async () => {
	const body = JSON.stringify({ job_id: 'job-1', status: 'scheduled', eta: '2100-01-01' });
	await ada.fault({ kind: 'status', status: 202, body });

	const { json } = await run(['a']);

	expect(json[0]).toEqual([
		expect.objectContaining({ job_id: 'job-1', status: 'scheduled', eta: '2100-01-01' }),
	]);
});

test('a cancelled execution asks for no more jobs', async () => {
	await ada.fault({ kind: 'delay', ms: 300 });

	await runEndUser({
		credential: ada.credential,
		parameters: erase('external_id', { options: { batchSize: 1 } }),
		items: items('a', 'b', 'c'),
		whileRunning: (cancel) => {
			const cancelOnceItCame = async () => {
				while ((await ada.calls()).length === 0);
				cancel();
			};
			void cancelOnceItCame();
		},
	});

	expect(await ada.calls()).toHaveLength(1);
});

test.each(['echo', 'status'] as const)(
	'the API key is in nothing that comes out (%s)',
	async (kind) => {
		await ada.fault(
			kind === 'echo' ? { kind } : { kind, status: 401, body: '{"message":"ada-key-7f3a9c51e2"}' },
		);

		const { everything } = await run(['a']);

		expect(JSON.stringify(everything)).not.toContain('ada-key-7f3a9c51e2');
	},
);
