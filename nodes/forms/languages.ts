import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

/**
 * Common languages with a region, by name. Ada speaks only those that are switched on in the
 * agent's settings; which they are is not published, so any other code can be typed.
 */
const LANGUAGES: INodeListSearchItems[] = [
	{ name: 'Albanian', value: 'sq-AL' },
	{ name: 'Arabic', value: 'ar-SA' },
	{ name: 'Belarusian', value: 'be-BY' },
	{ name: 'Bosnian', value: 'bs-BA' },
	{ name: 'Bulgarian', value: 'bg-BG' },
	{ name: 'Burmese', value: 'my-MM' },
	{ name: 'Catalan', value: 'ca-ES' },
	{ name: 'Chinese (Simplified)', value: 'zh-CN' },
	{ name: 'Chinese (Traditional)', value: 'zh-TW' },
	{ name: 'Croatian', value: 'hr-HR' },
	{ name: 'Czech', value: 'cs-CZ' },
	{ name: 'Danish', value: 'da-DK' },
	{ name: 'Dutch', value: 'nl-NL' },
	{ name: 'English (Canada)', value: 'en-CA' },
	{ name: 'English (United Kingdom)', value: 'en-GB' },
	{ name: 'English (United States)', value: 'en-US' },
	{ name: 'Estonian', value: 'et-EE' },
	{ name: 'Filipino', value: 'tl-PH' },
	{ name: 'Finnish', value: 'fi-FI' },
	{ name: 'French (Canada)', value: 'fr-CA' },
	{ name: 'French (France)', value: 'fr-FR' },
	{ name: 'German', value: 'de-DE' },
	{ name: 'Greek', value: 'el-GR' },
	{ name: 'Hebrew', value: 'he-IL' },
	{ name: 'Hindi', value: 'hi-IN' },
	{ name: 'Hungarian', value: 'hu-HU' },
	{ name: 'Icelandic', value: 'is-IS' },
	{ name: 'Indonesian', value: 'id-ID' },
	{ name: 'Italian', value: 'it-IT' },
	{ name: 'Japanese', value: 'ja-JP' },
	{ name: 'Kazakh', value: 'kk-KZ' },
	{ name: 'Khmer', value: 'km-KH' },
	{ name: 'Korean', value: 'ko-KR' },
	{ name: 'Latvian', value: 'lv-LV' },
	{ name: 'Lithuanian', value: 'lt-LT' },
	{ name: 'Malay', value: 'ms-MY' },
	{ name: 'Polish', value: 'pl-PL' },
	{ name: 'Portuguese (Brazil)', value: 'pt-BR' },
	{ name: 'Portuguese (Portugal)', value: 'pt-PT' },
	{ name: 'Punjabi', value: 'pa-IN' },
	{ name: 'Romanian', value: 'ro-RO' },
	{ name: 'Russian', value: 'ru-RU' },
	{ name: 'Slovak', value: 'sk-SK' },
	{ name: 'Slovenian', value: 'sl-SI' },
	{ name: 'Spanish (Mexico)', value: 'es-MX' },
	{ name: 'Spanish (Spain)', value: 'es-ES' },
	{ name: 'Swahili', value: 'sw-KE' },
	{ name: 'Swedish', value: 'sv-SE' },
	{ name: 'Tamil', value: 'ta-IN' },
	{ name: 'Thai', value: 'th-TH' },
	{ name: 'Turkish', value: 'tr-TR' },
	{ name: 'Ukrainian', value: 'uk-UA' },
	{ name: 'Vietnamese', value: 'vi-VN' },
];

/** The list of languages as a form offers it, searched by name or code. */
export async function searchLanguages(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const results = LANGUAGES.filter(({ name, value }) =>
		`${name} ${value}`.toLowerCase().includes(wanted),
	);
	return { results };
}
