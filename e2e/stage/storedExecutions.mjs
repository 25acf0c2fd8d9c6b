import { inParallel } from './signedDelivery.mjs';

const DELIVERY = /msg_\w+/;

/**
 * All executions of a workflow that n8n has stored, whatever became of them, each with the delivery
 * that started it.
 *
 * @param {import('../../scripts/n8nRest.mjs').N8n} n8n
 * @returns {Promise<Array<{ id: string, status: string, mode: string, delivery?: string }>>}
 */
export async function storedExecutions(n8n, { id: workflowId }) {
	const listed = [];
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	let page = '';
	do {
		const path = `/executions?filter=${filter}&limit=100${page}`;
		const { results, nextCursor } = await n8n.ask('GET', path);
		listed.push(...results.map(({ id }) => Number(id)));
		page = nextCursor && `&cursor=${nextCursor}`;
	} while (page);
	if (listed.length === 0) return [];
	// n8n 2.41 orders a page by the starts and begins the next one below the last ID, so the list
	// leaves out what was overtaken on its way to a worker. Hence all IDs are asked for.
	const [first, last] = [Math.min(...listed), Math.max(...listed)];
	const ids = Array.from({ length: last - first + 1 }, (_, place) => first + place);
	const all = await inParallel(
		4,
		ids.map((id) => () => executionIfThere(n8n, id)),
	);
	return all
		.filter((execution) => execution?.workflowId === workflowId)
		.map(({ id, status, mode, data }) => {
			// The delivery stands in its data from the moment that it is stored, wherever it has come to.
			return { id, status, mode, delivery: DELIVERY.exec(data)?.[0] };
		});
}

async function executionIfThere(n8n, id) {
	try {
		return await n8n.ask('GET', `/executions/${id}`);
	} catch (error) {
		if (error.status !== 404) throw error;
		return undefined;
	}
}
