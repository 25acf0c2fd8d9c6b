import * as fc from 'fast-check';

import { Secrets } from '../../nodes/ada/secrets';
import { leaksIn } from '../engine/leaks';

test('no spelling of a secret is left in a text around it', () => {
	const secret = fc
		.string({ unit: 'grapheme', minLength: 4, maxLength: 30 })
		.filter((text) => text.trim().length >= 4 && !'[hidden]'.includes(text.trim().toLowerCase()));
	fc.assert(
		fc.property(secret, (text) => {
			const hidden = text.trim();
			const texts = [
				`Value ${hidden} is odd`,
				JSON.stringify({ sent: hidden }),
				`/?q=${encodeURIComponent(hidden)}`,
				`/?${new URLSearchParams({ q: hidden }).toString()}`,
			];

			expect(leaksIn(new Secrets([text]).mask({ texts, [hidden]: [hidden] }), [hidden])).toEqual(
				[],
			);
		}),
		{ numRuns: 1_000 },
	);
});

test.each([
	{
		what: 'a PIN alone',
		secret: 42,
		text: 'PIN 42, not 421 or x42',
		masked: 'PIN [hidden], not 421 or x42',
	},
	{ what: 'a letter', secret: 'é', text: 'café é', masked: 'café [hidden]' },
	{ what: 'signs of a pattern', secret: 'a.*b', text: 'a.*b axxb', masked: '[hidden] axxb' },
	{ what: 'another case', secret: 'Secret', text: 'SECRET', masked: '[hidden]' },
	{ what: 'no boolean', secret: true, text: 'true', masked: 'true' },
	{ what: 'no spaces', secret: '   ', text: 'a   b', masked: 'a   b' },
	{ what: 'the longer of two first', secret: 'longer', text: 'longer-one', masked: '[hidden]' },
])('masks $what', ({ secret, text, masked }) => {
	expect(new Secrets([secret, 'longer-one']).mask(text)).toBe(masked);
});

test('leaves dates, numbers and all else as they are', () => {
	const date = new Date(0);

	const masked = new Secrets(['secret']).mask({ date, count: 7, none: null, list: [true] });

	expect(masked).toEqual({ date, count: 7, none: null, list: [true] });
});
