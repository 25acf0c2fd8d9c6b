import * as fc from 'fast-check';

import type { Fault } from '../../sandbox/faults';
import type { ReceivedRequest } from '../../sandbox/requestLog';
import { runEndUser } from './engine';
import { fastClock } from './fastClock';
import { LocalAda } from './localAda';

// The pauses after faults pass quickly.
fastClock(20);

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
afterAll(() => ada.close());

const faults = fc.array(
	fc.record({
		kind: fc.constantFrom('cut', 'lostAnswer', 'html', 'status', 'delay'),
		share: fc.double({ min: 0.02, max: 0.15, noNaN: true }),
		seed: fc.integer({ min: 1, max: 1_000 }),
	}),
	{ maxLength: 3 },
);

function faultOf({ kind, share, seed }: { kind: string; share: number; seed: number }): Fault {
	switch (kind) {
		case 'html':
			return { kind: 'html', status: 502, share, seed };
		case 'status':
			return { kind: 'status', status: 503, share, seed };
		case 'delay':
			return { kind: 'delay', ms: 600, share, seed };
		case 'cut':
			return { kind: 'cut', share, seed };
		default:
			return { kind: 'lostAnswer', share, seed };
	}
}

/** Who a request is about, where it says so. */
function externalIdOf(
	{ query, body }: ReceivedRequest,
	byAdaId: Map<string, string>,
	path: string,
) {
	if (typeof query.external_id === 'string') return query.external_id.toLowerCase();
	if (typeof body === 'object' && body !== null && 'external_id' in body) {
		return String(body.external_id).toLowerCase();
	}
	return byAdaId.get(path.split('/').at(-1) ?? '');
}

test('whatever the faults and the people: in order, each item told of, one request a person, nobody twice', async () => {
	const cases = fc.record({
		keys: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 }),
		faults,
		known: fc.integer({ min: 0, max: 12 }),
	});
	await fc.assert(
		fc.asyncProperty(cases, async ({ keys, faults: chosen, known }) => {
			await ada.reset();
			await ada.seed(...Array.from({ length: known }, (_, key) => ({ external_id: `crm-${key}` })));
			for (const fault of chosen) await ada.fault(faultOf(fault));
			const items = keys.map((key, step) => ({ id: `crm-${key}`, step: `step ${step}` }));

			const { outputs } = await runEndUser({
				credential: ada.credential,
				parameters: {
					operation: 'createOrUpdate',
					externalId: '={{ $json.id }}',
					profile: { displayName: '={{ $json.step }}' },
				},
				items,
				onError: 'continueRegularOutput',
			});

			expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
				items.map((_, item) => ({ item })),
			);
			outputs[0].forEach(({ json }, index) => {
				if (json.error === undefined) expect(json.external_id).toBe(items[index].id);
			});

			const people = await ada.people();
			const ids = people.map(({ external_id }) => external_id);
			expect(new Set(ids).size).toBe(ids.length);
			for (const { external_id, profile } of people) {
				const last = items.map(({ id }) => id).lastIndexOf(external_id ?? '');
				if (last >= 0 && outputs[0][last].json.error === undefined) {
					expect(profile.display_name).toBe(items[last].step);
				}
			}

			const byAdaId = new Map(
				people.map(({ end_user_id, external_id }) => [end_user_id, external_id ?? '']),
			);
			const ends = new Map<string, number>();
			for (const request of await ada.requests()) {
				const who = externalIdOf(request, byAdaId, request.path);
				if (who === undefined || request.fault === 'lostAnswer' || request.fault === 'cut')
					continue;
				expect(request.receivedAtMs).toBeGreaterThanOrEqual(ends.get(who) ?? 0);
				ends.set(who, request.answeredAtMs ?? Infinity);
			}
		}),
		{ numRuns: 25 },
	);
}, 300_000);
