import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/faults';
import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { byAdaId, byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

fastClock(60);

let ada: LocalAda;
let id: string;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	[id] = await ada.seed({ external_id: 'crm-1' });
});
afterAll(() => ada.close());

const get: INodeParameters = { operation: 'get', endUser: byExternalId('crm-1') };
const update: INodeParameters = {
	operation: 'update',
	endUser: byAdaId(),
	profile: { firstName: 'Ana' },
};
const createWithId: INodeParameters = { operation: 'create', externalId: '={{ $json.id }}' };
const createWithout: INodeParameters = { operation: 'create', profile: { firstName: 'Ana' } };

const run = (parameters: INodeParameters, items = [{ id }]) =>
	runEndUser({
		credential: ada.credential,
		parameters,
		items,
		onError: 'continueRegularOutput',
	});

/** What passes by itself, as the sandbox's fault. */
const passing: Array<{ what: string; fault: Fault }> = [
	{ what: '429', fault: { kind: 'status', status: 429 } },
	{ what: '429 with seconds', fault: { kind: 'status', status: 429, retryAfter: '3' } },
	{ what: '500', fault: { kind: 'status', status: 500 } },
	{ what: '502', fault: { kind: 'status', status: 502 } },
	{ what: '503', fault: { kind: 'status', status: 503 } },
	{ what: 'a page with 502', fault: { kind: 'html', status: 502 } },
	{ what: 'a page with 504', fault: { kind: 'html', status: 504 } },
	{ what: 'a cut connection', fault: { kind: 'cut' } },
	{ what: 'a lost answer', fault: { kind: 'lostAnswer' } },
];

describe.each(passing)('after $what', ({ fault }) => {
	test.each([
		{ operation: 'get', parameters: get, outcome: 'found', calls: ['GET', 'GET', 'GET'] },
		{
			operation: 'update',
			parameters: update,
			outcome: 'updated',
			calls: ['GET', 'PATCH', 'PATCH', 'PATCH'],
		},
	])('$operation is tried until it succeeds', async ({ parameters, outcome, calls }) => {
		const method = calls.at(-1);
		await ada.fault({ ...fault, times: 2, method });

		const { json } = await run(parameters);

		expect(json[0]).toEqual([expect.objectContaining({ outcome })]);
		expect((await ada.requests()).map((request) => request.method)).toEqual(calls);
	});

	test('creating with an external ID is tried until it succeeds, and creates one person', async () => {
		await ada.fault({ ...fault, times: 3, method: 'POST' });

		const { json } = await run(createWithId, [{ id: 'new-1' }, { id: 'new-2' }]);

		expect(json[0].map(({ external_id }) => external_id)).toEqual(['new-1', 'new-2']);
		expect((await ada.people()).map(({ external_id }) => external_id)).toEqual([
			'crm-1',
			'new-1',
			'new-2',
		]);
		expect(await ada.calls()).toHaveLength(5);
	});
});

describe('creating without an external ID', () => {
	test.each([
		{ what: '500', fault: { kind: 'status', status: 500 } },
		{ what: '503', fault: { kind: 'status', status: 503 } },
		{ what: 'a page with 502', fault: { kind: 'html', status: 502 } },
		{ what: 'a cut connection', fault: { kind: 'cut' } },
		{ what: 'a lost answer', fault: { kind: 'lostAnswer' } },
	] satisfies Array<{ what: string; fault: Fault }>)(
		'is not repeated after $what: it is unknown whether it was done',
		async ({ fault }) => {
			await ada.fault(fault);

			const result = await run(createWithout);

			const { message, whatToDo, outcome } = errorAt(result);
			expect(message).toBe('It is not known whether Ada managed to create the end user');
			expect(whatToDo).toContain('Look in Ada before running this item again');
			expect(outcome).toBe('unknown');
			expect(await ada.calls()).toHaveLength(1);
		},
	);

	test('is repeated after 429, and creates one person', async () => {
		await ada.fault({ kind: 'status', status: 429, times: 3 });

		const { json } = await run(createWithout);

		expect(json[0]).toEqual([expect.objectContaining({ outcome: 'created' })]);
		expect(await ada.calls()).toHaveLength(4);
		expect(await ada.people()).toHaveLength(2);
	});

	test('is not repeated after a page with status 200 that is not Ada’s', async () => {
		await ada.fault({ kind: 'html', status: 200 });

		const result = await run(createWithout);

		expect(errorAt(result).outcome).toBe('unknown');
		expect(await ada.calls()).toHaveLength(1);
	});
});

