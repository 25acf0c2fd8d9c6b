import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from '../adaInstance';
import { documentedRoute } from '../documentedRoute';
import { AdaError, invalid, jsonPath } from '../errors';
import { erasureBody, type ErasureBody } from './erasureBody';
import { jobAnswer, receiptOf } from './erasureJob';

/** Ada OpenAPI, POST /v2/end-users/delete: 512 KB; whether of 1,024 is the sandbox's choice. */
const maxBodyBytes = 512 * 1024;

/** The bulk deletion API (Ada OpenAPI, /v2/end-users/delete and /v2/jobs/{job_id}). */
export function erasureRoutes(app: FastifyInstance, ada: AdaInstance): void {
	const { erasureJobs, clock, switches } = ada;

	documentedRoute<{ Body: ErasureBody }>(app, ada, {
		method: 'POST',
		path: '/v2/end-users/delete',
		family: 'default',
		isBulkDeletion: true,
		maxBodyBytes,
		schema: { body: erasureBody },
		handler: (request, reply) => {
			const { identifiers } = request.body;
			const findings = identifiers.flatMap(({ type, variable }, index) =>
				type === 'variable_match' && !variable ? [missingVariable(index)] : [],
			);
			if (findings.length > 0) throw invalid(findings, 'Invalid request.');
			const job = erasureJobs.submit(request.body);
			return reply.status(202).send(receiptOf(job, clock.now(), switches));
		},
	});

	documentedRoute<{ Params: { id: string } }>(app, ada, {
		method: 'GET',
		path: '/v2/jobs/:id',
		family: 'default',
		isBulkDeletion: true,
		handler: ({ params }) => {
			const job = erasureJobs.get(params.id);
			if (!job) throw new AdaError(404, 'Job not found.');
			return jobAnswer(job, clock.now(), switches);
		},
	});
}

function missingVariable(index: number) {
	return {
		parameter: jsonPath('identifiers', String(index), 'variable'),
		location: 'body' as const,
		message: 'Missing data for required field.',
	};
}
