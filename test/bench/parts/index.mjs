import { chat } from './chat.mjs';
import { cost } from './cost.mjs';
import { failures } from './failures.mjs';
import { load } from './load.mjs';
import { memory } from './memory.mjs';
import { pace } from './pace.mjs';
import { secondClient } from './secondClient.mjs';
import { webhooks } from './webhooks.mjs';
import { amongOthers, wholeList } from './wholeList.mjs';
import { workers } from './workers.mjs';

/**
 * The parts of the benchmark by their names, in the order of the page. Those of one `phase` go on at
 * the same time in one n8n, since they mostly wait for Ada's limits, one phase after another; those
 * without a phase measure what something costs, and have the machine for themselves.
 *
 * @type {Record<string, { title: string, phase?: number,
 *   run(bench: { stage(): Promise<object>, secondStage(): Promise<object>, isQuick: boolean }):
 *   Promise<{ text?: string[], tables: object[], goals?: object[] }> }>}
 */
export const parts = {
	pace,
	secondClient,
	chat,
	wholeList,
	amongOthers,
	workers,
	failures,
	cost,
	load,
	memory,
	webhooks,
};
