import type { INodeParameters } from 'n8n-workflow';

import type { IdentifierType } from '../../nodes/ada/erasure';
import type { RunResult } from './engine';

/** The form of Request Erasure, confirmed, with the identifier from the item's `id`. */
export function erase(type: IdentifierType, more: INodeParameters = {}): INodeParameters {
	return {
		resource: 'erasureJob',
		operation: 'request',
		identifierType: type,
		identifier: '={{ $json.id }}',
		confirmed: true,
		...more,
	};
}

/** The form of Get, with the job from the item's `job_id`. */
export function getJob(more: INodeParameters = {}): INodeParameters {
	return { resource: 'erasureJob', operation: 'get', jobId: '={{ $json.job_id }}', ...more };
}

/** Items with these identifiers. */
export function items(...ids: unknown[]) {
	return ids.map((id) => ({ id: id as string }));
}

/** The ID of the first job that Request Erasure put out; fails the test where there is none. */
export function jobIdOf({ json }: RunResult): string {
	const [{ job_id: id }] = json[0];
	if (typeof id === 'string') return id;
	throw new Error(`No job was requested: ${JSON.stringify(json)}`);
}
