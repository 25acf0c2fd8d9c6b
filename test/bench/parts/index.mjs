import { pace } from './pace.mjs';

/**
 * The parts of the benchmark by their names. Those that mostly wait for Ada's limits go on at the
 * same time, in one n8n; those that are `alone` measure what something costs.
 *
 * @type {Record<string, { title: string, alone?: boolean,
 *   run(bench: { stage(): Promise<object>, isQuick: boolean }): Promise<object> }>}
 */
export const parts = { pace };
