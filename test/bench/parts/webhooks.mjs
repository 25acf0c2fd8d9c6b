import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel, send, signedDelivery } from '../../../e2e/stage/signedDelivery.mjs';
import { Stage } from '../../../e2e/stage/stage.mjs';
import { communityPackagesOf } from '../../../scripts/n8nServer.mjs';
import { e2e } from '../../../scripts/places.mjs';
import { count, ratio } from '../page/figures.mjs';

const AT_ONCE = 50;
/** As many deliveries as the trigger remembers. */
const REMEMBERED = 1_000;
const WARM_UP = 200;

const LEGACY = { N8N_EXPRESSION_ENGINE: 'legacy' };

const BARE = 'n8n-nodes-bare-trigger';

const data = {
	end_user_id: '65a4f0d2c3b1e8f7091b2c01',
	external_id: 'crm-10021',
	profile: {
		first_name: 'Noor',
		last_name: 'Haddad',
		email: 'noor@example.org',
		language: 'en-GB',
		metadata: { tier: 'gold', seats: 12 },
	},
};

/** How many signed deliveries a whole n8n turns into executions in a second. */
export const webhooks = {
	title: 'Deliveries to the trigger',

	async run({ isQuick }) {
		const legacy = { title: '`N8N_EXPRESSION_ENGINE=legacy`', settings: LEGACY };
		// By default, expressions have an isolate for each execution, but for n8n's own Webhook node's.
		const byDefault = { title: 'n8n’s defaults', settings: {} };
		const trials = isQuick
			? [{ ...legacy, deliveries: 100, rounds: 2, remembered: 50, warmUp: 20 }]
			: [
					{ ...legacy, deliveries: 2_000, rounds: 10, remembered: REMEMBERED, warmUp: WARM_UP },
					{ ...byDefault, deliveries: 600, rounds: 10, remembered: REMEMBERED, warmUp: WARM_UP },
				];
		const tables = [];
		for (const trial of trials) tables.push(await tableOf(trial));
		const text = [
			`Signed deliveries, ${AT_ONCE} at once, to a whole n8n that turns each into an execution: by our trigger, by one that does nothing, and by n8n’s own Webhook node, by turns.`,
		];
		return { text, tables };
	},
};

/** The triggers take turns, so that what else the machine does meets all of them. */
async function tableOf({ title, settings, deliveries, rounds, remembered, warmUp }) {
	const stage = await Stage.open('bench-webhooks', {
		settings: { ...settings, N8N_LOG_LEVEL: 'warn' },
		prepare: ({ userFolder }) => {
			const folder = join(communityPackagesOf(userFolder), 'node_modules', BARE);
			cpSync(join(e2e, 'fixtures', BARE), folder, { recursive: true });
		},
	});
	try {
		const contestants = await contestantsOn(stage);
		const [ours, ...others] = contestants;
		await run(stage, ours, remembered);
		for (const contestant of others) await run(stage, contestant, warmUp);
		for (let round = 0; round < rounds; round++) {
			for (const contestant of contestants) {
				contestant.ms += await run(stage, contestant, deliveries / rounds);
			}
		}
		return {
			title: `${count(deliveries)} deliveries; ${title}`,
			columns: ['', 'A second', 'Ours beside it'],
			rows: contestants.map(({ name, ms }) => [
				name,
				((deliveries / ms) * 1000).toFixed(1),
				name === ours.name ? '' : ratio(ms / ours.ms),
			]),
		};
	} finally {
		await stage.close();
	}
}

async function contestantsOn(stage) {
	const ada = stage.trigger();
	const bare = {
		...stage.trigger({ name: 'Bare Trigger' }),
		type: `${BARE}.bareTrigger`,
		parameters: {},
		credentials: undefined,
	};
	const webhook = {
		...stage.trigger({ name: 'Webhook' }),
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		credentials: undefined,
	};
	webhook.parameters = {
		httpMethod: 'POST',
		path: webhook.webhookId,
		responseMode: 'onReceived',
		options: { noResponseBody: true },
	};
	const base = stage.server.baseUrl;
	const contestants = [
		{ name: 'Ada Webhook Trigger', node: ada, url: stage.addressOf(ada) },
		{ name: 'a trigger that does nothing', node: bare, url: stage.addressOf(bare) },
		{ name: "n8n's Webhook node", node: webhook, url: `${base}/webhook/${webhook.webhookId}` },
	];
	for (const contestant of contestants) {
		contestant.workflow = await stage.workflow([contestant.node]);
		const { status, triggers } = await stage.n8n.publish(contestant.workflow);
		if (status !== 'published') throw new Error(JSON.stringify(triggers));
	}
	const { secret } = await stage.ada.endpointAt(contestants[0].url);
	return contestants.map((contestant) => ({ ...contestant, secret, sent: 0, ms: 0 }));
}

/** Milliseconds until the last of so many deliveries has become an execution that has ended. */
async function run(stage, contestant, count) {
	const { url, secret, workflow, name } = contestant;
	const acts = Array.from(
		{ length: count },
		() => () => send(url, signedDelivery({ data, secret })),
	);
	const started = performance.now();
	const answers = await inParallel(AT_ONCE, acts);
	contestant.sent += count;
	await stage.ended(workflow, contestant.sent, { seconds: 300 });
	const ms = performance.now() - started;
	const refused = answers.filter((status) => status !== 200);
	if (refused.length > 0) throw new Error(`${name} refused ${refused.length}: ${refused[0]}`);
	return ms;
}
