import axios from 'axios';
import { setTimeout as sleep } from 'node:timers/promises';

import { LocalAda } from '../engine/localAda';
import { freePort } from './freePort';
import { probe, report, switchesIn, wordsOf } from './runProbe';

const anyStatus = { validateStatus: () => true, proxy: false } as const;

let ada: LocalAda;
beforeEach(async () => {
	ada = await LocalAda.start();
});
afterEach(() => ada.close());

test('leaves one question open when something goes wrong there, and answers the others', async () => {
	const patches = { method: 'PATCH', pathPrefix: '/api/v2/end-users/' };
	// The first PATCH asks for permission only; the next one is that of question 12.
	await ada.fault({ kind: 'html', status: 502, skip: 1, ...patches });
	await ada.fault({ kind: 'cut', skip: 2, ...patches });

	const result = await report(ada);

	expect(wordsOf(result, 'metadataPatch')).toMatch(/^not found out: Ada answered 502: /);
	expect(wordsOf(result, 'metadataNull')).toBe('not found out: no answer came (ECONNRESET)');
	expect(switchesIn(result)).toMatchObject({
		metadataKeyNull: 'removes',
		metadataEmpty: 'nothing',
	});
});

test('follows no address of another host with the key', async () => {
	const page = { data: [], meta: { next_page_url: 'https://elsewhere.example/api/v2/x' } };
	const list = { method: 'GET', pathPrefix: '/api/v2/end-users/' };
	await ada.fault({ kind: 'status', status: 200, body: JSON.stringify(page), times: 99, ...list });

	const result = await report(ada);

	expect(wordsOf(result, 'listCursor')).toBe(
		'not found out: next_page_url leads elsewhere, to elsewhere.example',
	);
});

describe('cleaning up', () => {
	test('leaves no external ID, no endpoint and no conversation, and nothing of others changed', async () => {
		await ada.seed({ external_id: 'crm-1', profile: { first_name: 'Noor', metadata: { a: 1 } } });
		const own = await ada.addEndpoint({ url: 'https://own.example/', enabled: false });
		const before = await ada.people();

		const result = await report(ada);

		const people = await ada.people();
		expect(people[0]).toEqual(before[0]);
		expect(people.slice(1).every(({ external_id }) => external_id === null)).toBe(true);
		expect(people.slice(1).every(({ profile }) => profile.last_name === 'n8n probe')).toBe(true);
		expect(result.endUsersUntilDeletedByAda).toBe(people.length - 1);
		expect(await ada.endpoints()).toEqual([own]);
		expect(await ada.conversations()).toEqual([]);
		expect(await ada.jobs()).toEqual([]);
		expect(result.output).toContain('Ada deletes them after 24 hours.');
	});

	test('deletes what an earlier probe left that was killed', async () => {
		const description = 'Throw-away of n8n-nodes-ada-cx probe';
		await ada.addEndpoint({ url: 'https://n8n-nodes-ada-cx-probe.invalid/', description });

		const { output } = await report(ada);

		expect(output).toContain('webhook endpoints of an earlier probe, to be deleted: 1');
		expect(await ada.endpoints()).toEqual([]);
	});

	test('says what could not be cleaned up', async () => {
		await ada.fault({ kind: 'status', status: 500, method: 'DELETE' });

		const result = await report(ada);

		const [{ id }] = await ada.endpoints();
		expect(result.notCleanedUp).toEqual([
			`The webhook endpoint ${id} was not deleted (Ada answered 500: Internal server error.).`,
		]);
		expect(result.output).toContain(`Not cleaned up:\n  The webhook endpoint ${id}`);
	});

	test('is done when the user stops it in between', async () => {
		const { code, output } = await probe(ada, { interruptAt: 'Question 31' });

		expect(output).toContain('Stopping');
		expect(output).toContain('Cleaning up');
		expect(output).not.toContain('npm run sandbox');
		expect(code).toBe(130);
		const people = await ada.people();
		expect(people.length).toBeGreaterThan(0);
		expect(people.every(({ external_id }) => external_id === null)).toBe(true);
		expect(await ada.endpoints()).toEqual([]);
	});
});

