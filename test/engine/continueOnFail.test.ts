import { runEndUser } from './engine';
import { byExternalId } from './forms';
import { errorAt } from './itemError';
import { LocalAda } from './localAda';

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'crm-1' });
});
afterAll(() => ada.close());

const get = { operation: 'get', endUser: byExternalId(), whenNotFound: 'error' };

const refusal = {
	message: "'External ID' contains < or >, which Ada does not take in an external ID",
	whatToDo: 'Remove the angle brackets, for example with {{ $json.id.replace(/[<>]/g, "") }}',
	outcome: 'refused',
};

test('stop: the error names its item, how far the run came, and that running again is safe', async () => {
	const { outputs, error } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', externalId: '={{ $json.id }}' },
		items: [{ id: 'crm-1' }, { id: 'new' }, { id: 'a<b' }, { id: 'later' }],
	});

	expect(outputs).toEqual([]);
	expect(error?.message).toBe(`${refusal.message} [Item 2]`);
	expect(error?.description).toContain(refusal.whatToDo);
	expect(error?.description).toContain(
		'2 of 4 items done (1 created, 1 existing); nothing more was sent',
	);
	expect(error?.description).toContain('Running all items again is safe');
	expect(error?.context.itemIndex).toBe(2);
	expect(await ada.calls()).toHaveLength(2);
});

test('stop: people without an external ID would be created twice, and the error says so', async () => {
	const { error } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', profile: { firstName: '={{ $json.name }}' } },
		items: [{ name: 'Noor' }, { name: 'Ana' }, { name: ['a list'] }],
	});

	expect(error?.description).toContain('would create 2 people a second time');
	expect(error?.description).not.toContain('is safe');
});

test('stop: nobody knows whether an item that broke off was done, so nothing says it is safe', async () => {
	await ada.fault({ kind: 'lostAnswer', method: 'POST' });

	const { error } = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create', profile: { firstName: '={{ $json.name }}' } },
		items: [{ name: 'Noor' }, { name: 'Ana' }],
	});

	expect(error?.message).toBe(
		'It is not known whether Ada managed to create the end user [Item 0]',
	);
	expect(error?.description).toContain('0 of 2 items done');
	expect(error?.description).toContain('Running all items again may do this item twice');
	expect(error?.description).not.toContain('is safe');
	expect(await ada.people()).toHaveLength(2);
});

test('stop: with one item there is no progress to tell', async () => {
	const { error } = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{ id: 'a<b' }],
	});

	expect(error?.message).toBe(`${refusal.message} [Item 0]`);
	expect(error?.description).toBe(refusal.whatToDo);
});

test('continue: a failing item carries what the user needs, the others go through', async () => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{ id: 'crm-1' }, { id: 'a<b' }, { id: 'crm-1' }],
		onError: 'continueRegularOutput',
	});

	expect(result.error).toBeUndefined();
	expect(result.outputs).toHaveLength(1);
	expect(result.outputs[0][1]).toEqual({ json: { error: refusal }, pairedItem: { item: 1 } });
	expect(result.json[0].map(({ outcome }) => outcome)).toEqual(['found', undefined, 'found']);
});

