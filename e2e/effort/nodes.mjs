import { randomUUID } from 'node:crypto';

/** The trigger by which a workflow is run that Ada does not start. */
export const START = 'Start';

/** Person of a locator or a form, as the nodes keep the choice of a mode. */
export const byExternalId = (value) => ({ __rl: true, mode: 'externalId', value });
export const byAdaId = (value) => ({ __rl: true, mode: 'adaId', value });
export const byCode = (value) => ({ __rl: true, mode: 'code', value });
export const fromList = (value) => ({ __rl: true, mode: 'list', value });

/** Rows of metadata: `[key, type, value]` each. */
export function metadata(...rows) {
	const pairs = rows.map(([key, type, value]) => ({
		key: { __rl: true, mode: 'name', value: key },
		type,
		value,
	}));
	return { pairs };
}

/** Rows of sensitive metadata: `[key, value]` each. */
export function sensitiveMetadata(...rows) {
	return { pairs: rows.map(([key, value]) => ({ key, type: 'string', value })) };
}

/** The trigger, and after it an item for each of the rows, as a database or a file would give. */
export function given(rows) {
	const list = JSON.stringify(rows);
	return [
		core(START, 'manualTrigger', 1),
		code('Given', `return ${list}.map((json) => ({ json }));`),
	];
}

/** A node of n8n's own. */
export function core(name, type, typeVersion, parameters = {}, settings = {}) {
	return node(name, `n8n-nodes-base.${type}`, typeVersion, parameters, settings);
}

export function code(name, jsCode) {
	return core(name, 'code', 2, { jsCode });
}

/** A node of the package. */
export function ada(name, type, parameters, { credential }, settings = {}) {
	return node(name, `n8n-nodes-ada-cx.${type}`, 1, parameters, {
		...settings,
		credentials: { adaCxApi: credential },
	});
}

export function endUser(name, operation, parameters, place, settings) {
	const all = { resource: 'endUser', operation, ...parameters };
	return ada(name, 'adaEndUser', all, place, settings);
}

export function conversation(name, resource, operation, parameters, place, settings) {
	return ada(name, 'adaConversation', { resource, operation, ...parameters }, place, settings);
}

/**
 * n8n's HTTP Request node with the credential for Ada. A body is given by fields, whose names have a
 * dot for each level, or as JSON.
 *
 * @param {{ method?: string, path: string, query?: object, fields?: object, json?: string,
 *   options?: object }} request
 */
export function http(name, { path, ...request }, { ada: baseUrl, credential }, settings = {}) {
	const url = path.includes('{{') ? `=${baseUrl}/api${path}` : `${baseUrl}/api${path}`;
	const parameters = {
		...requestTo(url, request),
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'adaCxApi',
	};
	return core(name, 'httpRequest', 4.5, parameters, {
		...settings,
		credentials: { adaCxApi: credential },
	});
}

/** Tells another system, which stands for whatever comes after. */
export function tell(name, fields, { receiver }) {
	return core(name, 'httpRequest', 4.5, requestTo(receiver, { method: 'POST', fields }));
}

function requestTo(url, { method, query, fields, json, options }) {
	return {
		...(method && { method }),
		url,
		...(query && { sendQuery: true, queryParameters: { parameters: pairsOf(query) } }),
		...(fields && { sendBody: true, bodyParameters: { parameters: pairsOf(fields) } }),
		...(json && { sendBody: true, specifyBody: 'json', jsonBody: json }),
		...(options && { options }),
	};
}

function pairsOf(object) {
	return Object.entries(object).map(([name, value]) => ({ name, value }));
}

/** A condition on a text, and what it is compared with. */
export function is(leftValue, operation, rightValue) {
	return condition('string', leftValue, operation, rightValue);
}

/** A condition on a number. */
export function isNumber(leftValue, operation, rightValue) {
	return condition('number', leftValue, operation, rightValue);
}

function condition(type, leftValue, operation, rightValue) {
	return { id: randomUUID(), leftValue, rightValue, operator: { type, operation } };
}

export function iff(name, ...conditions) {
	return core(name, 'if', 2.3, { conditions: filterOf(conditions) });
}

/** @param {'and' | 'or'} combinator */
export function filter(name, combinator, ...conditions) {
	return core(name, 'filter', 2.3, { conditions: filterOf(conditions, combinator) });
}

/** A way for each condition, and one for the rest. */
export function ways(name, ...conditions) {
	const values = conditions.map((one) => ({ conditions: filterOf([one]) }));
	const parameters = { rules: { values }, options: { fallbackOutput: 'extra' } };
	return core(name, 'switch', 3.4, parameters);
}

function filterOf(conditions, combinator = 'and') {
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 };
	return { options, conditions, combinator };
}

export function stop(name, errorMessage) {
	return core(name, 'stopAndError', 1, { errorMessage });
}

/** Another output of a node than its first. */
export function output(from, index) {
	return { from, index };
}

/**
 * A workflow of chains: each node of a chain follows the one before it.
 *
 * @param {Array<Array<object>>} chains of nodes, the first of a chain perhaps another `output`
 */
export function workflow(name, ...chains) {
	const nodes = new Set();
	const connections = {};
	for (const chain of chains) {
		const links = chain.map((link) => (link.from ? link : output(link, 0)));
		for (const [place, { from, index }] of links.entries()) {
			nodes.add(from);
			if (place === links.length - 1) continue;
			const { main } = (connections[from.name] ??= { main: [] });
			while (main.length <= index) main.push([]);
			main[index].push({ node: links[place + 1].from.name, type: 'main', index: 0 });
		}
	}
	return { name, nodes: [...nodes], connections, settings: { executionOrder: 'v1' } };
}

function node(name, type, typeVersion, parameters, settings) {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, ...settings };
}
