import { createHmac } from 'node:crypto';

import { isFresh, isSignedWith, signedDelivery } from '../../nodes/AdaWebhookTrigger/signature';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIME = 1614265330;
const BODY = Buffer.from('{"test": 2432232314}');

/** What a sender who holds the key signs, whatever it is that is sent. */
function signature(timestamp: string, body: Buffer, key = keyOf(SECRET), id = ID): string {
	const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
	return `v1,${hmac.digest('base64')}`;
}

function keyOf(secret: string): Buffer {
	return Buffer.from(secret.replace('whsec_', ''), 'base64');
}

function headersOf(timestamp: string, signatures: string, id = ID): Record<string, unknown> {
	return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signatures };
}

function signed(body = BODY, timestamp = String(TIME)): Record<string, unknown> {
	return headersOf(timestamp, signature(timestamp, body));
}

function renamed(
	headers: Record<string, unknown>,
	rename: (name: string) => string,
): Record<string, unknown> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));
}

function whiteLabel(headers: Record<string, unknown>): Record<string, unknown> {
	return renamed(headers, (name) => name.replace('svix', 'webhook'));
}

function isAccepted(
	headers: Record<string, unknown>,
	body: unknown = BODY,
	secret = SECRET,
	nowMs = TIME * 1000,
): boolean {
	const delivery = signedDelivery(headers, body);
	return delivery !== undefined && isFresh(delivery, nowMs) && isSignedWith(delivery, secret);
}

test.each([
	{
		secret: SECRET,
		id: ID,
		time: TIME,
		body: '{"test": 2432232314}',
		signatures: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
	},
	{
		secret: OTHER_SECRET,
		id: 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
		time: 1649367553,
		body: '{"email":"test@example.com","username":"test_user"}',
		signatures: 'v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=',
	},
])('accepts the published delivery $id', ({ secret, id, time, body, signatures }) => {
	const headers = headersOf(String(time), signatures, id);

	expect(isAccepted(headers, Buffer.from(body), secret, time * 1000)).toBe(true);
	expect(isAccepted(headers, Buffer.from(`${body} `), secret, time * 1000)).toBe(false);
});

test('reads what is signed from the headers and the bytes', () => {
	expect(signedDelivery(headersOf('1614265330', 'v1,a v1,b'), BODY)).toEqual({
		id: ID,
		timestamp: '1614265330',
		signatures: 'v1,a v1,b',
		body: BODY,
	});
});

describe('headers', () => {
	test.each(['svix-id', 'svix-timestamp', 'svix-signature'])('%s has to be there', (name) => {
		const headers = signed();

		expect(signedDelivery({ ...headers, [name]: undefined }, BODY)).toBeUndefined();
		expect(signedDelivery({ ...headers, [name]: '' }, BODY)).toBeUndefined();
		expect(signedDelivery({ ...headers, [name]: [] }, BODY)).toBeUndefined();
		expect(signedDelivery({ ...headers, [name]: TIME }, BODY)).toBeUndefined();
		expect(signedDelivery(headers, BODY)).toBeDefined();
	});

	test.each([
		{ what: 'white-label names', headers: whiteLabel(signed()) },
		{ what: 'names in upper case', headers: renamed(signed(), (name) => name.toUpperCase()) },
		{
			what: 'white-label names in mixed case',
			headers: renamed(whiteLabel(signed()), (name) => name.replace('webhook', 'WebHook')),
		},
	])('are read under $what', ({ headers }) => {
		expect(isAccepted(headers)).toBe(true);
	});

	test('are read as lists of one', () => {
		const listed = Object.fromEntries(
			Object.entries(signed()).map(([name, value]) => [name, [value]]),
		);

		expect(isAccepted(listed)).toBe(true);
	});

	test.each(['id', 'timestamp', 'signature'])('are not mixed: webhook-%s among svix-*', (field) => {
		const { [`svix-${field}`]: value, ...others } = signed();

		expect(signedDelivery({ ...others, [`webhook-${field}`]: value }, BODY)).toBeUndefined();
	});

	test.each(['svix-id', 'svix-timestamp', 'svix-signature'])(
		'of a whole webhook-* set are read beside svix-* that lack %s',
		(name) => {
			const part = { ...headersOf('1', 'v1,', 'msg_other'), [name]: undefined };

			expect(isAccepted({ ...part, ...whiteLabel(signed()) })).toBe(true);
		},
	);

	test('of a whole svix-* set go before webhook-*', () => {
		const wrong = headersOf(String(TIME), 'v1,');

		expect(isAccepted({ ...whiteLabel(wrong), ...signed() })).toBe(true);
		expect(isAccepted({ ...whiteLabel(signed()), ...wrong })).toBe(false);
	});

	test.each(['svix-id', 'svix-timestamp'])('%s given twice is refused', (name) => {
		const headers = signed();

		expect(isAccepted({ ...headers, [name]: [headers[name], headers[name]] })).toBe(false);
		expect(isAccepted({ ...headers, [name.toUpperCase()]: headers[name] })).toBe(false);
	});

	test('with a full stop in the id are refused, or the body could bring its own time', () => {
		const body = Buffer.from(`{"text":"x.${TIME}.[]"}`);
		const [id, cut] = [`${ID}.1500000000.{"text":"x`, Buffer.from('[]"}')];
		const captured = signature('1500000000', body);
		const headers = headersOf(String(TIME), captured, id);

		expect(signature(String(TIME), cut, keyOf(SECRET), id)).toBe(captured);
		expect(signedDelivery(headers, cut)).toBeUndefined();
	});
});

