import * as fc from 'fast-check';

import type { EndUser, EndUserBody, MetadataValue } from '../../nodes/ada/endUser';
import type { MetadataPatch, WantedChange } from '../../nodes/ada/endUserWrite';
import { changesVisibly, plannedPatch, verdictOn } from '../../nodes/ada/endUserWrite';

type Metadata = Record<string, unknown>;

function person(metadata: Metadata | null | undefined, firstName?: string | null): EndUser {
	return { end_user_id: 'a', profile: { first_name: firstName, metadata } };
}

function wanting(
	metadata: Record<string, MetadataValue | null>,
	profile: WantedChange['profile'] = {},
	sensitive: Record<string, MetadataValue | null> = {},
): WantedChange {
	return {
		profile,
		metadata: new Map(Object.entries(metadata)),
		sensitive: new Map(Object.entries(sensitive)),
	};
}

test.each([
	{ what: 'nothing asked', stored: person({ a: 1 }), wanted: wanting({}) },
	{
		what: 'no profile stored, null asked',
		stored: { end_user_id: 'a' },
		wanted: wanting({ a: null }),
	},
	{ what: 'metadata that is null', stored: person(null), wanted: wanting({ a: null }) },
	{ what: 'a key that is null already', stored: person({ a: null }), wanted: wanting({ a: null }) },
	{
		what: 'the same text',
		stored: person({}, 'Noor'),
		wanted: wanting({}, { first_name: 'Noor' }),
	},
])('no PATCH for $what', ({ stored, wanted }) => {
	for (const known of ['unknown', 'merges', 'replaces'] as const) {
		expect(plannedPatch(stored, wanted, known)).toBeUndefined();
	}
});

test.each([
	{ what: 'false for 0', stored: person({ a: 0 }), wanted: wanting({ a: false }) },
	{ what: 'a text for a number', stored: person({ a: 1 }), wanted: wanting({ a: '1' }) },
	{ what: 'a text with other case', stored: person({ a: 'x' }), wanted: wanting({ a: 'X' }) },
])('a PATCH for $what', ({ stored, wanted }) => {
	expect(plannedPatch(stored, wanted, 'unknown')).toEqual({
		profile: { metadata: Object.fromEntries(wanted.metadata) },
	});
});

test('sensitive values change nothing that can be seen', () => {
	const body = plannedPatch(person({}), wanting({}, {}, { pin: 1 }), 'unknown');

	expect(body).toEqual({ profile: { sensitive_metadata: { fields: { pin: 1 } } } });
	expect(body && changesVisibly(body)).toBe(false);
});

/** An Ada with one answer to each of the open questions about a PATCH of metadata. */
interface Ada {
	replaces: boolean;
	nullKey: 'removes' | 'stored';
	leavesOutEmpty: boolean;
}

function patched({ profile: stored = {} }: EndUser, { profile }: EndUserBody, ada: Ada): EndUser {
	const before = stored.metadata ?? {};
	let metadata: Metadata = { ...before };
	if (profile.metadata) {
		const entries = [
			...Object.entries(ada.replaces ? {} : before),
			...Object.entries(profile.metadata),
		].filter(([, value]) => value !== null || ada.nullKey === 'stored');
		const merged = new Map(entries);
		for (const [key, value] of Object.entries(profile.metadata)) {
			if (value === null && ada.nullKey === 'removes') merged.delete(key);
		}
		metadata = Object.fromEntries(merged);
	}
	const isLeftOut = ada.leavesOutEmpty && Object.keys(metadata).length === 0;
	return {
		end_user_id: 'a',
		profile: { ...stored, metadata: isLeftOut ? undefined : metadata },
	};
}

const key = fc.constantFrom('a', 'b', 'c', 'toString', 'constructor', 'hasOwnProperty', '');
const value = fc.oneof(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 2 }), fc.boolean());
const metadata = fc.dictionary(key, value, { noNullPrototype: true });
const change = fc.dictionary(key, fc.option(value), { noNullPrototype: true });
const adas = fc.record<Ada>({
	replaces: fc.boolean(),
	nullKey: fc.constantFrom('removes', 'stored'),
	leavesOutEmpty: fc.boolean(),
});

/** Metadata without the keys that hold null. */
function withoutNulls(all: Metadata | null | undefined): Metadata {
	return Object.fromEntries(Object.entries(all ?? {}).filter(([, held]) => held !== null));
}

test('whatever Ada makes of a PATCH: after at most three, all is as asked, and the next run is quiet', () => {
	fc.assert(
		fc.property(metadata, change, adas, fc.boolean(), (before, asked, ada, isKnown) => {
			const stored = person(before);
			const wanted = wanting(asked);
			let known: MetadataPatch = !isKnown ? 'unknown' : ada.replaces ? 'replaces' : 'merges';
			let now = stored;
			let body = plannedPatch(stored, wanted, known);
			let repairs = 0;
			while (body) {
				now = patched(now, body, ada);
				const verdict = verdictOn(stored, wanted, body, now, known);
				known = verdict.metadataPatch;
				body = verdict.repair;
				if (body) expect(++repairs).toBeLessThanOrEqual(2);
				else expect(verdict.notAsAsked).toEqual([]);
			}

			expect(withoutNulls(now.profile?.metadata)).toEqual(withoutNulls({ ...before, ...asked }));
			expect(plannedPatch(now, wanted, known)).toBeUndefined();
		}),
		{ numRuns: 2_000 },
	);
});

test('a key that somebody else removed meanwhile is not written back to an Ada that merges', () => {
	const stored = person({ theirs: 1, ours: 1 });
	const wanted = wanting({ ours: 2 });

	const verdict = verdictOn(
		stored,
		wanted,
		{ profile: { metadata: { ours: 2 } } },
		person({ ours: 2 }),
		'merges',
	);

	expect(verdict).toEqual({ notAsAsked: [], metadataPatch: 'merges' });
});

test('an Ada that was taken for a replacing one is known better by a key that it kept', () => {
	const stored = person({ a: 1 });
	const sent = { profile: { metadata: { a: 2 } } };

	const verdict = verdictOn(stored, wanting({ a: 2 }), sent, person({ a: 2, late: 1 }), 'replaces');

	expect(verdict).toEqual({ notAsAsked: [], metadataPatch: 'merges' });
});

test('what Ada did not do is told by its name', () => {
	const stored = person({ a: 1, b: 2 }, 'Noor');
	const wanted = wanting({ a: 2 }, { first_name: 'Ana' });
	const sent = plannedPatch(stored, wanted, 'unknown');

	expect(sent && verdictOn(stored, wanted, sent, stored, 'unknown').notAsAsked).toEqual([
		'first_name',
		'metadata.a',
	]);
});
