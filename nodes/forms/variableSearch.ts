import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { AdaClient } from '../ada/client';

/**
 * The list of the agent's Variables, whose names metadata keys become inside Ada.
 * Source: Ada OpenAPI, `GET /v2/variables/`: one page of `{ id, name }`.
 */
export async function searchVariables(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const ada = await AdaClient.connect(this);
	const { body } = await ada.ask({
		method: 'GET',
		path: '/v2/variables/',
		purpose: "list the agent's variables",
		repeatable: true,
	});
	const wanted = filter.trim().toLowerCase();
	const names = namesIn(body).filter((name) => name.toLowerCase().includes(wanted));
	return { results: names.sort().map((name) => ({ name, value: name })) };
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
