import { unlessEqual } from './trial.mjs';

const before = {
	external_id: 'crm-30001',
	profile: {
		first_name: 'Sofía',
		last_name: 'Castellanos',
		email: 'sofia@example.org',
		language: 'en-US',
		metadata: { tier: 'gold', preferred_store: 'Guadalajara' },
	},
};

const after = { ...before, profile: { ...before.profile, language: 'es-MX' } };

export const switchLanguage = {
	file: 'switch-language.json',
	peopleBefore: [before],

	async tryOut(trial) {
		const { items, writes } = await trial.run();
		const [{ customer_id: id, language, outcome } = {}] = items('Switched');
		return {
			happened: `${id} ${outcome}, now ${language}`,
			wrong: [
				...unlessEqual('what came out', items('Switched'), [
					{ customer_id: 'crm-30001', language: 'es-MX', outcome: 'updated' },
				]),
				...unlessEqual('what was sent', writes, [['PATCH', { profile: { language: 'es-MX' } }]]),
				...(await trial.unlessPeopleAre([after])),
			],
		};
	},
};
