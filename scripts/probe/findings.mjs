/**
 * A question that Ada's documents leave open.
 *
 * @typedef {object} Question
 * @property {number} number that of the table in docs/probe.md
 * @property {string} asks
 * @property {string} assumed which of the answers is taken for the likely one
 * @property {boolean} [isSwitch] whether a switch of the sandbox of the same name plays the answers
 * @property {Record<string, Answer>} answers
 *
 * @typedef {object} Answer
 * @property {string} means what such an agent does
 * @property {string} [follows] what its owner sets or keeps in mind
 * @property {boolean} [isOther] one that no switch of the sandbox plays
 *
 * @typedef {{ value: string, saw?: string } | { unclear: string }} Found
 */

/** One of a question's answers was found; `saw` says more in words. */
export function found(value, saw) {
	return { value, saw };
}

/** The question stays open, with the reason in words. */
export function unclear(reason) {
	return { unclear: reason };
}

/** Thrown where what a question needs did not come about; the message says why in words. */
export class NotAnswered extends Error {}

/** What a row of the table says of a question. */
export function rowOf(id, question, outcome) {
	const { number, asks, assumed, answers, isSwitch = false } = question;
	const { means: weAssume } = answers[assumed];
	const row = { id, question: number, asks, weAssume };
	if (outcome.unclear !== undefined) {
		return { ...row, agent: null, words: `not found out: ${outcome.unclear}`, follows: '' };
	}
	const { means, follows = 'Nothing to set.', isOther = false } = answers[outcome.value];
	const words = outcome.saw ? `${means} (${outcome.saw})` : means;
	return {
		...row,
		agent: outcome.value,
		asAssumed: outcome.value === assumed,
		words,
		follows,
		...(isSwitch && !isOther && { switch: `${id}=${outcome.value}` }),
	};
}
