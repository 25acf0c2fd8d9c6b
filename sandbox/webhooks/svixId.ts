import { randomInt } from 'node:crypto';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function written(value: number, length: number): string {
	let text = '';
	for (let rest = value; text.length < length; rest = Math.floor(rest / digits.length)) {
		text = digits[rest % digits.length] + text;
	}
	return text;
}

/** Makes IDs with Svix's prefixes (`ep_…`, `msg_…`) whose order as texts is that of their making. */
export class SvixIds {
	private made = 0;

	constructor(private readonly prefix: 'ep' | 'msg') {}

	/** @param nowMs milliseconds since 1970, never less than in the call before */
	next(nowMs: number): string {
		const random = Array.from({ length: 15 }, () => digits[randomInt(digits.length)]).join('');
		return `${this.prefix}_${written(nowMs, 8)}${written(this.made++, 4)}${random}`;
	}
}
