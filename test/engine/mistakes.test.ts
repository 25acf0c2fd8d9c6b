import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fastClock } from './fastClock';
import { LocalAda } from './localAda';
import type { Told } from './mistakes';
import { mistakes } from './mistakes';
import { OtherServer } from './otherServer';

fastClock(60);

let ada: LocalAda;
let other: OtherServer;
beforeAll(async () => {
	ada = await LocalAda.start();
	other = await OtherServer.start(() => ({ status: 200, body: '<h1>Welcome</h1>' }));
});
beforeEach(async () => {
	await ada.reset();
	await ada.seed({ external_id: 'crm-1' });
});
afterAll(async () => {
	await ada.close();
	await other.close();
});

const page = readFileSync(join(__dirname, '../../docs/mistakes.md'), 'utf8');

/** The table's rows: key, what was done, message, what to do; without Markdown's own signs. */
const rows = page
	.split('\n')
	.filter((line) => line.startsWith('|'))
	.slice(2)
	.map((line) =>
		line
			.replace(/^\||\|$/g, '')
			.split(' | ')
			.map((cell) => cell.replace(/[`\\]/g, '').trim()),
	);

/** What differs from one run to the next, as the page shows it. */
function asShown({ message, whatToDo }: Told): Told {
	const shown = (words: string) =>
		words
			.replaceAll(new URL(other.url).host, 'www.example.com')
			.replace(/[0-9a-f]{24}/g, '5f7e0e2c1e7c7e000f0f9c3a')
			.replace(/Requests" \d+ times/g, 'Requests" … times')
			.replace(/in \d+ seconds/g, 'in … seconds');
	return { message: shown(message), whatToDo: shown(whatToDo) };
}

test('every row of the page can be produced, and nothing else', () => {
	expect(rows.map(([key]) => key)).toEqual(Object.keys(mistakes));
});

test.each(rows)('%s: %s', async (key, _what, message, whatToDo) => {
	expect(asShown(await mistakes[key]({ ada, other }))).toEqual({ message, whatToDo });
});

test.each(rows)('%s is told without words that blame', (_key, _what, message, whatToDo) => {
	expect(`${message} ${whatToDo}`).not.toMatch(/\b(error|problem|failure|mistake)/i);
	expect(whatToDo).not.toBe('');
});