test('prints every request when asked to, and the key nowhere', async () => {
	const key = ada.credential.apiKey;
	const errors = [{ type: 'oops', message: `The key ${key} is tired`, details: null }];
	const body = JSON.stringify({ errors });
	await ada.fault({ kind: 'status', status: 400, body, method: 'POST', skip: 3 });
	await ada.fault({ kind: 'status', status: 500, body, method: 'DELETE' });

	const result = await report(ada, '--verbose', '--load');

	expect(result.output).toContain('POST /v2/end-users/ {"external_id":"n8n-probe-');
	expect(result.output).toContain('The key [hidden] is tired');
	expect(result.notCleanedUp[0]).toContain('The key [hidden] is tired');
	expect(JSON.stringify(result)).not.toContain(key);
	const lines = result.output.split('\n').filter((line) => / → \d{3}/.test(line));
	expect(lines).toHaveLength(result.requests);
});

test('keeps well under the least that Ada allows', async () => {
	const { requests } = await report(ada);

	const received = await ada.requests();
	expect(received).toHaveLength(requests);
	// On the sandbox's clock, which turns with the probe's. Four at once are one of the questions.
	const times = received.map(({ time }) => Date.parse(time));
	const mostWithin = (ms: number) =>
		Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
	expect(mostWithin(1000)).toBeLessThanOrEqual(5);
	expect(mostWithin(60_000)).toBeLessThanOrEqual(70);
});

describe('events', () => {
	test('are left open, with what to look at, when none arrive', async () => {
		const url = `http://127.0.0.1:${await freePort()}/ada`;
		const port = await freePort();

		const result = await report(ada, '--events', url, '--events-port', String(port));

		expect(wordsOf(result, 'updatedByNothing')).toBe(
			`not found out: no signed event came to ${url}: does the address lead to port ${port} of` +
				' this machine?',
		);
		expect(await ada.endpoints()).toEqual([]);
	});

	test('are believed only with Ada’s signature', async () => {
		const url = `http://127.0.0.1:${await freePort()}/ada`;
		const statuses = new Set<number>();
		let isRunning = true;
		const forge = async () => {
			const forged = { type: 'v1.end_user.updated', data: { end_user_id: 'anybody' } };
			while (isRunning) {
				const answer = await axios.post(url, forged, anyStatus).catch(() => undefined);
				if (answer) statuses.add(answer.status);
				await sleep(5);
			}
		};

		const forging = forge();
		const result = await report(ada, '--events', url);
		isRunning = false;
		await forging;

		expect([...statuses]).toEqual([401]);
		expect(switchesIn(result)).toMatchObject({ updatedByNothing: 'silent' });
	});

	test('cannot be asked for at a port that is taken', async () => {
		const { code, output } = await probe(ada, { args: ['--events', `${ada.url}/ada`] });

		expect(output).toMatch(/Port \d+ cannot be used for events \(EADDRINUSE\): choose another/);
		expect(code).toBe(1);
		expect(await ada.endpoints()).toEqual([]);
	});
});

test('says so in words where an agent does what no switch plays', async () => {
	const patches = { method: 'PATCH', pathPrefix: '/api/v2/end-users/' };
	const webhooks = { method: 'POST', pathPrefix: '/api/v2/webhooks/' };
	await ada.fault({ kind: 'status', status: 422, skip: 1, ...webhooks });
	// The sixth PATCH is that of first_name: null, the eighth the second language.
	await ada.fault({ kind: 'status', status: 400, skip: 5, ...patches });
	await ada.fault({ kind: 'status', status: 400, skip: 6, ...patches });

	const result = await report(ada);

	expect(wordsOf(result, 'unknownEventType')).toBe('it is refused with 422');
	expect(wordsOf(result, 'scalarNull')).toBe('it is refused with 400');
	expect(wordsOf(result, 'language')).toBe(
		'some of them (fr: fr, FR-ca: 400, zh-Hant: zh-Hant, xx-YY: xx-YY)',
	);
	expect(result.sandbox).toBe('npm run sandbox');
});
