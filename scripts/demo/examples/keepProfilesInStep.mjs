import { unlessEqual } from './trial.mjs';

/** Visitors of whom Ada knows nothing but the email that they gave. */
const visitors = {
	known: { profile: { email: 'INES@example.org' } },
	unknown: { profile: { email: 'nobody-knows@example.org' } },
};

const lucia = {
	external_id: 'crm-60001',
	profile: {
		display_name: 'Visitor from the web chat',
		first_name: 'Lucía',
		last_name: 'Moreno',
		metadata: { tier: 'gold', seats: 18 },
	},
};

const ines = {
	external_id: null,
	profile: {
		email: 'INES@example.org',
		first_name: 'Inês',
		last_name: 'Carvalho',
		metadata: { tier: 'platinum', seats: 60 },
	},
};

/** Tried by its button, and then published, by Ada: what it writes must not start it for ever. */
export const keepProfilesInStep = {
	file: 'keep-profiles-in-step.json',
	peopleBefore: [],
	startedByAda: true,

	async tryOut(trial) {
		const button = await trial.run();
		await trial.publish();
		const known = await trial.afterEvents(() => trial.ada.createEndUser(visitors.known));
		const unknown = await trial.afterEvents(() => trial.ada.createEndUser(visitors.unknown));
		const told = ({ deliveries }) => deliveries.map(({ type }) => type);
		const outcomes = ({ executions }) =>
			executions.map((one) => [one.status, ...one.items('In Step').map(outcomeOf)]);
		return {
			happened:
				`Ada told of ${ines.profile.first_name}, who was ${outcomes(known)[0]?.[1]}; Ada told of that too, and` +
				` she was ${outcomes(known)[1]?.[1]}, so it ended there; somebody whom the platform does not know was left alone`,
			wrong: [
				...unlessEqual('what came out of the button', button.items('In Step').map(outcomeOf), [
					'updated',
				]),
				...unlessEqual('what Ada told', told(known), [
					'v1.end_user.created',
					'v1.end_user.updated',
				]),
				...unlessEqual('what came out', outcomes(known), [
					['success', 'updated'],
					['success', 'unchanged'],
				]),
				...unlessEqual('what was written', known.writes, [
					['POST', visitors.known],
					['PATCH', { profile: ofThePlatform(ines) }],
				]),
				...unlessEqual('what came out for the unknown', outcomes(unknown), [['success']]),
				...unlessEqual('what was written then', unknown.writes, [['POST', visitors.unknown]]),
				...unlessEqual('who is in the sandbox', await trial.newcomers(), [
					lucia,
					ines,
					{ external_id: null, profile: { ...visitors.unknown.profile, metadata: {} } },
				]),
			],
		};
	},
};

function outcomeOf({ outcome }) {
	return outcome;
}

/** What the platform says, without what the visitor did. */
function ofThePlatform({ profile }) {
	const { first_name, last_name, metadata } = profile;
	return { first_name, last_name, metadata };
}