describe('the timestamp', () => {
	test.each([
		'hello',
		'123abc',
		`${TIME}abc`,
		`-${TIME}`,
		`+${TIME}`,
		`0${TIME}`,
		`${TIME}.0`,
		`${TIME}.5`,
		'1.61426533e9',
		'0x60381e72',
		` ${TIME}`,
		`${TIME}\n`,
		'١٦١٤٢٦٥٣٣٠',
		'0',
	])('%j is not plain digits, signed or not', (timestamp) => {
		expect(signedDelivery(signed(BODY, timestamp), BODY)).toBeUndefined();
	});

	test.each([-1, 1])('is the signed one and not %i s off', (off) => {
		const signatures = signature(String(TIME), BODY);

		expect(isAccepted(headersOf(String(TIME), signatures))).toBe(true);
		expect(isAccepted(headersOf(String(TIME + off), signatures))).toBe(false);
	});

	test.each([
		{ what: '5 min old', nowMs: (TIME + 300) * 1000, fresh: true },
		{ what: '5 min old, late in that second', nowMs: (TIME + 300) * 1000 + 999, fresh: true },
		{ what: '5 min 1 s old', nowMs: (TIME + 301) * 1000, fresh: false },
		{ what: '5 min ahead', nowMs: (TIME - 300) * 1000, fresh: true },
		{ what: '5 min 1 s ahead', nowMs: (TIME - 301) * 1000, fresh: false },
		{ what: '5 min 1 ms ahead', nowMs: (TIME - 300) * 1000 - 1, fresh: false },
		{ what: 'of no known age', nowMs: NaN, fresh: false },
	])('$what: fresh is $fresh', ({ nowMs, fresh }) => {
		expect(isAccepted(signed(), BODY, SECRET, nowMs)).toBe(fresh);
	});

	test('of more digits than a number holds is never fresh', () => {
		const delivery = signedDelivery(signed(BODY, '9'.repeat(400)), BODY);

		expect(delivery && isFresh(delivery, TIME * 1000)).toBe(false);
	});
});

describe('signatures', () => {
	const right = signature(String(TIME), BODY);
	const wrong = signature(String(TIME), BODY, keyOf(OTHER_SECRET));

	test.each([
		{ what: 'the right one', signatures: right },
		{ what: 'the right one first', signatures: `${right} ${wrong}` },
		{ what: 'the right one last', signatures: `${wrong} ${right}` },
		{ what: 'the right one among others', signatures: `v1a,x v2,y ${wrong} v1, ${right} ${wrong}` },
		{ what: 'spaces beyond need', signatures: ` ${wrong}  ${right} ` },
		{ what: 'the right one in the second of two headers', signatures: [wrong, right] },
	])('are accepted: $what', ({ signatures }) => {
		expect(isAccepted({ ...signed(), 'svix-signature': signatures })).toBe(true);
	});

	const encoded = right.slice('v1,'.length);

	test.each([
		{ what: 'a wrong one', signatures: wrong },
		{ what: 'only wrong ones', signatures: `${wrong} ${wrong}` },
		{ what: 'a cut one', signatures: right.slice(0, -1) },
		{ what: 'one without padding and one more sign', signatures: right.replace('=', 'A') },
		{ what: 'one with a sign more', signatures: `${right}A` },
		{ what: 'one with a part more', signatures: `${right},v1` },
		{ what: 'one in the URL alphabet', signatures: urlAlphabet(right) },
		{ what: 'one with a letter of another case', signatures: `v1,${encoded.toLowerCase()}` },
		{ what: 'one as long in bytes only', signatures: `v1,é${encoded.slice(2)}` },
		{ what: 'one as long in letters only', signatures: `v1,é${encoded.slice(1)}` },
		{ what: 'v1, alone', signatures: 'v1,' },
		{ what: 'v1 alone', signatures: 'v1' },
		{ what: 'a space alone', signatures: ' ' },
		{ what: 'no version', signatures: encoded },
		{ what: 'an empty version', signatures: `,${encoded}` },
		{ what: 'another case of the version', signatures: `V1,${encoded}` },
		{ what: 'only other versions', signatures: `v1a,${encoded} v2,${encoded} v11,${encoded}` },
		{ what: 'no space between', signatures: `${wrong},${right}` },
	])('are refused: $what', ({ signatures }) => {
		expect(isAccepted({ ...signed(), 'svix-signature': signatures })).toBe(false);
	});

	test('are made over the id as well', () => {
		expect(isAccepted({ ...signed(), 'svix-id': 'msg_other' })).toBe(false);
	});
});

