import { found, NotAnswered, unclear } from '../findings.mjs';
import { bodyOf } from '../pacedAda.mjs';

const refused = { means: 'it is refused with 400', isOther: true };

/** Questions 18 and 20. */
export const knownExternalId = {
	questions: {
		knownExternalIdProfile: {
			number: 18,
			asks: 'Is the profile of a POST applied to somebody who has its external ID already?',
			assumed: 'ignored',
			isSwitch: true,
			answers: {
				ignored: { means: 'no' },
				applied: {
					means: 'yes, like a PATCH',
					follows:
						'Create changes people who are known already (outcome: existing). Where that must not' +
						' happen, use Get first.',
				},
			},
		},
		externalIdCase: {
			number: 20,
			asks: 'In which case do answers show an external ID?',
			assumed: 'lowered',
			isSwitch: true,
			answers: {
				lowered: {
					means: 'in small letters',
					follows:
						'Nothing to set: the nodes put out your spelling. Events have Ada’s: compare' +
						' without case.',
				},
				asSent: { means: 'as it was written' },
				other: { means: 'otherwise', isOther: true },
			},
		},
	},
	async find({ throwAways }) {
		const externalId = throwAways.externalId('Known');
		const { end_user_id: id } = await throwAways.person({
			externalId,
			profile: { first_name: 'First' },
		});
		const again = await throwAways.post({ externalId, profile: { first_name: 'Second' } });
		const stored = await throwAways.read(id);
		return {
			knownExternalIdProfile: isApplied(again, id, stored.profile?.first_name),
			externalIdCase: caseOf(stored.external_id, externalId),
		};
	},
};

function isApplied({ status, body }, id, firstName) {
	if (status !== 200 || body?.end_user_id !== id) {
		return unclear(`the second POST was answered ${status}, not 200 with the same person`);
	}
	return found(firstName === 'Second' ? 'applied' : 'ignored');
}

function caseOf(shown, sent) {
	if (shown === sent) return found('asSent');
	return shown === sent.toLowerCase() ? found('lowered') : found('other', String(shown));
}

/** Question 21. */
export const externalIdRules = {
	questions: {
		externalIdSpace: {
			number: 21,
			asks: 'Is white space around an external ID kept?',
			assumed: 'kept',
			isSwitch: true,
			answers: {
				kept: {
					means: 'yes, and it counts',
					follows: 'Nothing to set: the nodes trim. HTTP Request nodes of your own do not.',
				},
				trimmed: { means: 'no, it is trimmed' },
				refused,
			},
		},
		externalIdLength: {
			number: 21,
			asks: 'In what are the 36 characters of an external ID counted?',
			assumed: 'codePoints',
			isSwitch: true,
			answers: {
				codePoints: { means: 'in characters' },
				bytes: {
					means: 'in bytes: é counts as two',
					follows: 'Keep external IDs to plain letters and digits, or shorter than 36.',
				},
			},
		},
		externalIdEmpty: {
			number: 21,
			asks: 'What does "external_id": "" do on POST?',
			assumed: 'refused',
			isSwitch: true,
			answers: {
				refused: { ...refused, isOther: false },
				cleared: { means: 'the same as null' },
				stored: { means: 'it is stored as an ID', isOther: true },
			},
		},
		externalIdBlank: {
			number: 21,
			asks: 'Can an external ID be of white space only?',
			assumed: 'yes',
			answers: {
				yes: { means: 'yes' },
				no: { means: 'no: it is refused with 400' },
				cleared: { means: 'it counts as none' },
			},
		},
	},
	async find({ throwAways }) {
		const spaced = ` ${throwAways.externalId('spaced')} `;
		const long = throwAways.externalId('long');
		return {
			externalIdSpace: ofAnswer(await throwAways.post({ externalId: spaced }), (shown) =>
				shown?.trim() === shown ? 'trimmed' : 'kept',
			),
			externalIdLength: lengthOf(await throwAways.post({ externalId: long.padEnd(36, 'é') })),
			externalIdEmpty: ofAnswer(await throwAways.post({ externalId: '' }), (shown) =>
				shown === '' ? 'stored' : 'cleared',
			),
			externalIdBlank: blank(await throwAways.post({ externalId: '   ' })),
		};
	},
};

function ofAnswer(answer, valueOf) {
	if (answer.status === 400) return found('refused');
	return found(valueOf(bodyOf(answer, 201).external_id));
}

function lengthOf(answer) {
	if (answer.status === 400) return found('bytes');
	bodyOf(answer, 201);
	return found('codePoints');
}

function blank(answer) {
	if (answer.status === 400) return found('no');
	// 200: somebody has it already, and nothing was changed.
	const { external_id: shown } = bodyOf(answer, 200, 201);
	return found(shown ? 'yes' : 'cleared');
}

const atOnce = 4;

/** Question 24. */
export const simultaneousCreate = {
	questions: {
		simultaneousCreate: {
			number: 24,
			asks: 'What happens to POSTs with the same new external ID at the same moment?',
			assumed: 'oneExisting',
			isSwitch: true,
			answers: {
				oneExisting: { means: 'one gets 201, the others 200 with the same person' },
				conflict: { means: 'one gets 201, another 409' },
				duplicates: {
					means: 'several get 201: the person is there more than once',
					follows:
						'Let one workflow at a time create people, and let it not create while it still' +
						' runs: two at once can make a person twice.',
				},
			},
		},
	},
	async find({ throwAways, ada }) {
		const externalId = throwAways.externalId('race');
		await ada.wait(1000);
		const posts = Array.from({ length: atOnce }, () =>
			throwAways.post({ externalId }, { atOnce: true }),
		);
		// All of them are awaited, so that each person is noted even if another one failed.
		const settled = await Promise.allSettled(posts);
		const failed = settled.find(({ status }) => status === 'rejected');
		if (failed) throw failed.reason;
		return { simultaneousCreate: raceOf(settled.map(({ value }) => value)) };
	},
};

function raceOf(answers) {
	const statuses = answers.map(({ status }) => status).sort();
	const created = answers.filter(({ status }) => status === 201);
	const ids = new Set(created.map(({ body }) => body?.end_user_id));
	const saw = `of ${atOnce} POSTs: ${statuses.join(', ')}`;
	if (ids.size > 1) return found('duplicates', saw);
	if (created.length === 1 && statuses.includes(409)) return found('conflict', saw);
	if (created.length === 1 && statuses.every((status) => status < 300)) {
		return found('oneExisting', saw);
	}
	throw new NotAnswered(saw);
}
