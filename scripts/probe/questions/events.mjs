import { EventReceiver } from '../eventReceiver.mjs';
import { found, NotAnswered } from '../findings.mjs';
import { bodyOf } from '../pacedAda.mjs';
import { emptyKeys } from './profileWrites.mjs';

const created = 'v1.end_user.created';
const updated = 'v1.end_user.updated';

/** How long the event of a change that is certainly told may take, and stragglers after it. */
const patienceSeconds = 60;
const stragglersMs = 10_000;

const circles =
	'Nothing to set: Ada End User writes only what differs. A workflow of your own that PATCHes by' +
	' HTTP Request at each End User Updated would go in circles.';

function firing(asks, assumed, follows) {
	const answers = { silent: { means: 'no' }, fires: { means: 'yes', follows } };
	return { number: 37, asks, assumed, isSwitch: true, answers };
}

/** Questions 37, 38, and 48 for events. */
export const events = {
	questions: {
		updatedByNothing: firing(
			'Does a PATCH that changes nothing send End User Updated?',
			'silent',
			circles,
		),
		updatedByExternalId: firing(
			'Does a PATCH of the external ID alone send End User Updated?',
			'fires',
		),
		updatedBySensitive: firing(
			'Does a PATCH of sensitive metadata alone send End User Updated?',
			'silent',
			'Do not write sensitive metadata in a workflow that End User Updated starts: it would start' +
				' itself again.',
		),
		createdEvent: {
			number: 38,
			asks: 'Does creating somebody by POST send End User Created?',
			assumed: 'atOnce',
			isSwitch: true,
			answers: {
				atOnce: { means: 'yes, at once' },
				notAtOnce: {
					means: 'not before a conversation starts, if ever',
					follows: 'Start workflows for such people by Conversation Created.',
				},
			},
		},
		noValueInEvents: {
			number: 48,
			asks: 'Are keys without a value null, or left out of events?',
			assumed: 'null',
			answers: {
				null: { means: 'null' },
				absent: { means: 'left out' },
				mixed: { means: 'some null, some left out' },
			},
		},
	},
	async find({ ada, throwAways, options, print }) {
		if (!options.events) {
			throw new NotAnswered('it needs an address that Ada can reach: --events, see docs/probe.md');
		}
		const receiver = await EventReceiver.start(options.events);
		try {
			return await findIn(receiver, { ada, throwAways, options, print });
		} finally {
			receiver.close();
		}
	},
};

async function findIn(receiver, { ada, throwAways, options, print }) {
	const endpoint = bodyOf(
		await throwAways.endpoint({ ...options.events, events: [created, updated], enabled: true }),
		201,
	);
	const { key } = bodyOf(await ada.ask('GET', `/v2/webhooks/${endpoint.id}/secret/`), 200);
	receiver.trust(key);
	const unchanged = await changed(throwAways, { last_name: 'n8n probe' });
	const renamed = await changed(throwAways, { externalId: throwAways.externalId('renamed') });
	const secret = { sensitive_metadata: { fields: { n8n_probe: 'throw-away' } } };
	const sensitive = await changed(throwAways, secret);
	const certain = await changed(throwAways, { last_name: 'n8n probe, changed' });
	print(`  (waiting for events, up to ${patienceSeconds} seconds)`);
	await ada.until(() => receiver.has(updated, certain), patienceSeconds);
	if (!receiver.has(updated, certain)) {
		throw new NotAnswered(
			`no signed event came to ${options.events.url}: does the address lead to port` +
				` ${options.events.port} of this machine?`,
		);
	}
	await ada.wait(stragglersMs);
	const isTold = (id) => found(receiver.has(updated, id) ? 'fires' : 'silent');
	const first = receiver.of(created, unchanged);
	return {
		updatedByNothing: isTold(unchanged),
		updatedByExternalId: isTold(renamed),
		updatedBySensitive: isTold(sensitive),
		createdEvent: found(first ? 'atOnce' : 'notAtOnce'),
		noValueInEvents: emptyKeys((first ?? receiver.of(updated, certain)).data),
	};
}

/** Creates a person and changes them once; resolves to their ID. */
async function changed(throwAways, change) {
	const { end_user_id: id } = await throwAways.person();
	bodyOf(await throwAways.change(id, change), 200);
	return id;
}
