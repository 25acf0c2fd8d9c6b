import {
	ada,
	byAdaId,
	code,
	endUser,
	filter,
	http,
	is,
	isNumber,
	metadata,
	workflow,
} from '../nodes.mjs';
import { signedByAda } from '../signedByAda.mjs';

const webhookId = '5d0f7c52-8a1e-4b7d-b1a4-2f7f0d1c6b19';
const events = ['v1.end_user.created', 'v1.end_user.updated'];

/** @type {import('./index.mjs').Scenario} */
export const keepInStep = {
	title: 'Told of a new or changed person, write what the CRM knows, and do not go in circles',
	people: [],
	startedByAda: { webhookId, events },

	ours(place) {
		const trigger = ada('Ada Webhook Trigger', 'adaWebhookTrigger', { events }, place, {
			webhookId,
		});
		const update = endUser(
			'Update',
			'update',
			{
				endUser: byAdaId('={{ $json.person }}'),
				profile: { firstName: '={{ $json.name }}' },
				metadata: metadata(
					['tier', 'string', '={{ $json.tier }}'],
					['seats', 'integer', '={{ $json.seats }}'],
				),
				whenNotFound: 'skip',
			},
			place,
		);
		return workflow('ours', [trigger, crm(), update]);
	},

	own(place) {
		const differs = filter(
			'Does It Differ?',
			'or',
			is('={{ $json.name }}', 'notEquals', '={{ $json.profile.first_name }}'),
			is('={{ $json.tier }}', 'notEquals', '={{ $json.profile.metadata?.tier }}'),
			isNumber('={{ $json.seats }}', 'notEquals', '={{ $json.profile.metadata?.seats }}'),
		);
		const update = http(
			'Update',
			{
				method: 'PATCH',
				path: '/v2/end-users/{{ $json.person }}',
				fields: {
					'profile.first_name': '={{ $json.name }}',
					'profile.metadata.tier': '={{ $json.tier }}',
					'profile.metadata.seats': '={{ $json.seats }}',
				},
			},
			place,
		);
		return workflow('own', [...signedByAda(webhookId, place), crm(), differs, update]);
	},

	async happen({ ada, forge, quiet }) {
		const ids = [];
		for (const external_id of ['crm-71', 'crm-79']) {
			const profile = { display_name: 'Visitor', metadata: { source: 'web' } };
			const created = await ada.api.createEndUser({ external_id, profile });
			ids.push(created.end_user_id);
			await quiet();
		}
		await ada.api.updateEndUser(ids[0], { profile: { metadata: { tier: 'bronze' } } });
		await quiet();
		await forge('v1.end_user.created', { end_user_id: ids[1], external_id: 'crm-71', profile: {} });
	},

	expected: {
		people: [
			{
				external_id: 'crm-71',
				first_name: 'Lucía',
				display_name: 'Visitor',
				metadata: { source: 'web', tier: 'gold', seats: 18 },
			},
			{ external_id: 'crm-79', display_name: 'Visitor', metadata: { source: 'web' } },
		],
		// Two people and one change by another program, and what the workflow wrote after two of them.
		writes: { POST: 2, PATCH: 3 },
	},
};

/** Stands for the CRM: what it knows of the person of an event, or nothing. */
function crm() {
	const jsCode = `const known = { 'crm-71': { name: 'Lucía', tier: 'gold', seats: 18 } };
const { end_user_id: person, external_id: id, profile } = $input.first().json.data;
return known[id] ? [{ json: { person, profile, ...known[id] } }] : [];`;
	return code('CRM', jsCode);
}
