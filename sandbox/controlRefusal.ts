import type { FastifySchemaValidationError } from 'fastify/types/schema';

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** The properties that the schema knows at the place of a finding (ajv: verbose). */
function knownProperties(finding: object): string {
	const schema = 'parentSchema' in finding ? finding.parentSchema : undefined;
	const properties = isRecord(schema) ? schema.properties : undefined;
	return isRecord(properties) ? Object.keys(properties).join(', ') : '';
}

/** The kinds of a tagged union: the constants of its tag (ajv: discriminator). */
function knownTags(finding: object, tag: string): string {
	const schema = 'parentSchema' in finding ? finding.parentSchema : undefined;
	const members = isRecord(schema) && Array.isArray(schema.oneOf) ? schema.oneOf : [];
	const tags = members.map((member: unknown) => {
		const properties = isRecord(member) ? member.properties : undefined;
		const tagged = isRecord(properties) ? properties[tag] : undefined;
		return isRecord(tagged) ? String(tagged.const) : '';
	});
	return tags.join(', ');
}

/** What the control API says about the first thing that a schema found: the field, what it takes. */
export function controlRefusal(
	finding: FastifySchemaValidationError,
	context: string | undefined,
): string {
	const at = `${context ?? 'body'}${finding.instancePath.replaceAll('/', '.')}`;
	const { params } = finding;
	switch (finding.keyword) {
		case 'additionalProperties':
			return (
				`${at}.${String(params.additionalProperty)} is not known here. ` +
				`Allowed: ${knownProperties(finding)}.`
			);
		case 'required':
			return `${at}.${String(params.missingProperty)} is missing.`;
		case 'enum':
			return `${at} must be one of: ${[params.allowedValues].flat().join(', ')}.`;
		case 'discriminator': {
			const tag = String(params.tag);
			return `${at}.${tag} must be one of: ${knownTags(finding, tag)}.`;
		}
		case 'minProperties':
			return `${at} must name at least one of: ${knownProperties(finding)}.`;
		case 'type':
			return `${at} must be ${[params.type].flat().join(' or ')}.`;
		default:
			return `${at} ${finding.message ?? 'is invalid'}.`;
	}
}
