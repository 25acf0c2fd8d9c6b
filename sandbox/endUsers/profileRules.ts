import { invalid, jsonPath, type Detail } from '../errors';
import type { Switches } from '../switches';
import { unknownKeyFindings } from '../unknownKeys';
import { scalarFields, type EndUser } from './endUser';
import type { CreateBody, ProfileBody } from './endUserBody';

function finding(message: string, ...steps: string[]): Detail {
	return { parameter: jsonPath(...steps), location: 'body', message };
}

/** Ada names no pattern; the form is two letters, hyphen, two letters (Ada docs, End Users API). */
function languageFindings(language: string | null | undefined, switches: Switches): Detail[] {
	if (language === null || language === undefined) return [];
	const pattern =
		switches.get('language') === 'regionRequired'
			? /^[a-z]{2}-[A-Z]{2}$/
			: /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/;
	return pattern.test(language)
		? []
		: [finding('Not a valid language code.', 'profile', 'language')];
}

/** The rules under the switch profileValues: checked. Ada publishes none. */
function valueFindings(profile: ProfileBody): Detail[] {
	const { email, avatar } = profile;
	const findings: Detail[] = [];
	if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) {
		findings.push(finding('Not a valid email address.', 'profile', 'email'));
	}
	if (avatar && !/^https?:\/\/\S+$/.test(avatar)) {
		findings.push(finding('Not a valid URL.', 'profile', 'avatar'));
	}
	for (const field of ['first_name', 'last_name', 'display_name'] as const) {
		if (Array.from(profile[field] ?? '').length > 255) {
			findings.push(finding('Longer than maximum length 255.', 'profile', field));
		}
	}
	return findings;
}

/** Values are string, boolean or integer (Ada OpenAPI, EndUserProfile metadata). */
function metadataFindings(profile: ProfileBody, switches: Switches): Detail[] {
	return Object.entries(profile.metadata ?? {}).flatMap(([key, value]) => {
		const at = ['profile', 'metadata', key];
		if (value === null) {
			return switches.get('metadataKeyNull') === 'refused'
				? [finding('Field may not be null.', ...at)]
				: [];
		}
		if (typeof value === 'string' || typeof value === 'boolean') return [];
		if (Number.isInteger(value) || switches.get('metadataValues') === 'coerced') return [];
		return [finding('Not a valid string, boolean or integer.', ...at)];
	});
}

/** No key in both (Ada OpenAPI, POST /v2/end-users/; for PATCH see switch sensitiveOverlap). */
function overlapFindings(
	profile: ProfileBody,
	stored: EndUser | undefined,
	switches: Switches,
): Detail[] {
	const rule = switches.get('sensitiveOverlap');
	if (stored && rule === 'createOnly') return [];
	const against = stored && rule === 'stored' ? stored : undefined;
	const sensitive = Object.keys(profile.sensitive_metadata?.fields ?? {});
	const plain = Object.keys(profile.metadata ?? {});
	const message = 'Key is in both metadata and sensitive_metadata.';
	return [
		...sensitive
			.filter((key) => plain.includes(key) || against?.metadata.has(key))
			.map((key) => finding(message, 'profile', 'sensitive_metadata', 'fields', key)),
		...plain
			.filter((key) => against?.sensitive.has(key))
			.map((key) => finding(message, 'profile', 'metadata', key)),
	];
}

const knownKeys = {
	body: ['external_id', 'profile'],
	profile: [...scalarFields, 'metadata', 'sensitive_metadata'],
};

/**
 * Everything wrong with a body that its schema cannot see, because a switch decides on it.
 * @param stored the end user that is updated; undefined on POST
 */
export function bodyFindings(
	body: CreateBody,
	stored: EndUser | undefined,
	switches: Switches,
): Detail[] {
	const { profile = {} } = body;
	return [
		...unknownKeyFindings(body, knownKeys.body, switches),
		...unknownKeyFindings(profile, knownKeys.profile, switches, 'profile'),
		...languageFindings(profile.language, switches),
		...(switches.get('profileValues') === 'checked' ? valueFindings(profile) : []),
		...metadataFindings(profile, switches),
		...overlapFindings(profile, stored, switches),
	];
}

/**
 * Throws the documented 400 when metadata is larger than 10 KB (release note 2026-05-19: the
 * message is Ada's, to the letter). Measured as compact JSON in UTF-8; Ada does not say how.
 */
export function checkMetadataSize(metadata: object, switches: Switches): void {
	const maxBytes = Number(switches.get('metadataMaxBytes'));
	if (Buffer.byteLength(JSON.stringify(metadata)) <= maxBytes) return;
	const message = 'Metadata exceeds the maximum size of 10 KB.';
	throw invalid([finding(message, 'profile', 'metadata')], message);
}
