import { jsonPath, type Detail } from './errors';
import type { Switches } from './switches';

/** Findings for what a body has beyond the fields that can be written: see switch unknownKeys. */
export function unknownKeyFindings(
	body: object,
	known: readonly string[],
	switches: Switches,
	...at: string[]
): Detail[] {
	if (switches.get('unknownKeys') === 'ignored') return [];
	return Object.keys(body)
		.filter((key) => !known.includes(key))
		.map((key) => ({
			parameter: jsonPath(...at, key),
			location: 'body' as const,
			message: 'Unknown field.',
		}));
}
