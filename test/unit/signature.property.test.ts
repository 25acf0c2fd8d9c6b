import fc from 'fast-check';
import type { WebhookUnbrandedRequiredHeaders } from 'standardwebhooks';
import { Webhook } from 'standardwebhooks';

import { isFresh, isSignedWith, signedDelivery } from '../../nodes/AdaWebhookTrigger/signature';

/*
 * Ours and the Standard Webhooks library (1.1.1, which npm's svix wraps) accept and refuse the same
 * deliveries, save for these, which the library accepts and ours refuses:
 *
 * - A timestamp that is not plain digits (`+1`, `01`, `1.5`, `1abc`). The library verifies the
 *   number that parseInt() finds in it; ours verifies the header's text, so there may be one only.
 * - An id with a full stop. The specification (Signature scheme) warns of it: id, time and body
 *   could be cut elsewhere. The library does not look.
 * - A signature followed by a comma and more (`v1,<base64>,x`). The library drops the rest; no
 *   signature has a comma in it, and ours compares all that is there.
 * - A secret with one base64 sign too many. The library does not even read that sign; a secret that
 *   was cut or added to is not known to be the right one.
 * - A body that is not UTF-8, signed after its bad bytes became U+FFFD. The library verifies that
 *   text; ours verifies the bytes, as Ada's page demands.
 *
 * Not compared: bodies that are not UTF-8 and signed as bytes. Ours accepts them, the library cannot
 * (signature.test.ts has them). Headers given twice are put to the library as Node joins them.
 */
const DIFFERENCES: Array<{ name: string; isIn: (attempt: Attempt) => boolean }> = [
	{
		name: 'a timestamp that is not plain digits',
		isIn: ({ headers }) => !/^[1-9]\d*$/.test(forOracle(headers)['webhook-timestamp']),
	},
	{
		name: 'an id with a full stop',
		isIn: ({ headers }) => forOracle(headers)['webhook-id'].includes('.'),
	},
	{
		name: 'a signature followed by a comma and more',
		isIn: ({ headers }) => /v1,[^ ,]*,/.test(forOracle(headers)['webhook-signature']),
	},
	{
		name: 'a secret with one base64 sign too many',
		isIn: ({ secret }) => secret.replace('whsec_', '').replace(/=*$/, '').length % 4 === 1,
	},
	{
		name: 'a body that is not UTF-8',
		isIn: ({ body }) => !body.equals(Buffer.from(body.toString())),
	},
];

interface Attempt {
	secret: string;
	body: Buffer;
	headers: Record<string, unknown>;
	nowMs: number;
}

/** A delivery as it was signed, and what was done to each part of it on its way. */
interface Story {
	key: Uint8Array;
	otherKey: Uint8Array;
	id: string;
	body: Buffer;
	signedAt: number;
	delayMs: number;
	writeSecret: Change;
	writeTimestamp: Change;
	writeBody: (body: Buffer) => Buffer;
	writeSignatures: Array<(right: string, wrong: string) => string>;
	separator: string;
	writeHeaders: (set: HeaderSet) => Record<string, unknown>;
}

type Change = (text: string) => string;

interface HeaderSet {
	id: string;
	timestamp: string;
	signature: string;
}

const clock = jest.spyOn(Date, 'now');

afterAll(() => {
	clock.mockRestore();
});

test('accepts and refuses what the Standard Webhooks library does, or is stricter', () => {
	const seen = { all: 0, accepted: 0 };
	fc.assert(
		fc.property(stories(), (story) => {
			const attempt = attemptOf(story);

			const ours = isAcceptedByUs(attempt);
			const theirs = isAcceptedByOracle(attempt);

			seen.all += 1;
			if (ours) seen.accepted += 1;
			if (ours === theirs) return;
			const differences = DIFFERENCES.filter(({ isIn }) => isIn(attempt));
			expect({ ours, theirs, isKnown: differences.length > 0 }).toEqual({
				ours: false,
				theirs: true,
				isKnown: true,
			});
		}),
		{ numRuns: 1_000 },
	);

	// Were all deliveries refused, two verifiers that refuse everything would agree.
	expect(seen.accepted / seen.all).toBeGreaterThan(0.2);
});

