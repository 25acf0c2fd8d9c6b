import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../scripts/waiting.mjs';
import { Stage } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';

describe('"Listen for test event" in a whole n8n', () => {
	let stage;
	let n8n;
	let ada;

	before(async () => {
		stage = await Stage.open('listening');
		({ n8n, ada } = stage);
	});

	after(async () => await stage?.close());

	/** What the button of the trigger does. */
	async function listen(workflow, trigger) {
		const answer = await n8n.ask('POST', `/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: trigger.name },
		});
		assert.deepEqual(answer, { waitingForWebhook: true });
	}

	async function cancel(workflow) {
		await n8n.ask('DELETE', `/test-webhook/${workflow.id}`);
	}

	const testAddress = (trigger) => stage.addressOf(trigger).replace('/webhook/', '/webhook-test/');

	async function expectEndpoints(...urls) {
		const are = async () => (await ada.endpointsInBrief()).map(({ url }) => url);
		const wanted = JSON.stringify(urls.sort());
		// n8n takes a test endpoint out after it has answered.
		await until(async () => JSON.stringify(await are()) === wanted, { seconds: 10 }).catch(
			() => {},
		);
		assert.deepEqual(await are(), urls);
	}

	test('shows the event that arrives, and leaves no endpoint', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger]);
		await listen(workflow, trigger);
		await expectEndpoints(testAddress(trigger));

		const profile = { first_name: 'Mirembe', metadata: { tier: 'gold' } };
		const person = await ada.api.createEndUser({ profile });
		const [{ id, mode, status }] = await stage.ended(workflow, 1);
		assert.deepEqual([mode, status], ['manual', 'success']);
		const [event] = (await n8n.execution(id)).items(trigger.name);
		assert.equal(event.type, CREATED);
		assert.equal(event.data.end_user_id, person.end_user_id);
		assert.equal(event.data.profile.first_name, 'Mirembe');
		assert.equal(event.delivery.eventType, CREATED);
		await expectEndpoints();
	});

	test('shows a delivery that was dealt with before, since somebody wants to see it', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger]);
		for (const count of [1, 2]) {
			await listen(workflow, trigger);
			const { id: endpointId } = await ada.endpointAt(testAddress(trigger));
			if (count === 1) await ada.tell(CREATED, { end_user_id: 'same' });
			else await ada.ask('POST', `/deliveries/${await lastMessage()}/resend`, { endpointId });
			const [{ id }] = await stage.ended(workflow, count);
			const [event] = (await n8n.execution(id)).items(trigger.name);
			assert.equal(event.data.end_user_id, 'same');
			await expectEndpoints();
		}

		async function lastMessage() {
			return (await ada.ask('GET', '/deliveries?last=1')).deliveries[0].messageId;
		}
	});

	test('cancelled leaves no endpoint and no execution', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger]);
		await listen(workflow, trigger);
		await expectEndpoints(testAddress(trigger));
		await cancel(workflow);
		await expectEndpoints();
		assert.equal((await n8n.executions(workflow)).newest.length, 0);
	});

	test('started twice has one endpoint', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger]);
		await listen(workflow, trigger);
		await listen(workflow, trigger);
		await expectEndpoints(testAddress(trigger));
		await cancel(workflow);
		await expectEndpoints();
	});

	test('refuses a forged request', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger]);
		await listen(workflow, trigger);
		const response = await fetch(testAddress(trigger), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ type: CREATED, data: {} }),
		});
		assert.equal(response.status, 401);
		assert.equal((await n8n.executions(workflow)).newest.length, 0);
		await cancel(workflow);
		await expectEndpoints();
	});

	test('leaves the endpoint of the published workflow alone, and both get the event', async () => {
		const trigger = stage.trigger();
		const workflow = await stage.workflow([trigger]);
		await n8n.publish(workflow);
		const [before] = await ada.endpoints();
		await listen(workflow, trigger);
		await expectEndpoints(stage.addressOf(trigger), testAddress(trigger));
		await ada.tell(CREATED, { end_user_id: 'both' });
		const executions = await stage.ended(workflow, 2);
		assert.deepEqual(executions.map(({ mode }) => mode).sort(), ['manual', 'webhook']);
		await expectEndpoints(stage.addressOf(trigger));
		assert.deepEqual(await ada.endpoints(), [before]);

		await ada.tell(CREATED, { end_user_id: 'published' });
		await stage.ended(workflow, 3);
		await n8n.unpublish(workflow);
		await expectEndpoints();
	});

	test('with the option to keep endpoints keeps none of its own', async () => {
		const trigger = stage.trigger({ options: { whenUnpublished: 'disable' } });
		const workflow = await stage.workflow([trigger]);
		await listen(workflow, trigger);
		await cancel(workflow);
		await expectEndpoints();
	});

	test('says what is wrong, at once, where Ada refuses', async () => {
		const credential = await stage.credentialFor(ada, { apiKey: 'mistyped' });
		const trigger = stage.trigger({ credential });
		const workflow = await stage.workflow([trigger]);
		await assert.rejects(listen(workflow, trigger), {
			message: /Ada refused the API key.*Open the credential and press Test/s,
		});
		await expectEndpoints();
	});
});
