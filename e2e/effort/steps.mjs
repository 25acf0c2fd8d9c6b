import { byCode, conversation, fromList, http, iff, is } from './nodes.mjs';

/** Looks somebody up by an external ID, with n8n's own. */
export function httpLookUp(name, who, place, settings) {
	return http(name, { path: '/v2/end-users/', query: { external_id: who } }, place, settings);
}

/** Whether Ada refused with a status, in what comes out of a node's error output. */
export function isRefusedWith(name, status) {
	return iff(name, is('={{ $json.details.httpCode }}', 'equals', status));
}

/**
 * Creates and updates somebody with n8n's own. Whoever has the external ID already comes back from
 * creating as they are, hence the second request.
 *
 * @param {[string, string]} items expressions of the item that has the columns, in either node
 * @param {(item: string) => object} profileOf fields of the profile by their names
 */
export function httpCreateAndUpdate([first, second], profileOf, place, settings) {
	const external_id = `={{ ${first}.customer }}`;
	const create = { method: 'POST', fields: { external_id, ...profileOf(first) } };
	const update = { method: 'PATCH', fields: profileOf(second) };
	const known = '/v2/end-users/{{ $json.end_user_id }}';
	return [
		http('Create the Person', { path: '/v2/end-users/', ...create }, place, settings),
		http('Update the Person', { path: known, ...update }, place, settings),
	];
}

/** Starts a conversation with the person of the item, with n8n's own. */
export function httpStartConversation(place, settings) {
	const fields = { channel_id: place.channel, end_user_id: '={{ $json.end_user_id }}' };
	const request = { method: 'POST', path: '/v2/conversations/', fields };
	return http('Start the Conversation', request, place, settings);
}

/** Creates or updates somebody and starts a conversation with them. */
export function startConversation(more, place, settings) {
	const parameters = {
		channel: fromList(place.channel),
		person: 'written',
		externalId: '={{ $json.customer }}',
		profile: { firstName: '={{ $json.name }}', language: byCode('={{ $json.language }}') },
		...more,
	};
	const name = 'Start the Conversation';
	return conversation(name, 'conversation', 'create', parameters, place, settings);
}

/** The name and the language of an item, as n8n's own send them. */
export function nameAndLanguage(item) {
	return {
		'profile.first_name': `={{ ${item}.name }}`,
		'profile.language': `={{ ${item}.language }}`,
	};
}
