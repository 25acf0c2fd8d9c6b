import { setTimeout as sleep } from 'node:timers/promises';
import { publishedLimits } from '../../../sandbox/rateLimits.ts';
import { floorSeconds } from '../floor.ts';
import { atMost, count, exactly, percent, ratio, seconds } from '../page/figures.mjs';
import { byStatus, shareOf429 } from '../stage/calls.mjs';
import * as nodes from '../stage/nodes.mjs';
import { PacedAda, readings } from '../stage/pacedAda.mjs';
import { before, inAda, outcomeFor, people } from '../stage/people.mjs';

/** Longer than a minute of 60,000 ms needs, so that timers and travel cost nobody. */
const minuteMs = 60_500;
const secondMs = 1_050;

/** Runs begin one after another: n8n has one thread for all of them, and beginning is most of the work. */
const apartMs = { full: 10_000, quick: 1_500 };

const work = {
	update: {
		inWords: (count) => `${count} people looked up and updated`,
		calls: (reading, count) => reading.callsToUpdate(count),
		peopleBefore: (wanted) => wanted.map((person) => inAda(person, before)),
		ours: (credential) => [nodes.adaEndUser('createOrUpdate', credential)],
		http: (ada, credential, calls, share) => [
			nodes.httpLookUp(ada.apiUrl, credential, batches(ada.reading.collection, calls, share)),
			nodes.isFound(),
			nodes.httpUpdate(ada.apiUrl, credential, batches('endUserById', calls, share)),
		],
	},
	create: {
		inWords: (count) => `${count} people created`,
		calls: ({ collection }, count) => ({ [collection]: count }),
		peopleBefore: () => [],
		ours: (credential) => [nodes.adaEndUser('create', credential)],
		http: (ada, credential, calls, share) => [
			nodes.httpCreate(ada.apiUrl, credential, batches(ada.reading.collection, calls, share)),
		],
	},
};

/**
 * The Batching options of n8n's HTTP Request node that somebody would find who knows the limits:
 * what a second allows, each second if a minute allows all of it, otherwise so many times a minute
 * as it allows.
 */
function batches(family, calls, share) {
	const { perSecond, perMinute } = publishedLimits[family];
	const size = Math.floor(perSecond * share);
	const fitsIntoMinute = calls[family] <= perMinute * share;
	const perMinuteMs = Math.ceil((minuteMs * perSecond) / perMinute);
	return { size, intervalMs: fitsIntoMinute ? secondMs : perMinuteMs };
}

const contestants = [
	{
		name: 'Ada End User',
		isOurs: true,
		share: 0.8,
		nodes: (ada, credential, { work }) => work.ours(credential),
	},
	{
		name: 'HTTP Request, set for the whole limit',
		share: 1,
		nodes: (ada, credential, { work, calls }) => work.http(ada, credential, calls, 1),
	},
	{
		name: 'HTTP Request, set for the same share',
		share: 0.8,
		nodes: (ada, credential, { work, calls }) => work.http(ada, credential, calls, 0.8),
	},
];

/** Ada End User as it comes beside n8n's HTTP Request nodes as somebody has tuned them. */
export const pace = {
	title: 'At Ada’s pace: people updated and created',
	phase: 3,

	async run({ stage, isQuick }) {
		const scenarios = scenariosFor(isQuick);
		const compared = isQuick ? contestants.slice(0, 2) : contestants;
		const runs = scenarios.flatMap((scenario) =>
			compared.map((contestant) => ({ scenario, contestant })),
		);
		const rows = await Promise.all(
			runs.map(async (run, index) => {
				await sleep(index * (isQuick ? apartMs.quick : apartMs.full));
				return await row(await stage(), run);
			}),
		);
		return { ...inWords, tables: tablesOf(rows), goals: goalsOf(rows) };
	},
};

function scenariosFor(isQuick) {
	const wanted = isQuick
		? { narrow: { update: [90] }, wide: { create: [250] } }
		: {
				narrow: { update: [300, 1000], create: [300] },
				wide: { update: [300, 1000], create: [300] },
			};
	return Object.entries(wanted).flatMap(([name, kinds]) =>
		Object.entries(kinds).flatMap(([kind, counts]) =>
			counts.map((count) => ({
				reading: readings[name],
				work: work[kind],
				count,
				calls: work[kind].calls(readings[name], count),
			})),
		),
	);
}

async function row(stage, { scenario, contestant }) {
	const { reading, work, count, calls } = scenario;
	const wanted = people(count);
	const ada = await PacedAda.start({ reading });
	await ada.addEndUsers(work.peopleBefore(wanted));
	const credential = await stage.credentialOf(ada, { limitShare: contestant.share * 100 });
	const following = contestant.nodes(ada, credential, scenario);
	const floor = floorSeconds(calls, contestant.share);
	const took = await stage.runOn(wanted, following, { seconds: 10 * floor + 120 });
	const { lost, twice } = outcomeFor(wanted, ada.everybody);
	const result = {
		scenario,
		contestant,
		floor,
		seconds: took.seconds,
		lost,
		twice,
		statuses: byStatus(ada.log),
		tooMany: shareOf429(ada.log),
		batches: following.flatMap(({ parameters }) => parameters.options.batching?.batch ?? []),
		error: took.execution.error?.message,
	};
	await ada.close();
	return result;
}

const inWords = {
	text: [
		'Ada End User is as it comes: Create or Update and Create, the credential’s share of 80 %. The HTTP Request nodes (look-up, IF, PATCH; or POST) have the same credential and fields, and the Batching options that lose nobody and are fastest by hand: what a second allows, each second where a minute allows all of it, otherwise as often as a minute allows; once for the whole limit, which leaves nothing to others, and once for the same 80 %.',
		'The floor is the time that the calls take at least within the share in sliding windows of a second and a minute. Lost is who is not in Ada as the run wanted it.',
	],
};

function tablesOf(rows) {
	const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
	return scenarios.map((scenario) => ({
		title: `${scenario.work.inWords(scenario.count)}; ${scenario.reading.inWords}`,
		columns: ['', 'Batches', 'Time', 'Floor', 'Time / floor', 'Calls by status', 'Lost'],
		rows: rows
			.filter((row) => row.scenario === scenario)
			.map((row) => [
				row.contestant.name,
				row.contestant.isOurs ? 'none' : row.batches.map(batchInWords).join(', then '),
				seconds(row.seconds),
				seconds(row.floor),
				ratio(row.seconds / row.floor),
				row.statuses + (row.error ? ` (stopped: ${row.error})` : ''),
				count(row.lost),
			]),
	}));
}

function batchInWords({ batchSize, batchInterval }) {
	return `${batchSize} each ${batchInterval} ms`;
}

function goalsOf(rows) {
	return rows
		.filter(({ contestant }) => contestant.isOurs)
		.flatMap((row) => {
			const { scenario } = row;
			const what = `${scenario.work.inWords(scenario.count)}, ${scenario.reading.short}`;
			return [
				atMost(`${what}: time / floor`, 1.05, row.seconds / row.floor, ratio),
				exactly(`${what}: lost`, 0, row.lost),
				atMost(`${what}: answers of 429`, 0.005, row.tooMany, percent),
			];
		});
}
