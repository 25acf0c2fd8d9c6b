import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';

/** The shape of a BCP 47 tag, with `_` allowed where people write it. */
const TAG = /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i;

/**
 * A language tag in the usual spelling (`fr_ca` becomes `fr-CA`). Well-formed tags are sent as they
 * are, whether Ada knows them or not; what is no tag, such as the name of a language, is refused.
 * Source: Ada docs, End Users API, getting started (BCP 47, "4-digit" form such as `pt-BR`).
 */
export function checkedLanguage(node: INode, label: string, text: string): string {
	if (!TAG.test(text)) {
		throw refusedBeforeSending(
			node,
			`'${label}' is not a language code: "${text}"`,
			'Use a code, not a name: language and region, such as en-US, fr-CA or pt-BR',
		);
	}
	const [language, ...rest] = text.split(/[-_]/);
	return [language.toLowerCase(), ...rest.map(usualCase)].join('-');
}

/** BCP 47: scripts are written like Hant, regions like CA, everything else in lower case. */
function usualCase(part: string): string {
	if (/^[a-z]{4}$/i.test(part)) return part[0].toUpperCase() + part.slice(1).toLowerCase();
	return /^[a-z]{2}$/i.test(part) ? part.toUpperCase() : part.toLowerCase();
}
