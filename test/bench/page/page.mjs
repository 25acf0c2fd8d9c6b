import { format, resolveConfig } from 'prettier';
import { machineInWords } from './machine.mjs';

/** One part's result as Markdown. */
export function section({ title, date, commit, text = [], tables = [], notes = [], goals = [] }) {
	return [
		`## ${title}`,
		`Measured ${date.slice(0, 10)}, ${commit}.`,
		...text,
		...tables.flatMap(({ title: caption, ...table }) => [`**${caption}**`, tableOf(table)]),
		...notes,
		...(goals.length > 0 ? [goalTable(goals)] : []),
	].join('\n\n');
}

/** The whole page, of all parts' results. */
export async function page(machine, results, file) {
	const goals = results.flatMap(({ goals = [] }) => goals);
	const missed = goals.filter(({ isReached }) => !isReached).length;
	const markdown = [
		'# Benchmarks',
		'Written by `npm run bench`, which measures all of it again, or one part: `npm run bench -- pace`. The absolute figures are this machine’s; the ratios are made in one run, and differ less.',
		`${machineInWords(machine)}. A whole n8n with the packed package installed, and the sandbox with Ada’s published limits and a latency of 120 ms ± 25 %, unless a part says otherwise.`,
		missed === 0
			? `All ${goals.length} figures that were to be reached are.`
			: `${goals.length - missed} of the ${goals.length} figures that were to be reached are; the rest is marked below.`,
		...results.map(section),
	].join('\n\n');
	return await format(markdown, { ...(await resolveConfig(file)), parser: 'markdown' });
}

/** Formatted as it is printed. */
export async function printed(markdown) {
	return await format(markdown, { parser: 'markdown' });
}

function goalTable(goals) {
	return tableOf({
		columns: ['To be reached', 'Bound', 'Measured', ''],
		rows: goals.map(({ what, bound, measured, isReached }) => [
			what,
			bound,
			measured,
			isReached ? 'reached' : '**not reached**',
		]),
	});
}

function tableOf({ columns, rows }) {
	const line = (cells) => `| ${cells.map(cellText).join(' | ')} |`;
	return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellText(value) {
	return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
}
