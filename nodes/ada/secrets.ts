/** Stands where a secret was. */
const MASK = '[hidden]';

/** A secret shorter than this is masked only where it stands alone, or it would blot out words. */
const SHORT = 4;

/**
 * Takes secrets out of what the nodes hand on: the API key, and the values that one item sends as
 * sensitive metadata. Ada's own texts can repeat them, plain or encoded.
 */
export class Secrets {
	private readonly patterns: RegExp[] = [];

	constructor(private readonly values: readonly unknown[] = []) {
		const texts = new Set<string>();
		for (const value of values) {
			// true and false say nothing by themselves, and stand in too many sentences.
			if (typeof value !== 'string' && typeof value !== 'number') continue;
			for (const text of spellings(String(value))) texts.add(text);
		}
		const longestFirst = [...texts].sort((one, other) => other.length - one.length);
		this.patterns = longestFirst.map(patternOf);
	}

	/** These secrets and one more. */
	with(value: unknown): Secrets {
		return new Secrets([...this.values, value]);
	}

	/** A copy of the value in which every text, keys included, has its secrets masked. */
	mask<T>(value: T): T;
	mask(value: unknown): unknown {
		if (this.patterns.length === 0) return value;
		if (typeof value === 'string') return this.maskText(value);
		if (typeof value === 'number') {
			const text = String(value);
			return this.maskText(text) === text ? value : MASK;
		}
		if (Array.isArray(value)) return value.map((element) => this.mask(element));
		if (typeof value !== 'object' || value === null) return value;
		// Dates and the like are turned to text where they end up.
		if ('toJSON' in value && typeof value.toJSON === 'function') {
			const text: unknown = value.toJSON();
			return typeof text === 'string' && this.maskText(text) !== text ? MASK : value;
		}
		return Object.fromEntries(
			Object.entries(value).map(([key, held]) => [this.maskText(key), this.mask(held)]),
		);
	}

	private maskText(text: string): string {
		return this.patterns.reduce((masked, pattern) => masked.replace(pattern, MASK), text);
	}
}

/** The ways in which a text is commonly repeated in an answer: as it is, in JSON, a URL, a page. */
function spellings(secret: string): string[] {
	const trimmed = secret.trim();
	if (trimmed === '') return [];
	const inJson = JSON.stringify(trimmed).slice(1, -1);
	const inAsciiJson = inJson.replace(
		/[^ -~]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	const inHtml = trimmed.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
	const inNamedHtml = trimmed
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
	return [trimmed, inJson, inAsciiJson, ...inUrl(trimmed), inHtml, inNamedHtml];
}

/** As part of a path, as a form sends it, and with every sign encoded. */
function inUrl(text: string): string[] {
	const inForm = new URLSearchParams({ '': text }).toString().slice(1);
	const all = [inForm, inForm.replace(/\+/g, '%20')];
	try {
		return [...all, encodeURIComponent(text)];
	} catch {
		// Half of a surrogate pair has no spelling in a path.
		return all;
	}
}

function patternOf(text: string): RegExp {
	const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return text.length >= SHORT
		? new RegExp(literal, 'gi')
		: new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}
