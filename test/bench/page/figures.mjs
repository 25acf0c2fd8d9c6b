const inEnglish = new Intl.NumberFormat('en');

export const count = (number) => inEnglish.format(number);

export const seconds = (number) => `${number.toFixed(1)} s`;

export const milliseconds = (number) => `${number.toFixed(2)} ms`;

export const ratio = (number) => number.toFixed(3);

export const percent = (share) => `${(share * 100).toFixed(2)} %`;

/** Something that was to be reached, with what was measured: no more than a bound. */
export function atMost(what, bound, measured, inWords = count) {
	return {
		what,
		bound: `≤ ${inWords(bound)}`,
		measured: inWords(measured),
		// What is no number was not measured.
		isReached: measured <= bound,
	};
}

export function atLeast(what, bound, measured, inWords = count) {
	return {
		what,
		bound: `≥ ${inWords(bound)}`,
		measured: inWords(measured),
		isReached: measured >= bound,
	};
}

export function exactly(what, bound, measured, inWords = count) {
	return {
		what,
		bound: inWords(bound),
		measured: inWords(measured),
		isReached: measured === bound,
	};
}

export function median(numbers) {
	const sorted = [...numbers].sort((one, other) => one - other);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
