/** Where a secret was found, and how it was spelled there. */
export interface Leak {
	path: string;
	found: string;
}

/** The ways in which a secret can be repeated: plain, in JSON, in a URL, in a page. */
function spellings(secret: string): string[] {
	const json = JSON.stringify(secret).slice(1, -1);
	const ascii = json.replace(
		/[^ -~]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	const form = new URLSearchParams({ '': secret }).toString().slice(1);
	const html = secret
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
	const all = [secret, json, ascii, encodeURIComponent(secret), form, html];
	return [...new Set(all)];
}

/** More would only make a failing test slow to print. */
const MOST = 10;

/**
 * The first places in a value that hold one of the secrets: texts, numbers, keys, and what an error keeps
 * beside its enumerable properties (message, stack, cause). A secret that is only digits counts
 * where it stands alone, since times and IDs are full of digits.
 */
export function leaksIn(value: unknown, secrets: readonly string[]): Leak[] {
	const patterns = secrets.flatMap(spellings).map((text) => {
		const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		return /^\d+$/.test(text)
			? new RegExp(`(?<![\\w.:-])${literal}(?![\\w.:-])`)
			: new RegExp(literal);
	});
	const leaks: Leak[] = [];
	const seen = new Set<object>();
	const look = (at: unknown, path: string): void => {
		if (typeof at === 'string' || typeof at === 'number' || typeof at === 'bigint') {
			const text = String(at);
			for (const pattern of patterns) {
				const found = pattern.exec(text);
				if (found) leaks.push({ path, found: found[0] });
			}
		}
		if (typeof at !== 'object' || at === null || seen.has(at) || leaks.length >= MOST) return;
		seen.add(at);
		if (at instanceof Map || at instanceof Set) {
			look([...at], path);
			return;
		}
		if (Array.isArray(at)) {
			at.forEach((element: unknown, index) => {
				look(element, `${path}.${index}`);
			});
			return;
		}
		for (const key of Reflect.ownKeys(at)) {
			look(String(key), `${path}.(key)`);
			look(Reflect.get(at, key), `${path}.${String(key)}`);
		}
	};
	look(value, '');
	return leaks;
}
