import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old or ahead an attempt may be: the tolerance of Standard Webhooks' own libraries. */
const TOLERANCE_SECONDS = 5 * 60;

const SECRET_PREFIX = 'whsec_';

/**
 * Unix seconds as Svix writes them. `+1`, `01` and `1.5` are the same or nearly the same number but
 * not the same text; the text is what is signed, so only one spelling of a number is read.
 */
const UNIX_SECONDS = /^[1-9][0-9]*$/;

/** What Ada signs of one delivery. */
export interface SignedDelivery {
	/** The message's id, the same on every attempt. */
	id: string;
	/** The attempt's time in Unix seconds, in the header's own digits. */
	timestamp: string;
	/** One or more signatures with spaces between them, such as `v1,<base64> v1,<base64>`. */
	signatures: string;
	/** The body's bytes as they came. */
	body: Buffer;
}

/**
 * Reads what is signed of a delivery from its headers, svix-* or, as a whole set, webhook-*, and
 * its raw bytes; undefined when something is missing or empty, the timestamp is not plain digits or
 * the id holds a full stop. An empty body is a body.
 * Source: Ada docs, webhooks, overview; Svix docs, verifying webhooks manually.
 */
export function signedDelivery(
	headers: Record<string, unknown>,
	rawBody: unknown,
): SignedDelivery | undefined {
	// JSON that n8n has parsed already is not what was signed.
	if (!Buffer.isBuffer(rawBody)) return undefined;
	// Svix's library, too, looks at webhook-* only when its own set is not whole.
	const set = headerSet(headers, 'svix') ?? headerSet(headers, 'webhook');
	if (set === undefined || !UNIX_SECONDS.test(set.timestamp)) return undefined;
	// id.timestamp.body could be cut elsewhere, at a time of the attacker's choice within the body:
	// the Standard Webhooks specification, Signature scheme, keeps full stops out of ids for that.
	if (set.id.includes('.')) return undefined;
	return { ...set, body: rawBody };
}

/** Whether the attempt is at most 5 minutes old or ahead at `nowMs`, as Date.now() gives it. */
export function isFresh(delivery: SignedDelivery, nowMs: number): boolean {
	const age = Math.floor(nowMs / 1000) - Number(delivery.timestamp);
	return Math.abs(age) <= TOLERANCE_SECONDS;
}

/**
 * Whether one of the delivery's v1 signatures was made with this secret, as Ada's API hands it out
 * or without its `whsec_` or padding. False for a secret that is not base64 of at least one byte.
 * Other versions (v1a is asymmetric) say nothing about a secret. After a rotation Svix signs with
 * both secrets, hence the list.
 */
export function isSignedWith(delivery: SignedDelivery, secret: string): boolean {
	const key = keyOf(secret);
	if (key === undefined) return false;
	const hmac = createHmac('sha256', key);
	hmac.update(`${delivery.id}.${delivery.timestamp}.`);
	hmac.update(delivery.body);
	const expected = Buffer.from(`v1,${hmac.digest('base64')}`);
	return delivery.signatures.split(' ').some((entry) => isSame(Buffer.from(entry), expected));
}

type HeaderSet = Omit<SignedDelivery, 'body'>;

function headerSet(headers: Record<string, unknown>, brand: string): HeaderSet | undefined {
	const id = headerText(headers, `${brand}-id`);
	const timestamp = headerText(headers, `${brand}-timestamp`);
	const signatures = headerText(headers, `${brand}-signature`);
	if (id === '' || timestamp === '' || signatures === '') return undefined;
	return { id, timestamp, signatures };
}

/**
 * A header's text, '' when there is none. One that is given twice is joined as Node's
 * `request.headers` joins it; an id or timestamp so made was never signed and will be refused.
 */
function headerText(headers: Record<string, unknown>, name: string): string {
	return Object.entries(headers)
		.filter(([given]) => given.toLowerCase() === name)
		.flatMap<unknown>(([, value]) => value)
		.filter((value) => typeof value === 'string')
		.join(', ');
}

/**
 * The key's bytes, undefined for a secret that is not whole base64. Buffer.from() would skip what it
 * cannot read and go on with a shorter key, in the end with an empty one that anybody can sign with.
 * The URL alphabet (- and _) is refused as well: Svix hands out and reads the standard one only, so
 * such a text is some other secret. Fewer than four signs are no group; Svix's library stops there.
 */
function keyOf(secret: string): Buffer | undefined {
	const text = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret;
	const digits = text.replace(/={1,2}$/, '');
	if (text.length < 4 || /[^A-Za-z0-9+/]/.test(digits)) return undefined;
	// One sign beyond the groups of four holds no whole byte: the secret was cut or added to.
	if (digits.length % 4 === 1) return undefined;
	return Buffer.from(digits, 'base64');
}

/** In constant time for texts of one length; the length of a signature is no secret. */
function isSame(given: Buffer, expected: Buffer): boolean {
	return given.length === expected.length && timingSafeEqual(given, expected);
}
