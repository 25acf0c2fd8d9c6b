import { jsonPath, type Detail } from '../errors';
import type { Switches } from '../switches';

/**
 * What is wrong with a modality. Ada OpenAPI has the first three; its create-channel page (autumn
 * 2026) names sms as well: see switch smsModality.
 */
export function modalityFindings(
	modality: string | undefined,
	location: Detail['location'],
	switches: Switches,
): Detail[] {
	const known = ['messaging', 'email', 'voice'];
	if (switches.get('smsModality') === 'accepted') known.push('sms');
	if (modality === undefined || known.includes(modality)) return [];
	const message = `Must be one of: ${known.join(', ')}.`;
	return [{ parameter: jsonPath('modality'), location, message }];
}
