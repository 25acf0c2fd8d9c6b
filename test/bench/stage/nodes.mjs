import { randomUUID } from 'node:crypto';

export const START = 'Start';
export const CRM = 'CRM';

const expressionOf = (name) => `={{ $json.${name} }}`;

const trimmed = (name) => `={{ String($json.${name}).trim() }}`;

function node(name, type, typeVersion, parameters, more = {}) {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, ...more };
}

export function start() {
	return node(START, 'n8n-nodes-base.manualTrigger', 1, {});
}

/** Puts out an item for each person of a list. */
export function crm(url) {
	return node(CRM, 'n8n-nodes-base.httpRequest', 4.2, { url, options: {} });
}

const profileBy = (expression) => ({
	email: expression('email'),
	firstName: expression('first_name'),
	language: { __rl: true, mode: 'code', value: expression('language') },
	lastName: expression('last_name'),
});

const metadataBy = (expression) => ({
	pairs: [
		['tier', 'string'],
		['seats', 'integer'],
		['newsletter', 'boolean'],
	].map(([name, type]) => ({
		key: { __rl: true, mode: 'name', value: name },
		type,
		value: expression(name),
	})),
});

/**
 * Ada End User with the eight fields, as it comes but for what is given; with `trims` its expressions
 * do more than name a column.
 */
export function adaEndUser(operation, credential, { options = {}, onError, trims = false } = {}) {
	const expression = trims ? trimmed : expressionOf;
	const parameters = {
		resource: 'endUser',
		operation,
		externalId: expression('external_id'),
		profile: profileBy(expression),
		metadata: metadataBy(expression),
		options,
	};
	return node('Ada End User', 'n8n-nodes-ada-cx.adaEndUser', 1, parameters, {
		credentials: { adaCxApi: credential },
		...(onError && { onError }),
	});
}

/** Ada Conversation: sends a message of an end user's. */
export function message(conversationId, text, credential) {
	const parameters = { resource: 'message', operation: 'send', conversationId, text, options: {} };
	return node('Ada Conversation', 'n8n-nodes-ada-cx.adaConversation', 1, parameters, {
		credentials: { adaCxApi: credential },
	});
}

/** The eight fields of the CRM by their places in Ada's end user. */
const fields = {
	external_id: 'external_id',
	'profile.first_name': 'first_name',
	'profile.last_name': 'last_name',
	'profile.email': 'email',
	'profile.language': 'language',
	'profile.metadata.tier': 'tier',
	'profile.metadata.seats': 'seats',
	'profile.metadata.newsletter': 'newsletter',
};

/** A whole body for n8n's HTTP Request node, in one expression. */
function bodyOf(item, { withId }) {
	const scalars = ['first_name', 'last_name', 'email', 'language'];
	const facts = ['tier', 'seats', 'newsletter'];
	const listed = (names) => names.map((name) => `${name}: ${item}.${name}`).join(', ');
	const id = withId ? `external_id: ${item}.external_id, ` : '';
	return `={{ { ${id}profile: { ${listed(scalars)}, metadata: { ${listed(facts)} } } } }}`;
}

/**
 * n8n's HTTP Request node with the same credential.
 *
 * @param {{ size: number, intervalMs: number } | undefined} batches its own Batching option
 */
function httpRequest(name, credential, parameters, batches) {
	const { size: batchSize, intervalMs: batchInterval } = batches ?? {};
	const all = {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'adaCxApi',
		...parameters,
		options: batches ? { batching: { batch: { batchSize, batchInterval } } } : {},
	};
	return node(name, 'n8n-nodes-base.httpRequest', 4.2, all, {
		credentials: { adaCxApi: credential },
		// Otherwise the first refusal ends the run.
		onError: 'continueRegularOutput',
	});
}

export function httpLookUp(apiUrl, credential, batches) {
	const parameters = {
		url: `${apiUrl}/v2/end-users/`,
		sendQuery: true,
		queryParameters: {
			parameters: [{ name: 'external_id', value: expressionOf('external_id') }],
		},
	};
	return httpRequest('Look Up', credential, parameters, batches);
}

/** Lets on whoever the look-up found. */
export function isFound() {
	const condition = {
		id: randomUUID(),
		leftValue: expressionOf('end_user_id'),
		rightValue: '',
		operator: { type: 'string', operation: 'exists', singleValue: true },
	};
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
	return node('Found?', 'n8n-nodes-base.if', 2.2, {
		conditions: { options, conditions: [condition], combinator: 'and' },
		options: {},
	});
}

export function httpUpdate(apiUrl, credential, batches) {
	const parameters = {
		method: 'PATCH',
		url: `=${apiUrl}/v2/end-users/{{ $json.end_user_id }}`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: bodyOf(`$('${CRM}').item.json`, { withId: false }),
	};
	return httpRequest('Update', credential, parameters, batches);
}

/** With a field and an expression for each of the eight, as the node's form offers first. */
export function httpCreateByFields(apiUrl, credential) {
	const parameters = Object.entries(fields).map(([name, from]) => ({
		name,
		value: expressionOf(from),
	}));
	return httpRequest('Create', credential, {
		method: 'POST',
		url: `${apiUrl}/v2/end-users/`,
		sendBody: true,
		specifyBody: 'keypair',
		bodyParameters: { parameters },
	});
}

/** With all of them in one expression for the whole JSON. */
export function httpCreate(apiUrl, credential, batches) {
	const parameters = {
		method: 'POST',
		url: `${apiUrl}/v2/end-users/`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: bodyOf('$json', { withId: true }),
	};
	return httpRequest('Create', credential, parameters, batches);
}
