import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { effortsOf } from '../effort/count.mjs';
import * as make from '../effort/nodes.mjs';
import { installedNodeTypes } from '../effort/nodeTypes.mjs';
import { scenarios } from '../effort/scenarios/index.mjs';
import { countedPage, page } from '../effort/table.mjs';
import { Trial } from '../effort/trial.mjs';
import { Stage } from '../stage/stage.mjs';

const sides = { ours: 'our nodes', own: "n8n's own" };

/** Ada refuses the first request of all. */
const tooFast = { kind: 'status', status: 429, times: 1, pathPrefix: '/api/v2/' };

describe('What it takes with the nodes, and with those of n8n', () => {
	let trial;
	let stage;

	before(async () => {
		// What Code needs to check a signature.
		const settings = { NODE_FUNCTION_ALLOW_BUILTIN: 'crypto' };
		stage = await Stage.open('effort', { settings });
		trial = new Trial(stage);
	});

	after(async () => await stage?.close());

	/** Runs a scenario, and fails unless it comes to what it must. */
	async function expectOutcome(scenario, side) {
		const outcome = await trial.run(scenario, side);
		const expected = { conversations: [], received: [], ...scenario.expected };
		for (const what of ['people', 'conversations', 'received']) {
			assert.deepEqual(inOrder(outcome[what]), inOrder(expected[what]), what);
		}
		if (expected.writes) assert.deepEqual(outcome.writes, expected.writes);
	}

	for (const scenario of scenarios) {
		for (const [side, whose] of Object.entries(sides)) {
			test(`${scenario.title}: ${whose}`, async () => await expectOutcome(scenario, side));
		}
	}

	for (const scenario of scenarios.filter((one) => !one.startedByAda && !one.faults)) {
		test(`${scenario.title}: after one 429, only our nodes`, async () => {
			const refused = { ...scenario, faults: [tooFast] };
			await expectOutcome(refused, 'ours');
			await assert.rejects(expectOutcome(refused, 'own'));
		});
	}
});

/** In an order of the test's own: items are under way side by side. */
function inOrder(list) {
	const keyOf = (value) => JSON.stringify(value, Object.keys(value).sort());
	return list.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

describe('The count', () => {
	const place = { ada: 'https://a.example', receiver: 'https://b.example', credential: {} };
	const descriptionOf = installedNodeTypes();
	const empty = { nodes: [] };

	function effortOf(...nodes) {
		return effortsOf({ nodes }, empty, descriptionOf)[0];
	}

	test('takes choices, rows, modes and conditions for fields, and only texts for typed', () => {
		const parameters = {
			// Five fields: the operation, the text, the mode and its code, the option; the last is off.
			externalId: 'crm-{{ 1 }}',
			profile: { language: make.byCode('=x{{ $json.a.b }}') },
			options: { dryRun: false },
			whenNotFound: 'create',
		};
		assert.deepEqual(effortOf(make.endUser('A', 'createOrUpdate', parameters, place)), {
			nodes: 1,
			fields: 5,
			dragged: 'crm-{{ 1 }}'.length + 'x'.length,
			typed: 'crm-{{ 1 }}'.length + 'x{{ $json.a.b }}'.length,
		});
		const conditions = [
			make.is("={{ $('A').item.json.b }}", 'equals', 'c'),
			make.is('={{ $json.d }}', 'notEquals', '={{ $json.e.at(0) }}'),
		];
		assert.deepEqual(effortOf(make.filter('F', 'or', ...conditions)), {
			nodes: 1,
			// Two of each condition, the second's operator, and the combinator.
			fields: 6,
			dragged: 'c'.length + '{{ $json.e.at(0) }}'.length,
			typed: "{{ $('A').item.json.b }}c{{ $json.d }}{{ $json.e.at(0) }}".length,
		});
	});

	test('takes settings of a node for fields, and credentials, names and an address that n8n chose for none', () => {
		const webhookId = 'chosen-by-n8n';
		const parameters = { path: webhookId, httpMethod: 'POST' };
		const webhook = make.core('W', 'webhook', 2.1, parameters, { webhookId });
		const settings = { retryOnFail: true, maxTries: 5, credentials: { a: {} } };
		const wait = make.core('A Long Name', 'wait', 1.1, {}, settings);
		assert.deepEqual(effortOf(webhook, wait), { nodes: 2, fields: 3, dragged: 1, typed: 1 });
	});

	test('leaves out what stands in both', () => {
		const [start, given] = make.given([{ a: 1 }]);
		const [mine, theirs] = ['Mine', 'Their own'].map((text) => make.code('Code', text));
		const efforts = effortsOf(
			make.workflow('one', [start, given, mine]),
			make.workflow('other', [...make.given([{ a: 1 }]), theirs]),
			descriptionOf,
		);
		assert.deepEqual(efforts, [
			{ nodes: 1, fields: 1, dragged: 4, typed: 4 },
			{ nodes: 1, fields: 1, dragged: 9, typed: 9 },
		]);
	});

	test('refuses a field that no form has, or that its form does not show', () => {
		const unknown = make.core('W', 'wait', 1.1, { amuont: 5 });
		assert.throws(() => effortOf(unknown), /W shows no field amuont/);
		const hidden = make.core('W', 'wait', 1.1, { resume: 'webhook', amount: 60 });
		assert.throws(() => effortOf(hidden), /W shows no field amount/);
	});

	test('is what docs/effort.md says', async () => {
		assert.equal(readFileSync(page, 'utf8'), await countedPage());
	});
});
