import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { anyFreePort } from '../../scripts/ports.mjs';
import { doNothing, secondApiKey, Stage } from '../stage/stage.mjs';

const CREATED = 'v1.end_user.created';
const UPDATED = 'v1.end_user.updated';

describe('Publishing and unpublishing in a whole n8n', () => {
	let stage;
	let n8n;
	let ada;
	let made;

	before(async () => {
		// Those that fail wait for n8n's further attempts, beside each other.
		const settings = { N8N_WORKFLOW_PUBLICATION_CONCURRENCY: '10' };
		stage = await Stage.open('life-cycle', { settings });
		({ n8n, ada } = stage);
		made = [];
	});

	afterEach(async () => {
		await ada.noFaults();
		for (const workflow of made.splice(0)) await n8n.unpublish(workflow).catch(() => undefined);
		for (const { id } of await ada.endpoints()) await ada.ask('DELETE', `/webhooks/${id}`);
	});

	after(async () => await stage?.close());

	/** Saves and publishes a workflow; fails if n8n does not say that it is published. */
	async function published(triggers, options) {
		const workflow = await stage.workflow(triggers, options);
		made.push(workflow);
		await publish(workflow);
		return workflow;
	}

	async function publish(workflow) {
		const state = await n8n.publish(workflow);
		assert.deepEqual([state.status, errorsIn(state)], ['published', []]);
	}

	/** Exactly these endpoints are in Ada: of triggers of this n8n, each enabled for its events. */
	async function expectEndpoints(triggers, { at = ada, base } = {}) {
		const wanted = triggers
			.map((trigger) => ({
				url: stage.addressOf(trigger, base),
				events: [...trigger.parameters.events].sort(),
				enabled: true,
			}))
			.sort((one, other) => (one.url < other.url ? -1 : 1));
		assert.deepEqual(await at.endpointsInBrief(), wanted);
	}

	/** That an event starts the workflow: the endpoint's secret is the one that n8n knows. */
	async function expectArrival(workflow, { type = CREATED, at = ada } = {}) {
		const before = (await n8n.executions(workflow)).ended;
		const [message] = await at.tell(type);
		await at.quiet();
		assert.deepEqual(await at.answersTo(message), [200]);
		await stage.ended(workflow, before + 1);
	}

	test('makes one endpoint, named after the workflow, and removes it', async () => {
		const trigger = stage.trigger({ events: [CREATED, UPDATED] });
		const workflow = await published([trigger], { name: 'Tell me of people' });
		await expectEndpoints([trigger]);
		const [{ description, channels }] = await ada.endpoints();
		assert.equal(description, 'n8n: Tell me of people (n8n-nodes-ada-cx)');
		assert.deepEqual(channels, []);
		await expectArrival(workflow);

		await n8n.unpublish(workflow);
		await expectEndpoints([]);
		assert.equal(
			await ada
				.tell(CREATED)
				.then((ids) => ada.deliveriesOf(...ids))
				.then((all) => all.length),
			0,
		);
	});

	test('published again without being unpublished, keeps its endpoint', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const [before] = await ada.endpoints();
		await publish(workflow);
		await expectEndpoints([trigger]);
		assert.equal((await ada.endpoints())[0].id, before.id);
		await expectArrival(workflow);
	});

	test('takes over other events', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const changed = { ...trigger, parameters: { events: [UPDATED, 'v1.conversation.created'] } };
		await stage.save(workflow, { nodes: [changed, doNothing()] });
		await expectEndpoints([trigger]);
		await publish(workflow);
		await expectEndpoints([changed]);
		await expectArrival(workflow, { type: UPDATED });
	});

	test('moves to another Ada with its credential', async () => {
		const other = await stage.addAda();
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const credential = await stage.credentialFor(other);
		const moved = { ...trigger, credentials: { adaCxApi: credential } };
		await stage.save(workflow, { nodes: [moved, doNothing()] });
		await publish(workflow);
		await expectEndpoints([]);
		await expectEndpoints([moved], { at: other });
		await expectArrival(workflow, { at: other });
		await n8n.unpublish(workflow);
		await expectEndpoints([], { at: other });
	});

	test('goes on after the API key in the credential was replaced by another one', async () => {
		const credential = await stage.credentialFor(ada);
		const trigger = stage.trigger({ credential });
		const workflow = await published([trigger]);
		const data = { ...ada.credentialData, apiKey: secondApiKey };
		await n8n.ask('PATCH', `/credentials/${credential.id}`, {
			...credential,
			type: 'adaCxApi',
			data,
		});
		await expectArrival(workflow);
		await n8n.unpublish(workflow);
		await expectEndpoints([]);
	});

	test('moves with the address of n8n, when it is unpublished and published', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const base = stage.server.baseUrl.replace('127.0.0.1', 'localhost');
		await stage.restartN8n({ WEBHOOK_URL: `${base}/` });
		({ n8n } = stage);
		await expectEndpoints([trigger]);
		await n8n.unpublish(workflow);
		await expectEndpoints([]);
		await publish(workflow);
		await expectEndpoints([trigger], { base });

		// And back, published straight away with a change, as most people would.
		await stage.restartN8n();
		({ n8n } = stage);
		const changed = { ...trigger, parameters: { events: [CREATED, UPDATED] } };
		await stage.save(workflow, { nodes: [changed, doNothing()] });
		await publish(workflow);
		await expectEndpoints([changed]);
		await expectArrival(workflow);
	});

	test('is removed with its workflow, archived and deleted', async () => {
		const workflow = await published([stage.trigger()]);
		await n8n.ask('POST', `/workflows/${workflow.id}/archive`, {});
		await n8n.settled(workflow, 60, ({ status }) => status === 'not_published');
		await expectEndpoints([]);
		await n8n.ask('DELETE', `/workflows/${workflow.id}`);
		await expectEndpoints([]);
	});

	test('of two workflows leaves the other one alone', async () => {
		const [one, other] = [stage.trigger(), stage.trigger()];
		const [first, second] = [await published([one]), await published([other])];
		await expectEndpoints([one, other]);
		await n8n.unpublish(first);
		await expectEndpoints([other]);
		await expectArrival(second);
	});

	test('of two triggers in one workflow keeps both, each with its own events', async () => {
		const people = stage.trigger({ name: 'People' });
		const talks = stage.trigger({ name: 'Talks', events: ['v1.conversation.created'] });
		const workflow = await published([people, talks]);
		await expectEndpoints([people, talks]);
		await expectArrival(workflow);
		await expectArrival(workflow, { type: 'v1.conversation.created' });

		await stage.save(workflow, { nodes: [talks, doNothing()], connections: {} });
		await publish(workflow);
		await expectEndpoints([talks]);
	});

	test('of a duplicated workflow is another one', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		// The editor gives the nodes of a copy new IDs and new addresses.
		const copied = { ...trigger, id: randomUUID(), webhookId: randomUUID() };
		const copy = await published([copied]);
		await expectEndpoints([trigger, copied]);
		await n8n.unpublish(copy);
		await expectEndpoints([trigger]);
		await expectArrival(workflow);
	});

	test('of an imported copy with the same address is refused by n8n, and nothing changes in Ada', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const [before] = await ada.endpoints();
		const copy = await stage.workflow([{ ...trigger, id: randomUUID() }]);
		const asked = await ada.requestsDuring(async () => {
			await assert.rejects(n8n.publish(copy), { status: 409 });
		});
		assert.deepEqual(asked, []);
		assert.deepEqual(await ada.endpoints(), [before]);
		await expectArrival(workflow);
	});

	test('of a renamed node stays one', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const renamed = { ...trigger, name: 'Ada tells' };
		await stage.save(workflow, { nodes: [renamed, doNothing()], connections: {} });
		await publish(workflow);
		await expectEndpoints([renamed]);
		await expectArrival(workflow);
		await n8n.unpublish(workflow);
		await expectEndpoints([]);
	});

	test('outlives n8n being stopped and started', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const [before] = await ada.endpoints();
		const asked = await ada.requestsDuring(async () => {
			await stage.restartN8n();
			({ n8n } = stage);
		});
		assert.deepEqual(asked, []);
		assert.deepEqual(await ada.endpoints(), [before]);
		await expectArrival(workflow);
		await n8n.unpublish(workflow);
		await expectEndpoints([]);
	});

	test('is made again after somebody deleted it in Ada', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const [{ id }] = await ada.endpoints();
		await ada.ask('DELETE', `/webhooks/${id}`);
		await n8n.unpublish(workflow);
		await publish(workflow);
		await expectEndpoints([trigger]);
		await expectArrival(workflow);
	});

	test('is removed without complaint although somebody deleted it in Ada', async () => {
		const workflow = await published([stage.trigger()]);
		const [{ id }] = await ada.endpoints();
		await ada.ask('DELETE', `/webhooks/${id}`);
		const state = await n8n.unpublish(workflow);
		assert.deepEqual([state.status, errorsIn(state)], ['not_published', []]);
	});

	test('is put right after somebody disabled and edited it in Ada', async () => {
		const trigger = stage.trigger();
		const workflow = await published([trigger]);
		const [{ id }] = await ada.endpoints();
		await ada.editEndpoint(id, { enabled: false, event_filters: [UPDATED] });
		// n8n registers a trigger anew when something of it has changed.
		const options = { output: 'data' };
		const changed = { ...trigger, parameters: { events: [CREATED], options } };
		await stage.save(workflow, { nodes: [changed, doNothing()] });
		await publish(workflow);
		await expectEndpoints([trigger]);
		await expectArrival(workflow);
	});

	test('that a person made for this address is adopted with its channels, and disabled, not deleted', async () => {
		const trigger = stage.trigger();
		const url = stage.addressOf(trigger);
		const channels = ['65a4f0d2c3b1e8f7091b2c55'];
		const seed = {
			url,
			description: 'Made by Kim',
			event_filters: [UPDATED],
			enabled: false,
			channels,
		};
		const mine = await ada.ask('POST', '/webhooks', seed);

		const workflow = await published([trigger]);
		await expectEndpoints([trigger]);
		const adopted = await ada.endpointAt(url);
		assert.deepEqual(
			[adopted.id, adopted.channels, adopted.description],
			[mine.id, channels, 'Made by Kim'],
		);

		await n8n.unpublish(workflow);
		assert.deepEqual(await ada.endpointsInBrief(), [{ url, events: [CREATED], enabled: false }]);
		await publish(workflow);
		await expectEndpoints([trigger]);
		assert.equal((await ada.endpointAt(url)).id, mine.id);
	});

	test('kept by the option is disabled, and the same one enabled again', async () => {
		const trigger = stage.trigger({ options: { whenUnpublished: 'disable' } });
		const workflow = await published([trigger]);
		const [before] = await ada.endpoints();
		await n8n.unpublish(workflow);
		assert.deepEqual(
			(await ada.endpoints()).map(({ id, enabled }) => [id, enabled]),
			[[before.id, false]],
		);
		await publish(workflow);
		await expectEndpoints([trigger]);
		assert.equal((await ada.endpoints())[0].id, before.id);
	});

	test('of somebody else with a similar address is not touched', async () => {
		const trigger = stage.trigger();
		const url = stage.addressOf(trigger);
		const others = [
			`${url}/`,
			`${url}?team=2`,
			url.replace('/webhook/', '/webhook-test/'),
			url.replace('127.0.0.1', '127.0.0.2'),
			stage.addressOf(stage.trigger()),
		];
		for (const other of others) {
			// Even with the words that the trigger puts into its own.
			const description = 'n8n: theirs (n8n-nodes-ada-cx)';
			await ada.ask('POST', '/webhooks', { url: other, description, event_filters: [UPDATED] });
		}
		const before = await ada.endpoints();
		const workflow = await published([trigger]);
		const rest = (await ada.endpoints()).filter((endpoint) => endpoint.url !== url);
		assert.deepEqual(rest, before);
		await n8n.unpublish(workflow);
		assert.deepEqual(await ada.endpoints(), before);
	});

	describe('when Ada does not play along', () => {
		test('n8n shows what is wrong and what to do, and no endpoint is left', async () => {
			const [failing, limited, secretless] = await Promise.all([
				stage.addAda(),
				stage.addAda(),
				stage.addAda(),
			]);
			const closed = `http://127.0.0.1:${await anyFreePort()}`;
			const webhooks = '/api/v2/webhooks/';
			await failing.addFault({ kind: 'status', status: 500, share: 1, pathPrefix: webhooks });
			await limited.addFault({ kind: 'status', status: 429, retryAfter: '600', share: 1 });
			const secret = { method: 'GET', pathPrefix: `${webhooks}ep_` };
			await secretless.addFault({ kind: 'status', status: 503, share: 1, ...secret });

			const cases = [
				{
					what: 'unreachable',
					credential: await stage.credentialFor(ada, { baseUrl: closed }),
					says: [/could not be reached/, /refused the connection/, /ECONNREFUSED/],
				},
				{
					what: 'refused key',
					credential: await stage.credentialFor(ada, { apiKey: 'mistyped' }),
					says: [/Ada refused the API key/, /Open the credential and press Test/],
				},
				{
					what: 'too many requests',
					credential: await stage.credentialFor(limited),
					at: limited,
					says: [/rate limit is used up/, /later/],
				},
				{
					what: 'out of order',
					credential: await stage.credentialFor(failing),
					at: failing,
					says: [/HTTP status 500/, /publishing the workflow again is safe/i],
				},
				{
					what: 'no secret to be had',
					credential: await stage.credentialFor(secretless),
					at: secretless,
					says: [/HTTP status 503/, /publishing the workflow again is safe/i],
				},
				{
					what: 'a public Ada that cannot reach a local n8n',
					credential: await stage.credentialFor(ada, { addressBy: 'handle', handle: 'acme' }),
					says: [/cannot reach this n8n/, /WEBHOOK_URL/, /restart n8n/],
				},
				{ what: 'no events', events: [], says: [/'Trigger On' is empty/, /at least one event/] },
			];
			const workflows = await Promise.all(
				cases.map(({ credential = stage.credential, events }) =>
					stage.workflow([stage.trigger({ credential, ...(events && { events }) })]),
				),
			);
			made.push(...workflows);
			const states = await Promise.all(
				workflows.map((workflow) => n8n.publish(workflow, { seconds: 150 })),
			);
			for (const [place, { what, says, at = ada }] of cases.entries()) {
				const [message = ''] = errorsIn(states[place]);
				assert.equal(states[place].status, 'failed', what);
				assert.match(message, /could not be registered as a webhook endpoint in Ada/, what);
				for (const words of says) assert.match(message, words, what);
				assert.doesNotMatch(message, /key-of-the-sandbox|mistyped/, what);
				assert.deepEqual(await at.endpointsInBrief(), [], what);
			}

			await secretless.noFaults();
			const workflow = workflows[cases.findIndex(({ at }) => at === secretless)];
			await n8n.unpublish(workflow);
			await publish(workflow);
			assert.equal((await secretless.endpointsInBrief()).length, 1);
			await expectArrival(workflow, { at: secretless });
		});

		test('what passes within the attempts of n8n leaves one endpoint', async () => {
			await ada.addFault({ kind: 'status', status: 500, times: 3 });
			await ada.addFault({ kind: 'lostAnswer', method: 'POST', times: 1 });
			await ada.addFault({ kind: 'cut', method: 'GET', times: 1 });
			const trigger = stage.trigger();
			const workflow = await published([trigger]);
			await expectEndpoints([trigger]);
			await expectArrival(workflow);
		});

		test('a failing removal is said, and the next publishing leaves one endpoint', async () => {
			const trigger = stage.trigger();
			const workflow = await published([trigger]);
			await ada.addFault({ kind: 'status', status: 500, share: 1 });
			await n8n.unpublish(workflow);
			await ada.noFaults();
			await expectEndpoints([trigger]);
			// n8n has no other place for it.
			assert.match(stage.logOf(), /may still be in Ada, and can be deleted in its dashboard/);
			await publish(workflow);
			await expectEndpoints([trigger]);
			await expectArrival(workflow);
			await n8n.unpublish(workflow);
			await expectEndpoints([]);
		});
	});
});

function errorsIn({ triggers }) {
	return triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
}
