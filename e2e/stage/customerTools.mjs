import { adaTool, byModel, ofSession } from './aiAgent.mjs';

const byExternalId = (value) => ({ __rl: true, mode: 'externalId', value });

/** A tool that looks up whom an expression names. */
export function lookUp(name, who, credential) {
	const parameters = { resource: 'endUser', operation: 'get', endUser: byExternalId(who) };
	return adaTool(name, 'adaEndUser', parameters, credential);
}

/**
 * What an author of a workflow would give an agent that talks to customers, and three things that he
 * should not: a sensitive value, a look-up by $json, and erasure.
 *
 * @param {string} channel the ID of a custom channel
 */
export function customerTools(credential, channel) {
	const tool = (name, kind, parameters) => adaTool(name, kind, parameters, credential);
	return [
		lookUp('Look Up the Customer', ofSession('customer'), credential),
		tool('Update the Customer', 'adaEndUser', {
			resource: 'endUser',
			operation: 'createOrUpdate',
			externalId: ofSession('customer'),
			profile: {
				firstName: byModel('First_Name'),
				language: { __rl: true, mode: 'code', value: byModel('Language') },
			},
			metadata: {
				pairs: [
					{
						key: { __rl: true, mode: 'name', value: 'seats' },
						type: 'integer',
						value: "={{ $fromAI('Seats', 'How many seats the customer has', 'number') }}",
					},
				],
			},
			// Kept from the time when it was a node of its own.
			sensitiveMetadata: { pairs: [{ key: 'token', type: 'string', value: ofSession('token') }] },
		}),
		tool('Register a Colleague', 'adaEndUser', {
			resource: 'endUser',
			operation: 'create',
			externalId: "={{ $fromAI('External_ID', 'ID of the colleague, as the customer says it') }}",
			profile: { firstName: byModel('First_Name') },
		}),
		tool('Start a Conversation', 'adaConversation', {
			resource: 'conversation',
			operation: 'create',
			channel: { __rl: true, mode: 'list', value: channel },
			person: 'known',
			endUser: byExternalId(ofSession('customer')),
		}),
		tool('Write as the Customer', 'adaConversation', {
			resource: 'message',
			operation: 'send',
			conversationId: ofSession('conversation'),
			text: byModel('Text'),
		}),
		lookUp('Look Up Whoever', '={{ $json.body.customer }}', credential),
		tool('Erase the Customer', 'adaEndUser', {
			resource: 'erasureJob',
			operation: 'request',
			identifierType: 'external_id',
			identifier: ofSession('customer'),
			understood: true,
		}),
	];
}
