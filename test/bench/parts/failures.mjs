import { floorSeconds } from '../floor.ts';
import { count, exactly, seconds } from '../page/figures.mjs';
import { byStatus } from '../stage/calls.mjs';
import * as nodes from '../stage/nodes.mjs';
import { PacedAda, readings } from '../stage/pacedAda.mjs';
import { before, inAda, outcomeFor, people } from '../stage/people.mjs';

/**
 * A tenth of all answers, as Ada and what stands between can fail: Ada's own 5xx, a proxy's page
 * instead of Ada's answer, a connection cut before the call was handled, and after it.
 */
const faults = [
	{ kind: 'status', status: 500 },
	{ kind: 'html', status: 502 },
	{ kind: 'cut' },
	{ kind: 'lostAnswer' },
];

/** The first fault that strikes hides the others: each has to strike a little more often. */
const SHARE_OF_EACH = 0.026;

/** A sync of people, half of them new to Ada, while a tenth of all answers fail. */
export const failures = {
	title: 'When a tenth of all answers fail',
	phase: 2,

	async run({ stage, isQuick }) {
		const all = isQuick ? { narrow: 60 } : { narrow: 1000, wide: 1000 };
		const rows = await Promise.all(
			Object.entries(all).map(async ([name, count]) => row(await stage(), readings[name], count)),
		);
		return {
			text: [
				'Create or Update as it comes, but with On Error set to continue; half of the people are new to Ada, the others changed. Failed are 500 in Ada’s envelope, a proxy’s page with 502, connections cut before and after a call was handled, a quarter each. Lost is who is not in Ada as the run wanted it, whether or not the run said so.',
			],
			tables: [
				{
					title: 'What became of the people',
					columns: ['', 'People', 'Time', 'Failed on purpose', 'Calls by status', 'Lost', 'Twice'],
					rows: rows.map((row) => [
						row.reading.inWords,
						count(row.count),
						seconds(row.seconds),
						`${count(row.struck)} of ${count(row.calls)}`,
						row.statuses,
						count(row.lost),
						count(row.twice),
					]),
				},
			],
			goals: rows.flatMap(({ reading, lost, twice }) => [
				exactly(`A tenth of all answers fails, ${reading.short}: lost`, 0, lost),
				exactly(`A tenth of all answers fails, ${reading.short}: created twice`, 0, twice),
			]),
		};
	},
};

async function row(stage, reading, count) {
	const wanted = people(count);
	const known = wanted.filter((_person, index) => index % 2 === 0);
	const ada = await PacedAda.start({ reading });
	await ada.addEndUsers(known.map((person) => inAda(person, before)));
	for (const [index, fault] of faults.entries()) {
		await ada.addFault({ ...fault, share: SHARE_OF_EACH, seed: index + 1 });
	}
	const credential = await stage.credentialOf(ada);
	const onError = 'continueRegularOutput';
	const following = [nodes.adaEndUser('createOrUpdate', credential, { onError })];
	const patience = 20 * floorSeconds(reading.callsToUpdate(count), 0.8) + 300;
	const took = await stage.runOn(wanted, following, { seconds: patience });
	const result = {
		reading,
		count,
		seconds: took.seconds,
		calls: ada.log.length,
		struck: ada.log.filter(({ fault }) => fault !== null).length,
		statuses: byStatus(ada.log),
		...outcomeFor(wanted, ada.everybody),
	};
	await ada.close();
	return result;
}
