import { floorSeconds } from '../floor.ts';
import { atMost, count, exactly, seconds } from '../page/figures.mjs';
import { byStatus } from '../stage/calls.mjs';
import * as nodes from '../stage/nodes.mjs';
import { PacedAda } from '../stage/pacedAda.mjs';
import { before, inAda, outcomeFor, people } from '../stage/people.mjs';

/** One in so many people has changed. */
const ONE_IN = 50;
const PAGE = 100;

/** The option of Create or Update that reads the whole list first. */
const options = { lookUpBy: 'wholeList' };

/** Many people of whom few have changed, compared with the whole list instead of one by one. */
export const wholeList = {
	title: 'Many people, few of them changed, by whole list',
	phase: 1,

	async run({ stage, isQuick }) {
		const size = isQuick ? 500 : 5000;
		const result = await sync(await stage(), { size });
		const { inWords, ...page } = resultOf(size, result);
		const calls = 1.2 * (size / PAGE + size / ONE_IN);
		return {
			text: [
				`Create or Update of ${count(size)} people who are in conversations, ${count(size / ONE_IN)} of them changed, with the comparison with the whole list, and everything else as it comes.`,
			],
			...page,
			goals: [atMost(`${inWords}: calls`, calls, result.calls), ...page.goals],
		};
	},
};

/** The same where reading the whole list would take more calls than asking one by one. */
export const amongOthers = {
	title: 'Many people, few of them changed, among very many others',

	async run({ stage, isQuick }) {
		const [size, others] = isQuick ? [500, 10_000] : [5000, 200_000];
		const result = await sync(await stage(), { size, others, isUnlimited: true });
		return {
			text: [
				`The same of ${count(size)} people among ${count(others)} others. Ada’s limits and the latency are switched off, since only the calls count here; the time is what they take at least at 80 % of the limits.`,
			],
			...resultOf(size, result),
		};
	},
};

function resultOf(size, result) {
	const inWords = `${count(size)} people by whole list, ${count(result.others)} others`;
	return {
		inWords,
		tables: [
			{
				title: 'Calls, time and events',
				columns: [
					'Others',
					'Pages',
					'Look-ups',
					'Writes',
					'Time',
					'Calls by status',
					'Events',
					'Lost',
				],
				rows: [
					[
						...[result.others, result.pages, result.lookUps, result.writes].map(count),
						seconds(result.seconds),
						result.statuses,
						count(result.events),
						count(result.lost),
					],
				],
			},
		],
		notes: result.hints.map((hint) => `The node’s hint: ${hint}`),
		goals: [
			exactly(`${inWords}: events of updates`, size / ONE_IN, result.events),
			exactly(`${inWords}: lost`, 0, result.lost),
		],
	};
}

async function sync(stage, { size, others = 0, isUnlimited = false }) {
	const wanted = people(size);
	const settings = isUnlimited ? { limits: 'off', latency: { ms: 0 } } : {};
	const ada = await PacedAda.start(settings);
	await ada.addEndUsers(people(others, { prefix: 'other' }).map((person) => inAda(person)));
	await ada.addEndUsers(
		wanted.map((person, index) => inAda(person, index % ONE_IN === 0 ? before : {})),
	);
	const credential = await stage.credentialOf(ada, isUnlimited ? { limitShare: 1e8 } : {});
	const following = [nodes.adaEndUser('createOrUpdate', credential, { options })];
	const patience = isUnlimited ? 1800 : 20 * floorSeconds({ default: size / PAGE }, 0.8) + 300;
	const took = await stage.runOn(wanted, following, { seconds: patience });
	const lookUps = ada.log.filter(({ query }) => query.external_id !== undefined).length;
	const reads = ada.log.filter(({ method }) => method === 'GET').length;
	const writes = ada.log.length - reads;
	const result = {
		others,
		calls: ada.log.length,
		pages: reads - lookUps,
		lookUps,
		writes,
		seconds: isUnlimited
			? floorSeconds({ default: reads, endUserById: writes }, 0.8)
			: took.seconds,
		statuses: byStatus(ada.log),
		events: ada.eventsOf('v1.end_user.updated'),
		hints: took.execution.hints(following[0].name),
		...outcomeFor(wanted, ada.everybody),
	};
	await ada.close();
	return result;
}
