import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from './adaInstance';
import { documentedRoute } from './documentedRoute';
import { AdaError } from './errors';

/** A Variable on the agent's dashboard; its type is not published. */
export interface Variable {
	id: string;
	name: string;
}

/** What an agent might have, where nothing else is set. */
export const exampleVariables: readonly Variable[] = [
	'tier',
	'region',
	'plan_type',
	'crm_id',
	'account_status',
	'campaign_id',
	'beta',
	'seats',
	'renewal_date',
	'preferred_store',
].map((name, at) => ({ id: `64b7f0c2a1d3e5f7091b2c${(16 + at).toString(16)}`, name }));

/** The Variables API: one page without `meta` (Ada OpenAPI, GET /v2/variables/). */
export function variableRoutes(app: FastifyInstance, ada: AdaInstance): void {
	documentedRoute(app, ada, {
		method: 'GET',
		path: '/v2/variables/',
		family: 'default',
		handler: () => ({ data: ada.variables }),
	});

	documentedRoute<{ Params: { id: string } }>(app, ada, {
		method: 'GET',
		path: '/v2/variables/:id',
		family: 'default',
		handler: ({ params }) => {
			const variable = ada.variables.find(({ id }) => id === params.id);
			// Unknown, malformed and reserved ones alike (release note 2026-06-23).
			if (!variable) throw new AdaError(404, 'Variable not found.');
			return variable;
		},
	});
}
