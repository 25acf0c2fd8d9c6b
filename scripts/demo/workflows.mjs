import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../places.mjs';
import { Problem } from '../problem.mjs';

/** The name of the trigger that every workflow of `workflows/` can be tried by. */
export const trigger = 'When clicking ‘Execute workflow’';

/** A workflow of `workflows/`, as n8n imports it. */
export function readWorkflow(file) {
	return JSON.parse(readFileSync(join(root, 'workflows', file), 'utf8'));
}

/**
 * Runs a workflow of `workflows/` once, as its button in the editor does.
 *
 * @param {import('../n8nRest.mjs').N8n} n8n
 * @param {object} stored the workflow as this n8n has it
 */
export async function runWorkflow(n8n, stored) {
	const execution = await n8n.run(stored, { from: trigger });
	if (execution.status === 'success') return execution;
	const { message, description } = execution.error ?? {};
	throw new Problem(
		`The workflow ended with status ${execution.status}` +
			` (execution ${execution.id}): ${[message, description].filter(Boolean).join(' ')}`,
	);
}
