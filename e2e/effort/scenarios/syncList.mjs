import {
	byCode,
	code,
	endUser,
	given,
	http,
	is,
	metadata,
	output,
	tell,
	ways,
	workflow,
} from '../nodes.mjs';

const rows = [
	{ id: 'crm-21', first: 'Rosa', last: 'Lima', language: 'pt-BR', tier: 'gold', seats: 7 },
	{ id: 'crm-22', first: 'Jonas', last: '', language: 'de-DE', tier: 'silver', seats: 4 },
	{ id: 'crm-23', first: 'Kenji', last: 'Sato', language: '', tier: 'gold', seats: null },
	{ id: `crm-${'9'.repeat(40)}`, first: 'No', last: 'Body', language: '', tier: '', seats: 1 },
];

const whatDiffers = `const wanted = $('Given').item.json;
const is = $json.body;
const done = { customer: wanted.id };
if (![200, 404].includes($json.statusCode)) return { ...done, outcome: 'failed' };
const same = (a, b) => (a ?? '') === (b ?? '');
const isGiven = (value) => value !== '' && value !== null && value !== undefined;
const profile = {};
const before = is.profile ?? {};
const fields = { first_name: wanted.first, last_name: wanted.last, language: wanted.language };
for (const [key, value] of Object.entries(fields)) {
  if (isGiven(value) && !same(before[key], value)) profile[key] = value;
}
const facts = { tier: wanted.tier, seats: wanted.seats };
for (const [key, value] of Object.entries(facts)) {
  if (isGiven(value) && !same(before.metadata?.[key], value)) (profile.metadata ??= {})[key] = value;
}
if ($json.statusCode === 404) {
  return { ...done, outcome: 'created', method: 'POST', id: '', body: { external_id: wanted.id, profile } };
}
if (Object.keys(profile).length === 0) return { ...done, outcome: 'unchanged' };
return { ...done, outcome: 'updated', method: 'PATCH', id: is.end_user_id, body: { profile } };`;

/** @type {import('./index.mjs').Scenario} */
export const syncList = {
	title:
		'Create or update from a list, with metadata: only what differs, empty columns left alone, wrong rows apart',
	people: [
		{
			external_id: 'crm-21',
			profile: {
				first_name: 'Rosa',
				last_name: 'Lima',
				language: 'pt-BR',
				metadata: { tier: 'gold', seats: 7 },
			},
		},
		{
			external_id: 'crm-22',
			profile: {
				first_name: 'Jonas',
				last_name: 'Weber',
				language: 'de-DE',
				metadata: { tier: 'bronze', region: 'eu' },
			},
		},
	],

	ours(place) {
		const write = endUser(
			'Create or Update',
			'createOrUpdate',
			{
				externalId: '={{ $json.id }}',
				profile: {
					firstName: '={{ $json.first }}',
					lastName: '={{ $json.last }}',
					language: byCode('={{ $json.language }}'),
				},
				metadata: metadata(
					['tier', 'string', '={{ $json.tier }}'],
					['seats', 'integer', '={{ $json.seats }}'],
				),
			},
			place,
			{ onError: 'continueErrorOutput' },
		);
		const done = { customer: '={{ $json.external_id }}', outcome: '={{ $json.outcome }}' };
		const failed = { customer: '={{ $json.id }}', outcome: 'failed' };
		return workflow(
			'ours',
			[...given(rows), write, tell('Done', done, place)],
			[output(write, 1), tell('Failed', failed, place)],
		);
	},

	own(place) {
		const look = http(
			'Look Up',
			{
				path: '/v2/end-users/',
				query: { external_id: '={{ $json.id }}' },
				options: {
					...paced(),
					response: { response: { fullResponse: true, neverError: true } },
				},
			},
			place,
		);
		const differs = code('What Differs', '');
		differs.parameters = { mode: 'runOnceForEachItem', jsCode: whatDiffers };
		const which = ways(
			'Which Way?',
			is('={{ $json.outcome }}', 'equals', 'failed'),
			is('={{ $json.outcome }}', 'equals', 'unchanged'),
		);
		const write = http(
			'Write',
			{
				method: '={{ $json.method }}',
				path: '/v2/end-users/{{ $json.id }}',
				json: '={{ $json.body }}',
				options: paced(),
			},
			place,
			{ onError: 'continueErrorOutput' },
		);
		const done = tell(
			'Done',
			{
				customer: "={{ $('What Differs').item.json.customer }}",
				outcome: "={{ $('What Differs').item.json.outcome }}",
			},
			place,
		);
		const failed = tell(
			'Failed',
			{ customer: "={{ $('What Differs').item.json.customer }}", outcome: 'failed' },
			place,
		);
		return workflow(
			'own',
			[...given(rows), look, differs, which, failed],
			[output(which, 1), done],
			[output(which, 2), write, done],
			[output(write, 1), failed],
		);
	},

	expected: {
		people: [
			{
				external_id: 'crm-21',
				first_name: 'Rosa',
				last_name: 'Lima',
				language: 'pt-BR',
				metadata: { tier: 'gold', seats: 7 },
			},
			{
				external_id: 'crm-22',
				first_name: 'Jonas',
				last_name: 'Weber',
				language: 'de-DE',
				metadata: { tier: 'silver', region: 'eu', seats: 4 },
			},
			{
				external_id: 'crm-23',
				first_name: 'Kenji',
				last_name: 'Sato',
				metadata: { tier: 'gold' },
			},
		],
		received: [
			{ customer: 'crm-21', outcome: 'unchanged' },
			{ customer: 'crm-22', outcome: 'updated' },
			{ customer: 'crm-23', outcome: 'created' },
			{ customer: rows[3].id, outcome: 'failed' },
		],
		writes: { POST: 1, PATCH: 1 },
	},
};

/** 80 requests a minute: the same share of Ada's limits as the nodes take. */
function paced() {
	return { batching: { batch: { batchSize: 1, batchInterval: 750 } } };
}
