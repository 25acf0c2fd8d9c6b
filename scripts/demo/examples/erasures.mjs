import { unlessEqual } from './trial.mjs';

const table = 'ada_erasures';

/** After so long, the sandbox has finished an erasure. */
const untilErased = 60 * 60 * 1000;

const withAddress = (externalId, firstName, email) => ({
	external_id: externalId,
	profile: { first_name: firstName, email, metadata: { source: 'web chat' } },
});

/** One person, twice in Ada under one address, and somebody else with one that is nearly the same. */
const rosa = withAddress('crm-70001', 'Rosa', 'rosa@example.org');
const rosaInTheChat = withAddress('chat-60001', 'Rosa L.', 'Rosa@Example.org');
const rosalind = withAddress('crm-70002', 'Rosalind', 'rosalind@example.org');

/** Runs twice: the second time the table knows of the request, and Ada is not asked again. */
export const requestErasure = {
	file: 'request-erasure.json',
	peopleBefore: [rosa, rosaInTheChat, rosalind],

	async tryOut(trial) {
		await trial.withoutDataTable(table);
		const first = await trial.run();
		const second = await trial.run();
		const [row = {}] = first.items('Remember the Request');
		const [asked] = first.items('Erase for Good');
		const today = new Date().toISOString().slice(0, 10);
		return {
			happened: `${row.identifier} ${asked?.outcome}; run again, ${second.writes.length} requested`,
			wrong: [
				...unlessEqual(
					'what is in the table',
					[row].map(({ identifier, case_number: number, status, finished, job_id: job }) => ({
						identifier,
						number,
						status,
						finished,
						isTheJob: job === asked?.job_id,
					})),
					[
						{
							identifier: 'rosa@example.org',
							number: 'GDPR-118',
							status: 'queued',
							finished: false,
							isTheJob: true,
						},
					],
				),
				...unlessEqual(
					'what was sent',
					first.writes.map(([method, { identifiers }]) => [method, identifiers]),
					[['POST', [{ type: 'email', value: 'rosa@example.org' }]]],
				),
				...unlessEqual('what the second run sent', second.writes, []),
				...unlessEqual(
					'what the second run says',
					second.items('Asked Already', 0).map(({ message }) => message),
					[
						`The erasure of rosa@example.org was requested on ${today} already (case GDPR-118).` +
							' Ada takes it again 7 days after that.',
					],
				),
				...(await trial.unlessPeopleAre([rosa, rosaInTheChat, rosalind])),
			],
		};
	},
};

/** Runs before the job has ended, when it has, and after that: one mail comes of it. */
export const followErasures = {
	file: 'follow-erasures.json',
	peopleBefore: [],

	async tryOut(trial) {
		const early = await trial.run();
		await trial.wait(untilErased);
		const late = await trial.run();
		const after = await trial.run();
		const mails = [early, late, after].map(({ items }) => items('The Mail'));
		const [, [mail = {}]] = mails;
		return {
			happened: `the mail "${mail.subject}", which is not sent: that node is switched off`,
			wrong: [
				...unlessEqual(
					'the number of mails of the three runs',
					mails.map(({ length }) => length),
					[0, 1, 0],
				),
				...unlessEqual('the mail', mail, {
					to: 'privacy@example.com',
					subject: 'Erasures in Ada that have ended: 1',
					text:
						'rosa@example.org (case GDPR-118): accepted\n' +
						'  Ada took it for erasure, and the job is finished.\n' +
						'  What to do: Nothing. Keep this as the record of the erasure.',
				}),
				...unlessEqual('the jobs to look at', late.items('Jobs to Look At'), []),
				...unlessEqual(
					'what is still open after that',
					after.items('Open Requests').map(({ identifier }) => identifier),
					[],
				),
				...(await trial.unlessPeopleAre([], -2)),
			],
		};
	},
};

const amira = withAddress('crm-70003', 'Amira (old)', 'amira@example.org');

/** The one who was erased stays away; the others are written as usual. */
export const syncWithoutErased = {
	file: 'sync-without-erased-customers.json',
	peopleBefore: [amira],

	async tryOut(trial) {
		const { items, writes } = await trial.run();
		const written = items('Create or Update in Ada').map(({ external_id: id, outcome }) => [
			id,
			outcome,
		]);
		const leftOut = items('One Item per Customer').length - written.length;
		return {
			happened: `${written.map(([id, outcome]) => `${id} ${outcome}`).join(', ')}; ${leftOut} erased and left out`,
			wrong: [
				...unlessEqual('what came out', written, [
					['crm-70003', 'updated'],
					['crm-70004', 'created'],
				]),
				...unlessEqual('what was sent', JSON.stringify(writes).includes('Rosa'), false),
				...(await trial.unlessPeopleAre(
					[{ ...amira, profile: { ...amira.profile, first_name: 'Amira' } }],
					1,
				)),
			],
		};
	},
};
