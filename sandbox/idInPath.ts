import { invalid, jsonPath } from './errors';
import type { Switches } from './switches';

/** Throws the 400 for an ID in a path that cannot be one: see switch malformedId. */
export function checkIdInPath(id: string, parameter: string, switches: Switches): void {
	if (/^[0-9a-f]{24}$/.test(id) || switches.get('malformedId') === 'notFound') return;
	const details = { parameter: jsonPath(parameter), location: 'path' as const };
	throw invalid([{ ...details, message: 'Not a valid ID.' }], 'Invalid ID.');
}
