import { floorSeconds } from '../floor.ts';
import { atMost, count, exactly, percent, ratio, seconds } from '../page/figures.mjs';
import { byStatus, callsWith, shareOf429 } from '../stage/calls.mjs';
import * as nodes from '../stage/nodes.mjs';
import { OtherClient } from '../stage/otherClient.mjs';
import { PacedAda, readings } from '../stage/pacedAda.mjs';
import { before, inAda, outcomeFor, people } from '../stage/people.mjs';

const SHARE_OF_OTHER = 0.15;

/** Another program of the company uses Ada during a sync: neither gets in the other's way. */
export const secondClient = {
	title: 'Beside another program on the same Ada',
	phase: 2,

	async run({ stage, isQuick }) {
		const counts = isQuick ? { narrow: 90 } : { narrow: 1000, wide: 1000 };
		const rows = await Promise.all(
			Object.entries(counts).map(async ([name, count]) =>
				row(await stage(), readings[name], count),
			),
		);
		return {
			text: [
				'Create or Update as it comes, everybody known and changed, while another program uses 15 % of each limit at irregular times and tries nothing twice.',
			],
			tables: [
				{
					title: 'Answers by status',
					columns: ['', 'People', 'Time', 'Time / floor', 'Ours', 'The other program', 'Lost'],
					rows: rows.map((row) => [
						row.reading.inWords,
						count(row.count),
						seconds(row.seconds),
						ratio(row.seconds / row.floor),
						byStatus(row.ours),
						byStatus(row.others),
						count(row.lost),
					]),
				},
			],
			goals: rows.flatMap(goalsOf),
		};
	},
};

async function row(stage, reading, count) {
	const wanted = people(count);
	const ada = await PacedAda.start({ reading });
	await ada.addEndUsers(wanted.map((person) => inAda(person, before)));
	const following = [nodes.adaEndUser('createOrUpdate', await stage.credentialOf(ada))];
	const calls = reading.callsToUpdate(count);
	const floor = floorSeconds(calls, 0.8);
	const other = new OtherClient(ada, SHARE_OF_OTHER, ada.everybody);
	other.start();
	const took = await stage.runOn(wanted, following, { seconds: 10 * floor + 120 });
	await other.stop();
	const result = {
		reading,
		count,
		floor,
		seconds: took.seconds,
		ours: callsWith(ada.apiKeys.first, ada.log),
		others: callsWith(ada.apiKeys.second, ada.log),
		...outcomeFor(wanted, ada.everybody),
	};
	await ada.close();
	return result;
}

function goalsOf({ reading, floor, seconds, ours, others, lost }) {
	const what = `beside another program, ${reading.short}`;
	return [
		atMost(`${what}: its answers of 429`, 0.01, shareOf429(others), percent),
		atMost(`${what}: our answers of 429`, 0.005, shareOf429(ours), percent),
		atMost(`${what}: our time / floor`, 1.05, seconds / floor, ratio),
		exactly(`${what}: lost`, 0, lost),
	];
}
