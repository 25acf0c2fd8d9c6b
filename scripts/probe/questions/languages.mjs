import { found } from '../findings.mjs';
import { bodyOf } from '../pacedAda.mjs';

const doubtful = ['fr', 'FR-ca', 'zh-Hant', 'xx-YY'];

/** Question 31. */
export const languages = {
	questions: {
		language: {
			number: 31,
			asks: 'Which language codes does Ada take, and how does it keep them?',
			assumed: 'asSent',
			isSwitch: true,
			answers: {
				asSent: { means: 'any well-formed one, as it was sent' },
				normalised: { means: 'any well-formed one, in its usual spelling' },
				regionRequired: {
					means: 'only language and region, such as fr-CA',
					follows: 'Map languages to codes with a region: fr-CA or fr-FR, not fr.',
				},
				other: {
					means: 'some of them',
					follows: 'Use codes that this agent takes; fr-CA is the documented form.',
					isOther: true,
				},
			},
		},
	},
	async find({ throwAways }) {
		const { end_user_id: id } = await throwAways.person();
		const seen = [];
		for (const language of doubtful) {
			const answer = await throwAways.change(id, { language });
			if (answer.status !== 400) bodyOf(answer, 200);
			seen.push({ sent: language, kept: answer.body?.profile?.language });
		}
		return { language: ruleIn(seen) };
	},
};

function ruleIn(seen) {
	const keptOf = (code) => seen.find(({ sent }) => sent === code).kept;
	const saw = seen
		.map(({ sent, kept }) => (kept === undefined ? `${sent}: 400` : `${sent}: ${kept}`))
		.join(', ');
	if (seen.every(({ sent, kept }) => sent === kept)) return found('asSent', saw);
	const isNormalised =
		keptOf('FR-ca') === 'fr-CA' &&
		['fr', 'zh-Hant', 'xx-YY'].every((code) => keptOf(code) === code);
	if (isNormalised) return found('normalised', saw);
	const isRefused = ['fr', 'FR-ca', 'zh-Hant'].every((code) => keptOf(code) === undefined);
	return found(isRefused ? 'regionRequired' : 'other', saw);
}