describe('a secret', () => {
	// Base64 of these ends in no, two and one sign of padding.
	const keys = [Buffer.alloc(24, 0xfb), Buffer.alloc(25, 0xfb), Buffer.alloc(26, 0xfb)];
	const timestamp = String(TIME);

	test.each(keys)('is read with and without whsec_ and padding (key %#)', (key) => {
		const headers = headersOf(timestamp, signature(timestamp, BODY, key));
		const padded = key.toString('base64');
		const unpadded = padded.replace(/=+$/, '');

		for (const secret of [padded, unpadded, `whsec_${padded}`, `whsec_${unpadded}`]) {
			expect(isAccepted(headers, BODY, secret)).toBe(true);
		}
		expect(isAccepted(headers, BODY, OTHER_SECRET)).toBe(false);
	});

	test.each(['', 'whsec_', '=', '==', '====', 'whsec_==', 'A', 'A===', '!!!!', 'whsec_    '])(
		'%j decodes to nothing and accepts nothing, least of all the empty key',
		(secret) => {
			const headers = headersOf(timestamp, signature(timestamp, BODY, Buffer.alloc(0)));

			expect(isAccepted(headers, BODY, secret)).toBe(false);
		},
	);

	const base64 = Buffer.alloc(24, 0xfb).toString('base64');

	test.each([
		{ what: 'in the URL alphabet', secret: urlAlphabet(base64) },
		{ what: 'with a space before it', secret: ` ${base64}` },
		{ what: 'with a line end behind it', secret: `${base64}\n` },
		{ what: 'with a sign base64 lacks', secret: `${base64.slice(0, 8)}!${base64.slice(8)}` },
		{ what: 'with padding inside', secret: `${base64.slice(0, 8)}=${base64.slice(8)}` },
		{ what: 'with too much padding', secret: `${base64}===` },
		{ what: 'with a sign beyond its groups', secret: `${base64}A` },
		{ what: 'with whsec_ twice', secret: `whsec_whsec_${base64}` },
		{ what: 'with whsec_ in another case', secret: `WHSEC_${base64}` },
	])('$what is refused, although Node decodes it', ({ secret }) => {
		const decoded = Buffer.from(secret.replace('whsec_', ''), 'base64');

		expect(decoded.length).toBeGreaterThan(0);
		for (const key of [decoded, keyOf(base64)]) {
			const headers = headersOf(timestamp, signature(timestamp, BODY, key));
			expect(isAccepted(headers, BODY, secret)).toBe(false);
		}
	});

	test('of one unpadded group short of four signs is refused, as Svix does', () => {
		const headers = headersOf(timestamp, signature(timestamp, BODY, Buffer.from('AAA', 'base64')));

		expect(isAccepted(headers, BODY, 'AAA')).toBe(false);
		expect(isAccepted(headers, BODY, 'AAA=')).toBe(true);
	});
});

describe('the body', () => {
	test.each([0, 1, 256 * 1024, 1024 * 1024])(
		'of %i bytes is accepted, and one changed is not',
		(size) => {
			const body = Buffer.alloc(size, 'é{"');
			const changed = Buffer.from(body);
			if (size > 0) changed[size - 1] ^= 1;

			expect(isAccepted(signed(body), body)).toBe(true);
			expect(isAccepted(signed(body), size > 0 ? changed : BODY)).toBe(false);
		},
	);

	test.each([
		{ what: 'a whole number with a fraction', text: '{"a":1.0}' },
		{ what: 'an escaped letter', text: '{"a":"\\u00e9"}' },
		{ what: 'an escaped slash', text: '{"a":"https:\\/\\/ada.cx"}' },
		{ what: 'a number of 20 digits', text: '{"a":12345678901234567890}' },
		{ what: 'a key given twice', text: '{"a":1,"a":2}' },
		{ what: 'spaces', text: '{ "a" : 1 }\n' },
	])('is taken as sent: $what', ({ text }) => {
		const headers = signed(Buffer.from(text));

		expect(isAccepted(headers, Buffer.from(text))).toBe(true);
		expect(isAccepted(headers, Buffer.from(JSON.stringify(JSON.parse(text))))).toBe(false);
	});

	test('is taken as bytes where they are no UTF-8', () => {
		const body = Buffer.from([0x7b, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x00, 0x7d]);

		expect(isAccepted(signed(body), body)).toBe(true);
		expect(isAccepted(signed(body), Buffer.from(body.toString()))).toBe(false);
		expect(isAccepted(signed(Buffer.from(body.toString())), body)).toBe(false);
	});

	test.each([
		{ what: 'none', body: undefined },
		{ what: 'null', body: null },
		{ what: 'a text', body: '{"test": 2432232314}' },
		{ what: 'parsed JSON', body: { test: 2432232314 } },
		{ what: 'bytes that are no Buffer', body: new Uint8Array(BODY) },
	])('has to be the raw bytes: $what is no body', ({ body }) => {
		expect(signedDelivery(signed(), body)).toBeUndefined();
	});
});

function urlAlphabet(base64: string): string {
	const url = base64.replace(/\+/g, '-').replace(/\//g, '_');
	// Without either sign the two alphabets are one, and nothing would be tested.
	if (url === base64) throw new Error(`No + or / in ${base64}`);
	return url;
}