const AT = 1_795_000_000;

const plain: Story = {
	key: Buffer.alloc(24, 1),
	otherKey: Buffer.alloc(24, 2),
	id: 'msg_1',
	body: Buffer.from('{}'),
	signedAt: AT,
	delayMs: 0,
	writeSecret: asIs,
	writeTimestamp: asIs,
	writeBody: (body) => body,
	writeSignatures: [(right) => right],
	separator: ' ',
	writeHeaders: svix,
};

test.each<{ name: string; story: Partial<Story> }>([
	{
		name: 'a timestamp that is not plain digits',
		story: { writeTimestamp: (text) => `0${text}` },
	},
	{ name: 'an id with a full stop', story: { id: 'msg.1' } },
	{
		name: 'a signature followed by a comma and more',
		story: { writeSignatures: [(right) => `${right},x`] },
	},
	{
		name: 'a secret with one base64 sign too many',
		story: { writeSecret: (text) => `${text}A` },
	},
	{ name: 'a body that is not UTF-8', story: { body: Buffer.from([0xff]) } },
])('is stricter about $name', ({ name, story }) => {
	const attempt = attemptOf({ ...plain, ...story });

	expect(DIFFERENCES.filter(({ isIn }) => isIn(attempt)).map((known) => known.name)).toEqual([
		name,
	]);
	expect(isAcceptedByOracle(attempt)).toBe(true);
	expect(isAcceptedByUs(attempt)).toBe(false);
	expect(isAcceptedByUs(attemptOf(plain))).toBe(true);
});

test('never throws, whatever the headers, the body and the secret are', () => {
	const names = ['id', 'timestamp', 'signature'].map((field) => `svix-${field}`);
	const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(String(AT), 'v1,'));
	const headers = fc.dictionary(
		fc.oneof(fc.constantFrom(...names), fc.string()),
		fc.oneof(text, fc.array(text), fc.anything()),
	);
	// As long as a real one in letters or in bytes: timingSafeEqual() throws on unequal lengths.
	const signs = fc.constantFrom('A', '=', 'é');
	const signature = fc.string({ unit: signs, minLength: 44, maxLength: 47 });
	const whole = fc.record({ id: text, timestamp: fc.constant(String(AT)), signature }).map(svix);
	const body = fc.oneof(fc.constant(plain.body), fc.anything());
	fc.assert(
		fc.property(
			fc.oneof(headers, whole),
			body,
			text,
			fc.double(),
			(given, bytes, secret, nowMs) => {
				const delivery = signedDelivery(given, bytes);
				if (delivery === undefined) return;

				expect(isFresh(delivery, nowMs) && isSignedWith(delivery, secret)).toBe(false);
				expect(isSignedWith(delivery, 'AAAA')).toBe(false);
			},
		),
	);
});

function isAcceptedByUs({ headers, body, secret, nowMs }: Attempt): boolean {
	const delivery = signedDelivery(headers, body);
	return delivery !== undefined && isFresh(delivery, nowMs) && isSignedWith(delivery, secret);
}

function isAcceptedByOracle({ headers, body, secret, nowMs }: Attempt): boolean {
	clock.mockReturnValue(nowMs);
	try {
		new Webhook(secret).verify(body, forOracle(headers), { jsonParse: false });
		return true;
	} catch {
		return false;
	}
}

/**
 * The headers under the names the library knows. Which set counts is decided as npm's svix does:
 * its own if it is whole. Lists are joined as in Node's `request.headers`.
 */
function forOracle(headers: Record<string, unknown>): WebhookUnbrandedRequiredHeaders {
	const values = new Map<string, string>();
	for (const [name, value] of Object.entries(headers)) {
		const given = values.get(name.toLowerCase());
		const text = Array.isArray(value) ? value.join(', ') : String(value);
		values.set(name.toLowerCase(), given === undefined ? text : `${given}, ${text}`);
	}
	const [own, whiteLabel] = ['svix', 'webhook'].map((brand) => ({
		'webhook-id': values.get(`${brand}-id`) ?? '',
		'webhook-timestamp': values.get(`${brand}-timestamp`) ?? '',
		'webhook-signature': values.get(`${brand}-signature`) ?? '',
	}));
	return Object.values(own).includes('') ? whiteLabel : own;
}

