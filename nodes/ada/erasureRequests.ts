import type { INode } from 'n8n-workflow';

import type { AdaClient } from './client';
import type { ErasureBody, ErasureJob, ErasureReceipt } from './erasure';
import { hasJobId } from './erasure';
import { unexpectedAnswer } from './failure';

/** What a status means here, where the usual words are about the profile of one person. */
const STATUS_WORDS = {
	404: {
		message: 'Ada has no bulk deletion at this address',
		advice: 'Ask Ada whether the bulk deletion API is switched on for your agent',
	},
	409: {
		message: 'Ada has another job under the reference of this one',
		advice: 'Nothing was requested. Run it again in 24 hours, when the reference is free',
	},
	413: {
		message: 'There are more identifiers in one job than Ada takes',
		advice: 'Choose a smaller Batch Size under Options',
	},
};

/**
 * Asks Ada to erase people for good. Sending it again gives the same job for 24 hours, by its
 * client reference. Source: Ada OpenAPI, `POST /v2/end-users/delete` (answers with 202).
 */
export async function requestErasure(
	ada: AdaClient,
	node: INode,
	body: ErasureBody,
): Promise<ErasureReceipt> {
	const { body: answer } = await ada.ask({
		method: 'POST',
		path: '/v2/end-users/delete',
		body,
		purpose: 'take the request for erasure',
		expected: [202],
		repeatable: true,
		runAgain:
			'Running the same items again, all of them and within 24 hours, is safe: Ada then gives the same job',
		statusWords: STATUS_WORDS,
	});
	if (hasJobId(answer)) return answer;
	throw unexpectedAnswer(node, "Ada's answer names no erasure job", 'failed');
}

/**
 * How far a job is; `undefined` if Ada has none of this ID (404).
 * Source: Ada OpenAPI, `GET /v2/jobs/{job_id}`.
 */
export async function erasureJob(
	ada: AdaClient,
	node: INode,
	id: string,
): Promise<ErasureJob | undefined> {
	const { status, body } = await ada.ask({
		method: 'GET',
		path: `/v2/jobs/${encodeURIComponent(id)}`,
		purpose: 'look up the erasure job',
		expected: [404],
		repeatable: true,
	});
	if (status === 404) return undefined;
	if (!hasJobId(body)) throw unexpectedAnswer(node, "Ada's answer is not an erasure job", 'failed');
	if (body.job_id === id) return body;
	throw unexpectedAnswer(node, 'Ada answered with another job than the one asked for', 'failed');
}
