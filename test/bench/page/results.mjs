import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { local } from '../../../scripts/places.mjs';

/** What was measured, kept part by part, so that a part can be measured again alone. */
export const folder = join(local, 'bench');

export function keep(name, result) {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.json`), JSON.stringify(result, null, '\t'));
}

/** The last result of each part that has one from this machine, in the order of the parts. */
export function keptFrom(machine, names) {
	return names
		.map((name) => join(folder, `${name}.json`))
		.filter(existsSync)
		.map((file) => JSON.parse(readFileSync(file, 'utf8')))
		.filter((result) => isDeepStrictEqual(result.machine, machine));
}
