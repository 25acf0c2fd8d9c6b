import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../scripts/places.mjs';
import { effortsOf } from './count.mjs';
import { installedNodeTypes } from './nodeTypes.mjs';
import { scenarios } from './scenarios/index.mjs';

export const page = join(root, 'docs/effort.md');

/** Where everybody's texts are as long as each other's. */
const place = {
	ada: 'https://acme.ada.support',
	receiver: 'https://crm.example.com/ada',
	credential: { id: null, name: 'Ada account' },
	channel: '0'.repeat(24),
	secret: `whsec_${Buffer.alloc(24).toString('base64')}`,
};

const columns = {
	nodes: 'Nodes',
	fields: 'Fields',
	dragged: 'Characters',
	typed: 'Characters, nothing dragged',
};

/** The page as it must be: as it is, but with the table of a fresh count. */
export async function countedPage() {
	const [, before, , after] = readFileSync(page, 'utf8').match(
		/^([^]*<!-- counted -->)([^]*)(<!-- \/counted -->[^]*)$/,
	);
	const text = [before, table(), after].join('\n\n');
	return await format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
}

function table() {
	const descriptionOf = installedNodeTypes();
	const counted = scenarios.map(({ title, ours, own }) => ({
		title,
		efforts: effortsOf(ours(place), own(place), descriptionOf),
	}));
	const sumOf = (side, what) => counted.reduce((sum, { efforts }) => sum + efforts[side][what], 0);
	const rows = counted.map(({ title, efforts: [ours, own] }, index) =>
		line([`${index + 1}. ${title}`, ...compared((what) => [ours[what], own[what]])]),
	);
	return [
		line(['Scenario', ...Object.values(columns)]),
		line(['---', ...Object.keys(columns).map(() => '--:')]),
		...rows,
		line(['**All ten**', ...compared((what) => [sumOf(0, what), sumOf(1, what)])]),
	].join('\n');
}

function compared(valuesOf) {
	return Object.keys(columns).map((what) =>
		valuesOf(what)
			.map((value) => value.toLocaleString('en'))
			.join(' : '),
	);
}

function line(cells) {
	return `| ${cells.join(' | ')} |`;
}
