import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { AdaClient } from '../ada/client';

/**
 * The names of the agent's Variables, which metadata keys become inside Ada, in alphabetical order.
 * Source: Ada OpenAPI, `GET /v2/variables/`: one page of `{ id, name }`.
 */
export async function variableNames(ada: AdaClient): Promise<string[]> {
	const { body } = await ada.ask({
		method: 'GET',
		path: '/v2/variables/',
		purpose: "list the agent's variables",
		repeatable: true,
	});
	return namesIn(body).sort();
}

/** The list of the agent's Variables as a form offers it. */
export async function searchVariables(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const names = await variableNames(await AdaClient.connect(this));
	const matching = names.filter((name) => name.toLowerCase().includes(wanted));
	return { results: matching.map((name) => ({ name, value: name })) };
}

function namesIn(body: unknown): string[] {
	if (typeof body !== 'object' || body === null || !('data' in body)) return [];
	const variables: unknown[] = Array.isArray(body.data) ? body.data : [];
	return variables.flatMap((variable) =>
		typeof variable === 'object' &&
		variable !== null &&
		'name' in variable &&
		typeof variable.name === 'string'
			? [variable.name]
			: [],
	);
}