test('continue: what Ada said comes along', async () => {
	await ada.fault({
		kind: 'status',
		status: 400,
		body: JSON.stringify({
			errors: [
				{
					type: 'validation_error',
					message: 'invalid end user data',
					details: [{ parameter: '$.external_id', location: 'query', message: 'Too odd.' }],
				},
			],
		}),
	});

	const result = await runEndUser({
		credential: ada.credential,
		parameters: get,
		items: [{ id: 'crm-1' }],
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toEqual({
		message: 'Ada refused to look up the end user',
		whatToDo:
			'Ada says: invalid end user data (external_id: Too odd.). Change what does not fit before running this item again',
		outcome: 'refused',
		httpStatus: 400,
		adaType: 'validation_error',
		adaDetails: [{ parameter: '$.external_id', location: 'query', message: 'Too odd.' }],
	});
});

test.each([
	{ whenNotFound: 'error', at: 1 },
	{ whenNotFound: 'skip', at: 1 },
	{ whenNotFound: 'output', at: 2 },
])(
	'error output: it is output $at when people not found go the way $whenNotFound',
	async ({ whenNotFound, at }) => {
		const result = await runEndUser({
			credential: ada.credential,
			parameters: { ...get, whenNotFound },
			items: [{ id: 'crm-1' }, { id: 'a<b', name: 'Ana' }],
			onError: 'continueErrorOutput',
		});

		expect(result.outputs).toHaveLength(at + 1);
		expect(result.json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
		// n8n adds the input item's own fields.
		expect(result.json[at]).toEqual([{ id: 'a<b', name: 'Ana', error: refusal }]);
	},
);

test('error output: an expression that does not resolve fails its own item only', async () => {
	const result = await runEndUser({
		credential: ada.credential,
		parameters: { ...get, endUser: byExternalId('={{ $($json.node).first().json.id }}') },
		items: [{ node: 'Nowhere' }, { node: 'Vault' }],
		vault: { id: 'crm-1' },
		onError: 'continueErrorOutput',
	});

	expect(result.json[0]).toEqual([expect.objectContaining({ outcome: 'found' })]);
	const { message, outcome } = errorAt(result, 0, 1);
	expect(message).toBe("An expression in the form does not work: Referenced node doesn't exist");
	expect(outcome).toBe('refused');
});

describe.each([
	{ status: 401, says: 'Ada refused the API key', wayOut: 'press Test' },
	{ status: 403, says: 'Ada does not let this API key do that', wayOut: 'permission' },
])('after $status', ({ status, says, wayOut }) => {
	test('the remaining items fail without being sent, and say so', async () => {
		await ada.fault({ kind: 'status', status, skip: 1, times: 5 });

		const result = await runEndUser({
			credential: ada.credential,
			parameters: get,
			items: [{ id: 'crm-1' }, { id: 'crm-1' }, { id: 'crm-1' }, { id: 'a<b' }],
			onError: 'continueRegularOutput',
		});

		expect(result.json[0][0]).toMatchObject({ outcome: 'found' });
		const { message, whatToDo, ...rest } = errorAt(result, 1);
		expect(message).toBe(says);
		expect(whatToDo).toContain(wayOut);
		expect(rest).toMatchObject({ outcome: 'refused', httpStatus: status });
		for (const index of [2, 3]) {
			const later = errorAt(result, index);
			expect(later).toMatchObject({ message: `Not sent: ${says}`, outcome: 'notSent' });
			expect(later.httpStatus).toBe(status);
		}
		expect(await ada.calls()).toHaveLength(2);
	});

	test('the run stops at once where it is to stop', async () => {
		await ada.fault({ kind: 'status', status, times: 5 });

		const { error } = await runEndUser({
			credential: ada.credential,
			parameters: get,
			items: [{ id: 'crm-1' }, { id: 'crm-1' }],
		});

		expect(error?.message).toBe(`${says} [Item 0]`);
		expect(await ada.calls()).toHaveLength(1);
	});
});

test.each(['envelope', 'message'] as const)(
	'a wrong key is told for the 401 of shape %s',
	async (unauthorizedBody) => {
		await ada.switch({ unauthorizedBody });

		const { error } = await runEndUser({
			credential: { ...ada.credential, apiKey: 'wrong' },
			parameters: get,
			items: [{ id: 'crm-1' }],
		});

		expect(error?.message).toBe('Ada refused the API key [Item 0]');
		expect(error?.description).toContain('Ada says: Unauthorized');
		// n8n's own helper sends twice on 401 unless it leaves statuses to the node.
		expect(await ada.calls()).toHaveLength(1);
	},
);

test.each([
	{ status: 404, says: 'Ada found nothing to create the end user', wayOut: 'removed' },
	{ status: 413, says: 'The data is too large for Ada', wayOut: '10 MB' },
	{ status: 422, says: 'Ada refused to create the end user', wayOut: 'Ada says:' },
	{ status: 418, says: 'Ada refused to create the end user', wayOut: 'Change what does not fit' },
])('the status $status is told in words', async ({ status, says, wayOut }) => {
	await ada.fault({ kind: 'status', status });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create' },
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toMatchObject({ message: says, outcome: 'refused', httpStatus: status });
	expect(errorAt(result).whatToDo).toContain(wayOut);
});

test('409 to a change is told as an external ID that is taken', async () => {
	await ada.fault({ kind: 'status', status: 409, method: 'PATCH' });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: {
			operation: 'update',
			endUser: byExternalId('crm-1'),
			profile: { firstName: 'Ana' },
		},
		onError: 'continueRegularOutput',
	});

	const { message, whatToDo } = errorAt(result);
	expect(message).toBe('Another end user has this external ID already');
	expect(whatToDo).toContain('Look that person up');
});

test.each([
	{ what: 'no body', body: '' },
	{ what: 'null', body: 'null' },
	{ what: 'an empty list of errors', body: '{"errors": []}' },
	{ what: 'errors that are texts', body: '{"errors": ["odd"]}' },
	{ what: 'errors that are no list', body: '{"errors": {"a": 1}}' },
	{ what: 'a message that is no text', body: '{"errors": [{"type": 1, "message": {}}]}' },
])('a refusal with $what is told by its status', async ({ body }) => {
	await ada.fault({ kind: 'status', status: 400, body });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create' },
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result)).toMatchObject({
		message: 'Ada refused to create the end user',
		whatToDo: 'HTTP status 400. Change what does not fit before running this item again',
		httpStatus: 400,
	});
});

test.each([
	{
		what: 'a list of objects',
		details: [{ parameter: '$.a', message: 'Odd.' }],
		told: '(a: Odd.)',
	},
	{ what: 'a text', details: 'Odd.', told: '(Odd.)' },
	{ what: 'texts', details: ['Odd.', 'Odder.'], told: '(Odd.; Odder.)' },
	{ what: 'an object by index', details: { 0: ['Odd.'] }, told: '({"0":["Odd."]})' },
])('details are told that are $what', async ({ details, told }) => {
	const body = JSON.stringify({ errors: [{ type: 'validation_error', message: 'No.', details }] });
	await ada.fault({ kind: 'status', status: 400, body });

	const result = await runEndUser({
		credential: ada.credential,
		parameters: { operation: 'create' },
		onError: 'continueRegularOutput',
	});

	expect(errorAt(result).whatToDo).toContain(`Ada says: No. ${told}`);
	expect(errorAt(result).adaDetails).toEqual(JSON.parse(JSON.stringify(details)));
});