test.each([
	{ what: 'a page with status 200', fault: { kind: 'html', status: 200 } },
	{ what: 'a page with status 404', fault: { kind: 'html', status: 404 } },
	{ what: 'a text with status 200', fault: { kind: 'status', status: 200, body: '"hello"' } },
	{ what: 'nothing with status 204', fault: { kind: 'status', status: 204, body: '' } },
] satisfies Array<{ what: string; fault: Fault }>)(
	'$what is somebody other than Ada, and is asked once where Ada has not answered yet',
	async ({ fault }) => {
		const other = await LocalAda.start();
		await other.fault({ ...fault, times: 9 });

		const { credential } = other;
		const onError = 'continueRegularOutput';
		const result = await runEndUser({ credential, parameters: get, items: [{ id: '1' }], onError });
		const calls = await other.calls();
		await other.close();

		const { message, whatToDo, outcome } = errorAt(result);
		expect(message).toBe(`Something other than Ada's API answered at ${new URL(other.url).host}`);
		expect(whatToDo).toContain('not JSON');
		expect(whatToDo).toContain("Check 'Agent Handle' and 'Cluster', or 'Base URL'");
		expect(outcome).toBe('failed');
		expect(calls).toHaveLength(1);
	},
);

test('what does not pass is given up with how often it was tried, and the next items go on', async () => {
	await ada.fault({ kind: 'status', status: 503, times: 6 });

	const result = await run(get, [{ id: '1' }, { id: '2' }]);

	expect(errorAt(result)).toMatchObject({
		message: 'Ada could not look up the end user',
		outcome: 'failed',
		httpStatus: 503,
	});
	expect(errorAt(result).whatToDo).toMatch(
		/^Ada answered with HTTP status 503\. Tried 6 times in \d\d seconds\. Running this item again is safe$/,
	);
	expect(result.json[0][1]).toMatchObject({ outcome: 'found' });
});

test('a change that does not pass says that it may have been done', async () => {
	await ada.fault({ kind: 'lostAnswer', times: 6, method: 'PATCH' });

	const result = await run(update);

	expect(errorAt(result).whatToDo).toContain(
		'Ada may have done it all the same. Running this item again is safe',
	);
	expect((await ada.people())[0].profile.first_name).toBe('Ana');
});

test('a connection that is refused is tried again, and told with what to check', async () => {
	const closed = await LocalAda.start();
	await closed.close();

	const result = await runEndUser({
		credential: closed.credential,
		parameters: createWithout,
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo, outcome } = errorAt(result);
	expect(message).toBe(`Ada could not be reached at ${new URL(closed.url).host}`);
	expect(whatToDo).toMatch(/The host refused the connection.*firewall.*\(ECONNREFUSED\)/);
	expect(whatToDo).toMatch(/Tried 6 times in \d\d seconds; nothing was changed$/);
	expect(outcome).toBe('failed');
});

test('a connection refused after an answer was lost does not say that nothing was changed', async () => {
	const leaving = await LocalAda.start();
	await leaving.fault({ kind: 'lostAnswer' });

	const result = await runEndUser({
		credential: leaving.credential,
		parameters: { operation: 'create', externalId: 'crm-1' },
		onError: 'continueRegularOutput',
		whileRunning: () => {
			const closeOnceItCame = async () => {
				while ((await leaving.people()).length === 0);
				await leaving.close();
			};
			void closeOnceItCame();
		},
	});

	const { whatToDo } = errorAt(result);
	expect(whatToDo).toContain('ECONNREFUSED');
	expect(whatToDo).not.toContain('nothing was changed');
	expect(whatToDo).toContain('Ada may have done it all the same');
});

test('a limit after a lost answer does not say that the item was not done', async () => {
	await ada.fault({ kind: 'lostAnswer', method: 'POST' });
	await ada.fault({ kind: 'status', status: 429, retryAfter: '7200', method: 'POST' });

	const result = await run(createWithId, [{ id: 'new' }]);

	const { whatToDo } = errorAt(result);
	expect(whatToDo).not.toContain('Nothing was done');
	expect(whatToDo).toContain('Ada may have done it all the same');
});

test('a host that does not exist is not tried again', async () => {
	const result = await runEndUser({
		credential: { ...ada.credential, baseUrl: 'https://nobody.invalid' },
		parameters: get,
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo } = errorAt(result);
	expect(message).toBe('Ada could not be reached at nobody.invalid');
	expect(whatToDo).toMatch(/^There is nothing at this address\..*\(ENOTFOUND\)\. Tried once/);
});

test('an answer that takes its time is waited for', async () => {
	await ada.fault({ kind: 'delay', ms: 300 });

	const { json } = await run(get);

	expect(json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	expect(await ada.calls()).toHaveLength(1);
});
