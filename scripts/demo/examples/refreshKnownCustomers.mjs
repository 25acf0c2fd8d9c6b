import { unlessEqual } from './trial.mjs';

const before = {
	mei: {
		external_id: 'crm-21001',
		profile: {
			first_name: 'Mei',
			last_name: 'Tanaka',
			email: 'mei@example.net',
			language: 'ja-JP',
			metadata: { tier: 'gold', seats: 12 },
		},
	},
	oluwaseun: {
		external_id: 'crm-21002',
		profile: {
			first_name: 'Oluwaseun',
			last_name: 'Adeyemi',
			email: 'seun@example.org',
			language: 'en-GB',
			metadata: { tier: 'gold', seats: 25, source: 'web chat' },
		},
	},
	chloe: {
		external_id: 'crm-21003',
		profile: { first_name: 'Chloé', language: 'en-CA', metadata: { tier: 'silver' } },
	},
	bram: {
		external_id: 'crm-21004',
		profile: {
			first_name: 'Bram',
			last_name: 'de Vries',
			display_name: 'Bram V.',
			email: 'bram@example.com',
			language: 'nl-NL',
			metadata: { tier: 'bronze', seats: 1, source: 'import 2024' },
		},
	},
	lena: {
		external_id: 'crm-21005',
		profile: {
			first_name: 'Lena',
			last_name: 'Hofer',
			email: 'lena.hofer@example.org',
			language: 'de-AT',
			metadata: { tier: 'silver', seats: 4 },
		},
	},
	urs: {
		external_id: 'crm-21008',
		profile: { first_name: 'Urs', language: 'de-CH', metadata: { tier: 'silver' } },
	},
};

const after = {
	...before,
	mei: changed(before.mei, { email: 'mei.tanaka@example.com' }),
	// The CRM has no email for this person: Ada's stays. So does what the CRM knows nothing of.
	oluwaseun: changed(before.oluwaseun, {
		metadata: { tier: 'platinum', seats: 40, source: 'web chat' },
	}),
	chloe: changed(before.chloe, {
		last_name: 'Tremblay',
		email: 'chloe@example.org',
		language: 'fr-CA',
		metadata: { tier: 'silver', seats: 3 },
	}),
};

/** Runs twice: the second time, nothing differs any more. */
export const refreshKnownCustomers = {
	file: 'refresh-known-customers.json',
	peopleBefore: Object.values(before),

	async tryOut(trial) {
		const first = await trial.run();
		const second = await trial.run();
		const [outcomes, outcomesAgain] = [first, second].map(({ items }) =>
			items('Customers Refreshed').map(({ customer_id: id, outcome }) => [id, outcome]),
		);
		const toLookAt = first.items('Customers to Look At');
		const leftOut = first.items('One Item per Customer').length - outcomes.length - toLookAt.length;
		const count = (wanted) => outcomes.filter(([, outcome]) => outcome === wanted).length;
		return {
			happened:
				`${count('updated')} updated, ${count('unchanged')} unchanged, ${leftOut} unknown to Ada` +
				` and left out, ${toLookAt.length} to look at; run again, ${second.writes.length} written`,
			wrong: [
				...unlessEqual('what came out', outcomes, [
					['crm-21001', 'updated'],
					['crm-21002', 'updated'],
					['crm-21003', 'updated'],
					['crm-21004', 'unchanged'],
					['crm-21005', 'unchanged'],
				]),
				...unlessEqual(
					'what is to look at',
					toLookAt.map(({ customer_id: id, problem }) => [id, problem]),
					[['crm-21008', '\'Language\' is not a language code: "Swiss German"']],
				),
				...unlessEqual('the number of customers left out', leftOut, 2),
				...unlessEqual(
					'what was sent',
					first.writes.map(([method]) => method),
					['PATCH', 'PATCH', 'PATCH'],
				),
				...unlessEqual(
					'what came out of the second run',
					outcomesAgain,
					outcomes.map(([id]) => [id, 'unchanged']),
				),
				...unlessEqual('what the second run sent', second.writes, []),
				...(await trial.unlessPeopleAre(Object.values(after))),
			],
		};
	},
};

function changed(person, profile) {
	return { ...person, profile: { ...person.profile, ...profile } };
}