function attemptOf(story: Story): Attempt {
	const right = signatureOf(story.key, story);
	const wrong = signatureOf(story.otherKey, story);
	return {
		secret: story.writeSecret(Buffer.from(story.key).toString('base64')),
		body: story.writeBody(story.body),
		headers: story.writeHeaders({
			id: story.id,
			timestamp: story.writeTimestamp(String(story.signedAt)),
			signature: story.writeSignatures.map((write) => write(right, wrong)).join(story.separator),
		}),
		nowMs: story.signedAt * 1000 + story.delayMs,
	};
}

/** Signed by the library, which knows no empty key; HMAC takes one zero byte for the same key. */
function signatureOf(key: Uint8Array, { id, signedAt, body }: Story): string {
	const signer = new Webhook(key.length > 0 ? key : Buffer.alloc(1), { format: 'raw' });
	return signer.sign(id, new Date(signedAt * 1000), body);
}

function asIs(text: string): string {
	return text;
}

function svix({ id, timestamp, signature }: HeaderSet): Record<string, unknown> {
	return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature };
}

function webhook({ id, timestamp, signature }: HeaderSet): Record<string, unknown> {
	return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

/** Nine times in ten one of the usual, else one of the others. */
function mostly<T>(usual: T[], others: T[]): fc.Arbitrary<T> {
	return fc.oneof(
		{ weight: 9, arbitrary: fc.constantFrom(...usual) },
		{ weight: 1, arbitrary: fc.constantFrom(...others) },
	);
}

function stories(): fc.Arbitrary<Story> {
	const key = fc.oneof(
		{ weight: 8, arbitrary: fc.uint8Array({ minLength: 24, maxLength: 64 }) },
		{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
	);
	const writeSecret = mostly<Change>(
		[
			asIs,
			(text) => `whsec_${text}`,
			(text) => text.replace(/=/g, ''),
			(text) => `whsec_${text.replace(/=/g, '')}`,
			(text) => text.replace('==', '='),
		],
		[
			(text) => `${text.replace(/=/g, '')}A`,
			(text) => `whsec_${text.replace(/=/g, '')}!`,
			(text) => text.slice(0, -1),
			(text) => `${text}=`,
			(text) => `${text}===`,
			(text) => text.replace(/\+/g, '-').replace(/\//g, '_'),
			(text) => ` ${text}`,
			(text) => `${text}\n`,
			(text) => text.replace(/^../, 'é'),
			(text) => `whsec_whsec_${text}`,
			(text) => `WHSEC_${text}`,
			() => '',
			() => 'whsec_',
			() => 'AAAA',
		],
	);
	const id = fc.oneof(
		{ weight: 9, arbitrary: fc.stringMatching(/^msg_[A-Za-z0-9]{1,27}$/) },
		{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
		{ weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('.', '1', 'a', 'é', ' ') }) },
	);
	const body = fc.oneof(
		{ weight: 3, arbitrary: fc.json().map((text) => Buffer.from(text)) },
		{ weight: 3, arbitrary: fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)) },
		{
			weight: 1,
			arbitrary: fc.constantFrom('', '\uFEFF{}', '1.0').map((text) => Buffer.from(text)),
		},
		{ weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
	);
	const delayMs = fc.oneof(
		{ weight: 9, arbitrary: fc.integer({ min: -300_000, max: 300_999 }) },
		{ weight: 1, arbitrary: fc.constantFrom(-300_001, -300_000, 300_999, 301_000) },
		{ weight: 1, arbitrary: fc.integer({ min: -900_000, max: 900_000 }) },
	);
	const writeTimestamp = mostly<Change>(
		[asIs],
		[
			(text) => String(Number(text) + 1),
			(text) => String(Number(text) - 1),
			(text) => `0${text}`,
			(text) => `+${text}`,
			(text) => `-${text}`,
			(text) => ` ${text}`,
			(text) => `${text}abc`,
			(text) => `${text}.5`,
			(text) => `${text}000`,
			(text) => text.slice(0, 3),
			() => '123abc',
			() => 'hello',
			() => '',
		],
	);
	const writeBody = mostly<Story['writeBody']>(
		[(bytes) => bytes],
		[
			(bytes) => Buffer.concat([bytes, Buffer.from(' ')]),
			(bytes) => bytes.subarray(1),
			(bytes) => Buffer.from(bytes.toString()),
			(bytes) => Buffer.from(bytes.toString('latin1')),
			() => Buffer.alloc(0),
		],
	);
	const signature = fc.constantFrom<Story['writeSignatures'][number]>(
		(right) => right,
		(_right, wrong) => wrong,
		(right) => right.replace('v1', 'v1a'),
		(right) => right.replace('v1', 'v2'),
		(right) => right.replace('v1', 'V1'),
		(right) => right.replace('v1,', ''),
		(right) => right.replace('=', ''),
		(right) => right.slice(0, 20),
		(right) => right.replace(/\+/g, '-').replace(/\//g, '_'),
		(right) => `${right}=`,
		(right) => `${right},x`,
		(right) => `${right},`,
		(right) => `,${right}`,
		() => 'v1,',
		() => 'v1',
		() => '',
	);
	const writeSignatures = fc.oneof(
		{ weight: 4, arbitrary: fc.constant<Story['writeSignatures']>([(right) => right]) },
		{
			weight: 3,
			arbitrary: fc
				.tuple(fc.array(signature, { maxLength: 3 }), fc.array(signature, { maxLength: 3 }))
				.map(([before, after]) => [...before, asIs, ...after]),
		},
		{ weight: 2, arbitrary: fc.array(signature, { maxLength: 4 }) },
	);
	const writeHeaders = mostly<Story['writeHeaders']>(
		[
			svix,
			webhook,
			(set) => listed(svix(set)),
			(set) => renamed(svix(set), (name) => name.toUpperCase()),
			(set) => renamed(webhook(set), (name) => name.replace('webhook', 'Webhook')),
			(set) => ({ ...svix(set), ...webhook({ ...set, id: 'msg_other' }) }),
			(set) => ({ ...webhook(set), 'svix-id': 'msg_other', 'svix-timestamp': '' }),
		],
		[
			(set) => ({ ...webhook(set), ...svix({ ...set, id: 'msg_other' }) }),
			...['id', 'timestamp', 'signature'].flatMap((field): Array<Story['writeHeaders']> => [
				(set) => without(svix(set), `svix-${field}`),
				(set) => without(webhook(set), `webhook-${field}`),
				(set) => ({ ...svix(set), [`svix-${field}`]: '' }),
				(set) => ({ ...without(svix(set), `svix-${field}`), ...only(webhook(set), field) }),
				(set) => twice(svix(set), `svix-${field}`),
				(set) => ({ ...webhook(set), ...only(renamed(webhook(set), shout), field) }),
				(set) => ({ ...webhook(set), [`svix-${field}`]: ['a', 'b'] }),
			]),
		],
	);
	return fc.record({
		key,
		otherKey: fc.uint8Array({ minLength: 24, maxLength: 64 }),
		id,
		body,
		signedAt: fc.integer({ min: 1_000_000, max: 4_000_000_000 }),
		delayMs,
		writeSecret,
		writeTimestamp,
		writeBody,
		writeSignatures,
		separator: mostly([' '], ['  ', ', ', ',', '\t', '']),
		writeHeaders,
	});
}

function renamed(headers: Record<string, unknown>, rename: Change): Record<string, unknown> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));
}

function listed(headers: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}

function twice(headers: Record<string, unknown>, name: string): Record<string, unknown> {
	return { ...headers, [name]: [headers[name], headers[name]] };
}

function without(headers: Record<string, unknown>, name: string): Record<string, unknown> {
	return Object.fromEntries(Object.entries(headers).filter(([given]) => given !== name));
}

function only(headers: Record<string, unknown>, field: string): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => name.toLowerCase().endsWith(field)),
	);
}

function shout(name: string): string {
	return name.toUpperCase();
}
