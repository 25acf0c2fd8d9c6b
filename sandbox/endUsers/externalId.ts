import type { Detail } from '../errors';
import { jsonPath } from '../errors';
import type { Switches } from '../switches';

const maxLength = 36;

/** The external ID as it is stored: trimmed or not, see switch externalIdSpace. */
export function spelled(externalId: string, switches: Switches): string {
	return switches.get('externalIdSpace') === 'trimmed' ? externalId.trim() : externalId;
}

/**
 * What is wrong with an external ID: empty, longer than 36 characters, or with < or > (Ada docs,
 * End Users API getting started; release note 2026-04-30).
 */
export function externalIdFindings(
	externalId: string,
	location: Detail['location'],
	switches: Switches,
): Detail[] {
	const length =
		switches.get('externalIdLength') === 'bytes'
			? Buffer.byteLength(externalId)
			: Array.from(externalId).length;
	const findings: string[] = [];
	if (length === 0) findings.push('Shorter than minimum length 1.');
	if (length > maxLength) findings.push(`Longer than maximum length ${maxLength}.`);
	if (/[<>]/.test(externalId)) findings.push('Must not contain < or >.');
	const parameter = jsonPath('external_id');
	return findings.map((message) => ({ parameter, location, message }));
}

/**
 * What a write does to the external ID: undefined leaves it, null clears it. Findings are the
 * reasons for a 400.
 */
export function writtenExternalId(
	sent: string | null | undefined,
	switches: Switches,
): { externalId: string | null | undefined; findings: Detail[] } {
	if (sent === null || sent === undefined) return { externalId: sent, findings: [] };
	const externalId = spelled(sent, switches);
	if (externalId === '' && switches.get('externalIdEmpty') === 'cleared') {
		return { externalId: null, findings: [] };
	}
	return { externalId, findings: externalIdFindings(externalId, 'body', switches) };
}
