import { floorSeconds, mostCallsIn } from '../floor.ts';
import { atLeast, count, exactly, percent, seconds } from '../page/figures.mjs';
import { byStatus, callsWith, isOfCollection } from '../stage/calls.mjs';
import * as nodes from '../stage/nodes.mjs';
import { PacedAda, readings } from '../stage/pacedAda.mjs';
import { before, inAda, outcomeFor, people } from '../stage/people.mjs';

/** Two n8n processes that do not know of each other sync people of their own on one Ada. */
export const workers = {
	title: 'Two n8n processes on one Ada',
	phase: 2,

	async run({ stage, secondStage, isQuick }) {
		const size = isQuick ? 45 : 600;
		const stages = await Promise.all([stage(), secondStage()]);
		const all = isQuick ? [readings.narrow] : Object.values(readings);
		const trials = all.flatMap((reading) =>
			(isQuick ? ['sliding'] : ['fixed', 'sliding']).map((windows) => ({ reading, windows })),
		);
		const rows = await Promise.all(trials.map((trial) => row(stages, trial, size)));
		return {
			text: [
				`Each process runs Create or Update as it comes for ${count(size)} people, half of them new to Ada, the others changed, and takes 80 % of the limit for itself. While both are at it, the calls that Ada took are counted against those that the limit allows in that time: in fixed windows, which begin with each minute, and in sliding ones.`,
			],
			tables: [
				{
					title: 'While both are at it',
					columns: [
						'',
						'Windows',
						'Time of both',
						'Of the limit',
						'Part of the slower',
						'Time',
						'Calls by status, one',
						'The other',
						'Lost',
						'Twice',
					],
					rows: rows.map((row) => [
						row.reading.inWords,
						row.windows,
						seconds(row.both),
						percent(row.ofLimit),
						percent(row.slower),
						seconds(row.seconds),
						...row.statuses,
						count(row.lost),
						count(row.twice),
					]),
				},
			],
			goals: rows.flatMap(({ reading, windows, ofLimit, slower, lost, twice }) => {
				const what = `Two processes, ${reading.short}, ${windows} windows`;
				return [
					atLeast(`${what}: of the limit`, 0.85, ofLimit, percent),
					atLeast(`${what}: part of the slower`, 0.4, slower, percent),
					exactly(`${what}: lost`, 0, lost),
					exactly(`${what}: created twice`, 0, twice),
				];
			}),
		};
	},
};

async function row(stages, { reading, windows }, size) {
	const switches = { ...reading.switches, limitWindows: windows };
	const ada = await PacedAda.start({ reading, switches });
	const wanted = stages.map((_stage, index) => people(size, { prefix: `crm-${index}` }));
	const known = wanted.flatMap((all) => all.filter((_person, index) => index % 2 === 0));
	await ada.addEndUsers(known.map((person) => inAda(person, before)));
	const keys = [ada.apiKeys.first, ada.apiKeys.second];
	const patience = 10 * floorSeconds(reading.callsToUpdate(3 * size), 0.8) + 120;
	const began = Date.now();
	await Promise.all(
		stages.map(async (stage, index) => {
			const credential = await stage.credentialOf(ada, { key: keys[index] });
			const following = [nodes.adaEndUser('createOrUpdate', credential)];
			return await stage.runOn(wanted[index], following, { seconds: patience });
		}),
	);
	const result = {
		reading,
		windows,
		seconds: (Date.now() - began) / 1000,
		statuses: keys.map((key) => byStatus(callsWith(key, ada.log))),
		...shares(
			{ reading, windows },
			keys.map((key) => callsWith(key, ada.log)),
		),
		...outcomeFor(wanted.flat(), ada.everybody),
	};
	await ada.close();
	return result;
}

/** What both took together of the limit that holds them up, while both were at it, and the lesser part. */
function shares({ reading: { collection }, windows }, ofEach) {
	const limited = ofEach.map((calls) =>
		calls.filter((call) => collection === 'endUserById' || isOfCollection(call)),
	);
	const from = Math.max(...limited.map(([first]) => first.receivedAtMs));
	const to = Math.min(...limited.map((calls) => calls.at(-1).receivedAtMs));
	const taken = limited.map(
		(calls) =>
			calls.filter(
				({ receivedAtMs, status }) => receivedAtMs >= from && receivedAtMs <= to && status !== 429,
			).length,
	);
	const total = taken[0] + taken[1];
	return {
		both: (to - from) / 1000,
		ofLimit: total / mostCallsIn({ from, to }, collection, windows),
		slower: Math.min(...taken) / total,
	};
}
