import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel, send, signedDelivery } from '../../e2e/stage/signedDelivery.mjs';
import { Stage } from '../../e2e/stage/stage.mjs';
import { communityPackagesOf } from '../../scripts/n8nServer.mjs';
import { e2e } from '../../scripts/places.mjs';

const AT_ONCE = 50;
/** The triggers take turns, so that what else the machine does meets all of them. */
const ROUNDS = 10;
/** As many deliveries as the trigger remembers. */
const REMEMBERED = 1_000;
const WARM_UP = 200;

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

/**
 * Prints how many signed deliveries a whole n8n turns into executions in a second: by our trigger,
 * by one that does nothing, and by n8n's own Webhook node.
 */
async function bench() {
	const settings = { N8N_EXPRESSION_ENGINE: 'legacy' };
	await benchWith('N8N_EXPRESSION_ENGINE=legacy', { settings, deliveries: 2_000 });
	// There, expressions have an isolate for each execution, but for those of n8n's own Webhook node.
	await benchWith("n8n's defaults", { settings: {}, deliveries: 600 });
}

async function benchWith(title, { settings, deliveries }) {
	const stage = await Stage.open('bench', {
		settings: { ...settings, N8N_LOG_LEVEL: 'warn' },
		prepare: ({ userFolder }) => {
			const folder = join(communityPackagesOf(userFolder), 'node_modules', BARE);
			cpSync(join(e2e, 'fixtures', BARE), folder, { recursive: true });
		},
	});
	try {
		const contestants = await contestantsOn(stage);
		const [ours, ...others] = contestants;
		await run(stage, ours, REMEMBERED);
		for (const contestant of others) await run(stage, contestant, WARM_UP);
		for (let round = 0; round < ROUNDS; round++) {
			for (const contestant of contestants) {
				contestant.ms += await run(stage, contestant, deliveries / ROUNDS);
			}
		}
		print(`${deliveries} signed deliveries, ${AT_ONCE} at once, to a whole n8n; ${title}`);
		for (const { name, ms } of contestants) {
			const rate = `${((deliveries / ms) * 1000).toFixed(1)} a second`;
			const ratio = name === ours.name ? '' : `: ours is ${(ms / ours.ms).toFixed(2)} of it`;
			print(`  ${name.padEnd(30)}${rate}${ratio}`);
		}
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

function print(line) {
	process.stdout.write(`${line}\n`);
}

await bench();
