import { readWorkflow, runWorkflow } from './workflows.mjs';

/** The main example, as n8n imports it. */
export const workflow = readWorkflow('sync-contacts-from-csv.json');

/** The outputs that rows leave by when a node refuses them. */
const refusals = { 'Look Up in Ada': 2, Update: 1, Create: 1 };

/**
 * Runs the main example once.
 *
 * @param {import('../n8nRest.mjs').N8n} n8n
 * @param {object} stored the workflow as this n8n has it
 * @returns {Promise<{ executionId: string, rows: Array<{ row: number, externalId: string,
 *   outcome: string, by?: string, reason?: string, whatToDo?: string }> }>} what became of each row,
 *   in the file's order; of refused rows, which node refused them and what it said. Outcomes are the
 *   nodes' own, and `refused`.
 */
export async function syncContacts(n8n, stored) {
	const execution = await runWorkflow(n8n, stored);
	const refusedBy = new Map(
		Object.entries(refusals).flatMap(([node, output]) =>
			execution.items(node, output).map(({ row }) => [row, node]),
		),
	);
	const done = execution.items('Rows Done').map(({ row, external_id: externalId, outcome }) => ({
		row,
		externalId,
		outcome,
	}));
	const toFix = execution
		.items('Rows to Fix')
		.map(({ row, external_id: externalId, problem, what_to_do: whatToDo }) => ({
			row,
			externalId,
			outcome: 'refused',
			by: refusedBy.get(row),
			reason: problem,
			whatToDo,
		}));
	const rows = [...done, ...toFix].sort((a, b) => a.row - b.row);
	return { executionId: execution.id, rows };
}
