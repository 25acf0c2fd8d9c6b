import { found, NotAnswered, unclear } from '../findings.mjs';

/** More than the wider limit of a second, and then of a minute. */
const inASecond = 35;
const inAMinute = 310;

/** Milliseconds after which nothing of the burst counts for a second any more. */
const pastTheSecond = 1_100;

/** Question 7. Look-ups stand for POST and list as well, which would leave people behind. */
export const load = {
	questions: {
		endUserCollectionLimit: {
			number: 7,
			asks: 'Which limit covers look-ups (and, it seems, POST and list) of end users?',
			assumed: 'default',
			isSwitch: true,
			answers: {
				default: { means: '10 a second, 100 a minute' },
				byId: {
					means: '30 a second, 300 a minute, or more',
					follows:
						'In the credential, set Ada’s Limits to "As Published, Wide for All of End Users":' +
						' looking up and creating get three times as fast. If Ada has granted you more,' +
						' choose "Granted by Ada".',
				},
				onePerSecond: {
					means: 'one a second',
					follows:
						'Nothing to set: the nodes slow down by Ada’s 429. Expect less than one person a' +
						' second.',
				},
			},
		},
	},
	async find({ ada, throwAways, options, print }) {
		if (!options.load) return { endUserCollectionLimit: unclear('it was not asked: needs --load') };
		print('  (a minute’s pause first, so that nothing of the above counts)');
		await ada.waitForRoom();
		const path = `/v2/end-users/?external_id=${throwAways.externalId('nobody')}`;
		const burst = await lookUps(ada, path, { count: inASecond, everyMs: 25 });
		if (burst.refused) {
			const saw = `the first 429 after ${burst.answered} look-ups in a second`;
			return { endUserCollectionLimit: found(familyBySecond(burst.answered), saw) };
		}
		// The burst's second must not refuse what is to tell the limit of a minute.
		await ada.wait(pastTheSecond);
		const rest = await lookUps(ada, path, { count: inAMinute - inASecond, everyMs: 50 });
		const answered = burst.answered + rest.answered;
		const saw = `${rest.refused ? 'the first 429 after' : 'no 429 in'} ${answered} look-ups in a minute`;
		return { endUserCollectionLimit: found(familyByMinute(answered), saw) };
	},
};

// A window can end in the middle of it, so that twice its limit passes: the borders lie above that.
function familyBySecond(answered) {
	if (answered <= 2) return 'onePerSecond';
	return answered <= 20 ? 'default' : 'byId';
}

function familyByMinute(answered) {
	return answered <= 200 ? 'default' : 'byId';
}

/** Looks nobody up, at a rate and up to a count; stops at the first 429. */
async function lookUps(ada, path, { count, everyMs }) {
	let answered = 0;
	let refused = false;
	let failed;
	const one = async () => {
		const { status, said } = await ada.send('GET', path);
		if (status === 429) refused = true;
		else if (status === 404) answered += 1;
		else throw new NotAnswered(`Ada answered ${status}${said && `: ${said}`}`);
	};
	const sent = [];
	while (sent.length < count && !refused && !failed) {
		if (sent.length > 0) await ada.wait(everyMs);
		sent.push(one().catch((error) => (failed ??= error)));
	}
	await Promise.all(sent);
	if (failed) throw failed;
	return { answered, refused };
}
