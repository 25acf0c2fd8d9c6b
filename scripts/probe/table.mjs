const headings = ['', 'Question', 'Assumed', 'This agent', 'What follows'];

/** Shares of the width that is left beside the question's number. */
const shares = [0.25, 0.19, 0.28, 0.28];

const gap = '  ';

/**
 * The rows as a table of text that is `width` characters wide; what is not as assumed is marked
 * with a star.
 */
export function tableOf(rows, width) {
	const numberWidth = 3;
	const rest = width - numberWidth - gap.length * shares.length;
	const widths = [numberWidth, ...shares.map((share) => Math.floor(rest * share))];
	const lines = rows.map(({ question, asks, weAssume, words, follows, asAssumed }) => {
		const mark = asAssumed === false ? '*' : '';
		return lineOf([`${question}${mark}`, asks, weAssume, words, follows], widths);
	});
	const rule = widths.map((columns) => '-'.repeat(columns)).join(gap);
	return [lineOf(headings, widths), rule, lines.join(`\n${rule}\n`), rule].join('\n');
}

/** How to start a sandbox that does as this agent, as far as it was found out. */
export function sandboxCommand(rows) {
	const switches = rows
		.filter(({ switch: position, asAssumed }) => position && !asAssumed)
		.map(({ switch: position }) => `--switch ${position}`);
	return ['npm run sandbox', ...(switches.length > 0 ? ['--', ...switches] : [])].join(' ');
}

/** Cells side by side, each broken into lines of its column's width. */
function lineOf(cells, widths) {
	const broken = cells.map((cell, column) => linesOf(cell, widths[column]));
	const height = Math.max(...broken.map(({ length }) => length));
	return Array.from({ length: height }, (_, line) =>
		broken
			.map((lines, column) => (lines[line] ?? '').padEnd(widths[column]))
			.join(gap)
			.trimEnd(),
	).join('\n');
}

function linesOf(text, width) {
	const lines = [''];
	for (const word of text.split(' ')) {
		const longer = [lines.at(-1), word].filter(Boolean).join(' ');
		if (longer.length <= width) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines.filter((line, index) => line || index > 0);
}
