import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../scripts/waiting.mjs';
import { outcomeOf, peopleOfCrm, peopleSync, start } from '../stage/peopleSync.mjs';
import { Stage } from '../stage/stage.mjs';

const PEOPLE = 500;

describe('A sync of 500 people in the middle of which n8n is killed', () => {
	let stage;
	let people;
	let workflow;
	let killed;

	before(async () => {
		stage = await Stage.open('killed-sync');
		people = peopleOfCrm(PEOPLE, 'crm');
		await stage.ada.addEndUsers(people.before);
		const { credential } = stage;
		const sync = peopleSync({ name: 'Sync', count: PEOPLE, prefix: 'crm', credential });
		workflow = await stage.n8n.newWorkflow(sync);
		killed = await stage.n8n.start(workflow, { from: start });
		await until(async () => (await stage.ada.endUsers()).length >= people.before.length + 100, {
			seconds: 120,
			otherwise: 'The sync had not created 100 people after 120 s.',
		});
		await stage.killN8n();
	});

	after(async () => await stage?.close());

	test('leaves some of them undone, and nobody twice', async (t) => {
		const { missing, doubled, others } = outcomeOf(people, await stage.ada.endUsers());
		t.diagnostic(`${missing.length} of ${PEOPLE} people were missing after the kill`);
		assert.ok(missing.length > 0);
		assert.deepEqual([doubled, others], [[], 0]);
		await stage.startN8n();
		const { status } = await stage.n8n.ask('GET', `/executions/${killed}`);
		assert.equal(status, 'crashed');
	});

	test('and when it is run again, nobody is missing, nobody twice, and everybody as wanted', async (t) => {
		const execution = await stage.n8n.run(workflow, { from: start, seconds: 240 });
		assert.equal(execution.status, 'success');
		const outcomes = {};
		for (const { outcome } of execution.items('Ada')) {
			outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
		}
		t.diagnostic(`the second run: ${JSON.stringify(outcomes)}`);
		assert.deepEqual(outcomeOf(people, await stage.ada.endUsers()), {
			missing: [],
			doubled: [],
			different: [],
			others: 0,
		});
		// What the first run had done is seen, and not written again.
		assert.ok(outcomes.unchanged > PEOPLE / 10);
	});
});
