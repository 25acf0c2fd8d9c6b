import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { scenarios } from '../effort/scenarios/index.mjs';
import { inOrder, Trial } from '../effort/trial.mjs';
import { Stage } from '../stage/stage.mjs';

describe('What the nodes save, beside n8n’s own', () => {
	let stage;
	let trial;

	before(async () => {
		// What Code needs to check a signature.
		const settings = { NODE_FUNCTION_ALLOW_BUILTIN: 'crypto' };
		stage = await Stage.open('effort', { settings });
		trial = new Trial(stage);
	});

	after(async () => await stage?.close());

	for (const scenario of scenarios) {
		const { title, expected } = scenario;
		for (const [side, whose] of Object.entries({ ours: 'our nodes', own: 'n8n’s own' })) {
			test(`${title}: ${whose}`, async () => {
				const { writes, ...rest } = await trial.run(scenario, side);
				assert.deepEqual(rest, {
					people: expected.people,
					conversations: expected.conversations ?? [],
					received: inOrder(expected.received ?? []),
				});
				if (expected.writes) assert.deepEqual(writes, expected.writes);
			});
		}
	}
});
