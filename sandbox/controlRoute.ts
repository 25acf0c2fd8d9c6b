import type { FastifySchema, RouteGenericInterface } from 'fastify';

import type { Handler } from './documentedRoute';

/** A request that the control API cannot follow; the message says what it takes instead. */
export class ControlError extends Error {
	constructor(
		readonly status: 400 | 404,
		message: string,
	) {
		super(message);
	}
}

/** One endpoint of the control API, under /sandbox. */
export interface ControlRoute<Route extends RouteGenericInterface> {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	path: string;
	/** For the list at /sandbox/. */
	does: string;
	schema?: FastifySchema;
	handler: Handler<Route>;
}

/** Adds an endpoint to the control API, under both forms of the slash. */
export type AddRoute = <Route extends RouteGenericInterface>(control: ControlRoute<Route>) => void;
