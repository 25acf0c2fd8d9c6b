import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../scripts/waiting.mjs';
import { isUnfinished } from '../../../scripts/n8nRest.mjs';
import { atMost, count, seconds } from '../page/figures.mjs';
import * as nodes from '../stage/nodes.mjs';
import { PacedAda, readings } from '../stage/pacedAda.mjs';
import { before, inAda, people } from '../stage/people.mjs';

/** The time between messages, so that they fall into every part of a minute. */
const APART_MS = 11_000;

/** A message that has not arrived by then counts as this late. */
const PATIENCE_S = 300;

/** A chat message of another workflow while a long sync uses up the limit that both draw on. */
export const chat = {
	title: 'A chat message during a sync',
	phase: 1,

	async run({ stage, isQuick }) {
		// In the quick run as well: a shorter sync leaves less room to others, and this one is cancelled.
		const size = 5000;
		const messages = isQuick ? 5 : 12;
		const all = isQuick ? [readings.narrow] : Object.values(readings);
		const rows = await Promise.all(
			all.map(async (reading) => row(await stage(), reading, size, messages)),
		);
		return {
			text: [
				`Create or Update of ${count(size)} people, as it comes, is under way. Each ${APART_MS / 1000} s another workflow of the same n8n sends a message with Ada Conversation, which reads the conversation first and then writes. The delay is from the start of its execution to the arrival of the message at Ada. The sync is cancelled after the last one.`,
			],
			tables: [
				{
					title: `Delays of ${messages} messages`,
					columns: ['', 'Shortest', 'Median', 'Longest', 'All, in order'],
					rows: rows.map(({ reading, delays }) => {
						const sorted = [...delays].sort((one, other) => one - other);
						const middle = sorted[Math.floor(sorted.length / 2)];
						return [
							reading.inWords,
							...[sorted[0], middle, sorted.at(-1)].map(seconds),
							delays.map((delay) => delay.toFixed(1)).join(', '),
						];
					}),
				},
			],
			goals: rows.map(({ reading, delays }) =>
				atMost(
					`A chat message during a sync, ${reading.short}: longest delay`,
					2,
					Math.max(...delays),
					seconds,
				),
			),
		};
	},
};

async function row(stage, reading, size, messages) {
	const wanted = people(size);
	const ada = await PacedAda.start({ reading });
	const [person] = await ada.addEndUsers(wanted.map((one) => inAda(one, before)));
	const channel = (await ada.channels()).find(({ type }) => type === 'custom');
	const conversation = await ada.api.startConversation({
		channel_id: channel.id,
		end_user_id: person,
	});
	const credential = await stage.credentialOf(ada);
	const sync = await stage.startOn(wanted, [nodes.adaEndUser('createOrUpdate', credential)]);
	await until(() => ada.log.length > 10, { seconds: 60, otherwise: 'The sync did not begin.' });
	const sent = [];
	for (let index = 0; index < messages; index += 1) {
		await sleep(APART_MS);
		sent.push(delayOf(stage, ada, conversation.id, credential, `Message ${index}`));
	}
	const delays = await Promise.all(sent);
	await stage.n8n.stop(sync);
	await until(async () => !isUnfinished(await stage.n8n.ask('GET', `/executions/${sync}`)), {
		seconds: 120,
		otherwise: 'The sync did not stop.',
	});
	await ada.close();
	return { reading, delays };
}

/** Seconds from the start of the execution to the arrival of its message. */
async function delayOf(stage, ada, conversationId, credential, text) {
	const workflow = await stage.chain([nodes.message(conversationId, text, credential)]);
	const id = await stage.n8n.start(workflow, { from: nodes.START });
	const end = Date.now() + PATIENCE_S * 1000;
	while (Date.now() < end) {
		const arrived = ada.log.find(
			({ body, status }) => body?.content?.body === text && isTaken(status),
		);
		if (arrived) {
			const { startedAt } = await stage.n8n.ask('GET', `/executions/${id}`);
			return (arrived.receivedAtMs - Date.parse(startedAt)) / 1000;
		}
		await sleep(250);
	}
	return PATIENCE_S;
}

function isTaken(status) {
	return status === 200 || status === 201;
}
