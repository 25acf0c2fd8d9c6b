import { readCommandLine } from '../../sandbox/commandLine';
import { switchTable, type SwitchName, type SwitchValues } from '../../sandbox/switches';
import { LocalAda } from '../engine/localAda';
import { freePort } from './freePort';
import { report, switchesIn, wordsOf } from './runProbe';

let ada: LocalAda;
beforeEach(async () => {
	ada = await LocalAda.start({ limits: 'published' });
});
afterEach(() => ada.close());

/** The switches that one ordinary run finds out, whatever the positions of the others. */
const ordinary = [
	'unauthorizedBody',
	'slashMismatch',
	'rateLimitHeaders',
	'metadataPatch',
	'metadataKeyNull',
	'metadataNull',
	'metadataEmpty',
	'scalarNull',
	'knownExternalIdProfile',
	'externalIdCase',
	'externalIdSpace',
	'externalIdLength',
	'externalIdEmpty',
	'simultaneousCreate',
	'listOrder',
	'listCursor',
	'nextPageLimit',
	'lastPage',
	'language',
	'createdEvent',
	'updatedByNothing',
	'updatedByExternalId',
	'updatedBySensitive',
	'noValue',
	'unknownEventType',
] as const satisfies SwitchName[];

/** Switches of the other priorities: whatever they are, the probe must not be misled. */
const others = Object.keys(switchTable).filter(
	(name) => !(ordinary as readonly string[]).includes(name),
) as SwitchName[];

function position(name: SwitchName, turn: number): string {
	const alternatives = Object.keys(switchTable[name].alternatives);
	return alternatives[turn % alternatives.length];
}

function positions(names: readonly SwitchName[], turn: (index: number) => number): SwitchValues {
	return Object.fromEntries(names.map((name, index) => [name, position(name, turn(index))]));
}

async function withEvents(...more: string[]) {
	return await report(ada, '--events', `http://127.0.0.1:${await freePort()}/ada`, ...more);
}

test('finds every default, and suggests a sandbox without switches', async () => {
	const result = await withEvents();

	const all = positions(ordinary, () => 0);
	expect(switchesIn(result)).toEqual({ ...all, keyPermission: 'full' });
	expect(result.sandbox).toBe('npm run sandbox');
	expect(result.rows.every(({ asAssumed = true }) => asAssumed)).toBe(true);
	expect(result.requests).toBe((await ada.requests()).length);
});

// The first alternative of each, then the second and so on; then the same shifted, so that other
// positions come together. Four is the most that a switch has.
const turns = [0, 1, 2, 3].flatMap((turn) => [
	{ turn, shift: 0 },
	{ turn, shift: 1 },
]);

test.each(turns)('finds each switch in position $turn, shifted by $shift', async (by) => {
	const { turn, shift } = by;
	const set = positions(ordinary, (index) => turn + shift * index);
	await ada.switch(set);

	const result = await withEvents();

	expect(switchesIn(result)).toEqual({ ...set, keyPermission: 'full' });
	const [, , , ...args] = result.sandbox.split(' ');
	const suggested = readCommandLine(args.slice(1));
	const differing = Object.entries(set).filter(
		([name, value]) => switchTable[name as SwitchName].byDefault !== value,
	);
	expect(suggested).toMatchObject({ switches: Object.fromEntries(differing) });
});

test('finds the same whatever the switches are that it does not ask for', async () => {
	await ada.switch({
		...positions(others, () => 1),
		keyPermission: 'full',
		// The events of this test go to this machine.
		privateWebhookUrl: 'accepted',
	});

	const result = await withEvents();

	expect(switchesIn(result)).toMatchObject(positions(ordinary, () => 0));
});

describe('with a key that may not do everything', () => {
	test('says that it may read only, and claims nothing that needs writing', async () => {
		await ada.switch({ keyPermission: 'readOnly', unauthorizedBody: 'message' });

		const result = await report(ada);

		expect(switchesIn(result)).toEqual({
			keyPermission: 'readOnly',
			unauthorizedBody: 'message',
			rateLimitHeaders: 'bulkDeletionOnly',
			lastPage: 'null',
		});
		expect(wordsOf(result, 'keyPermission')).toBe('it may read only: every write gets 403');
		expect(wordsOf(result, 'scalarNull')).toBe('not found out: Ada answered 403: Not permitted.');
	});

	test('says that it may do nothing, and claims nothing else', async () => {
		await ada.switch({ keyPermission: 'none' });

		const result = await report(ada);

		expect(switchesIn(result)).toEqual({ keyPermission: 'none', unauthorizedBody: 'envelope' });
		expect(result.output).toContain('Make another key.');
	});

	test('names what it may not do', async () => {
		await ada.fault({ kind: 'status', status: 403, pathPrefix: '/api/v2/webhooks/', times: 99 });
		await ada.fault({ kind: 'status', status: 403, pathPrefix: '/api/v2/jobs/', times: 99 });

		const result = await report(ada);

		expect(wordsOf(result, 'keyPermission')).toBe(
			'not everything: 403 for some (reading webhooks, reading jobs, writing webhooks)',
		);
		expect(switchesIn(result)).not.toHaveProperty('keyPermission');
	});
});
