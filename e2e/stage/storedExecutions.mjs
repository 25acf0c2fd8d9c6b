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
	const found = new Map();
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	let page = '';
	do {
		const path = `/executions?filter=${filter}&limit=100${page}`;
		const { results, nextCursor } = await n8n.ask('GET', path);
		for (const execution of results) found.set(execution.id, execution);
		page = nextCursor && `&cursor=${nextCursor}`;
	} while (page);
	return await inParallel(
		4,
		[...found.values()].map(({ id, status, mode }) => async () => {
			// The delivery stands in its data from the moment that it is stored, wherever it has come to.
			const { data } = await n8n.ask('GET', `/executions/${id}`);
			return { id, status, mode, delivery: DELIVERY.exec(data)?.[0] };
		}),
	);
}
