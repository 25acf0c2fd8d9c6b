import type {
	FastifyInstance,
	FastifyReply,
	FastifySchema,
	RawReplyDefaultExpression,
	RawRequestDefaultExpression,
	RawServerDefault,
	RouteGenericInterface,
	RouteHandlerMethod,
} from 'fastify';

import type { AdaInstance } from './adaInstance';
import { AdaError } from './errors';
import type { LimitFamily } from './rateLimits';

/** What a request may carry; where it is optional, an empty body is none. */
type BodyKind = 'json' | 'optionalJson' | 'multipart';

/** Fastify's type of a handler, for a route with typed params, query and body. */
export type Handler<Route extends RouteGenericInterface> = RouteHandlerMethod<
	RawServerDefault,
	RawRequestDefaultExpression,
	RawReplyDefaultExpression,
	Route
>;

/** What decides on the rate limit of an endpoint. */
interface LimitedRoute {
	/** `endUserCollection` draws on another family by default: see endUserCollectionLimit. */
	family: LimitFamily;
	/** The bulk deletion API, whose raw OpenAPI declares rate-limit headers and no error bodies. */
	isBulkDeletion?: boolean;
}

/** One endpoint of Ada's, as its documents write it. */
interface DocumentedRoute<Route extends RouteGenericInterface> extends LimitedRoute {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Under /api, with or without a slash at the end, as documented. */
	path: string;
	schema?: FastifySchema;
	/** JSON if absent. The handler gets `multipart` as a Buffer. */
	body?: BodyKind;
	/** Instead of the 10 MB of every other endpoint. */
	maxBodyBytes?: number;
	/** Answers with what it returns (status 200), or by the reply. */
	handler: Handler<Route>;
}

declare module 'fastify' {
	interface FastifyContextConfig {
		bodyKind?: BodyKind;
		isBulkDeletion?: boolean;
		maxBodyBytes?: number;
	}
}

function otherForm(path: string): string {
	return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

/** Without the pattern, Fastify takes PATCH /v2/end-users/ for one of an empty ID. */
function withFilledParams(path: string): string {
	return path.replaceAll(/:\w+/g, '$&(.+)');
}

function familyNow(family: LimitFamily, ada: AdaInstance): LimitFamily {
	if (family !== 'endUserCollection') return family;
	const families = {
		default: 'default',
		byId: 'endUserById',
		onePerSecond: 'endUserCollection',
	} as const;
	return families[ada.switches.get('endUserCollectionLimit')];
}

/** Counts the request against a limit; a 429 if there is no room. */
export function limitRefusal(
	reply: FastifyReply,
	{ family, isBulkDeletion = false }: LimitedRoute,
	ada: AdaInstance,
): AdaError | undefined {
	const verdict = ada.limits.take(familyNow(family, ada));
	if (!verdict) return undefined;
	const { allowed, limit, remaining, resetAtMs } = verdict;
	if (isBulkDeletion || ada.switches.get('rateLimitHeaders') === 'everywhere') {
		reply.headers({
			'X-RateLimit-Limit': limit,
			'X-RateLimit-Remaining': remaining,
			'X-RateLimit-Reset': Math.ceil(resetAtMs / 1000),
		});
	}
	if (allowed) return undefined;
	if (ada.switches.get('retryAfter') === 'sent') {
		const seconds = Math.ceil((resetAtMs - ada.clock.now()) / 1000);
		reply.header('Retry-After', Math.max(1, seconds));
	}
	return new AdaError(429);
}

function permissionRefusal(method: string, ada: AdaInstance): AdaError | undefined {
	const permission = ada.switches.get('keyPermission');
	if (permission === 'full' || (permission === 'readOnly' && method === 'GET')) return undefined;
	return new AdaError(403);
}

/**
 * Serves an endpoint under its documented path, and under the other form of the slash as the
 * switch slashMismatch says. Not documented; sandbox's choice: 401 comes before everything else,
 * then the slash, the rate limit, the permission, and the request's content at last.
 */
export function documentedRoute<Route extends RouteGenericInterface>(
	app: FastifyInstance,
	ada: AdaInstance,
	route: DocumentedRoute<Route>,
): void {
	const { method, path, schema = {}, body: bodyKind = 'json', handler } = route;
	const { isBulkDeletion = false, maxBodyBytes } = route;
	const config = { bodyKind, isBulkDeletion, maxBodyBytes };
	const refusal = (reply: FastifyReply) =>
		limitRefusal(reply, route, ada) ?? permissionRefusal(method, ada);
	app.route<Route>({
		method,
		url: withFilledParams(path),
		config,
		schema,
		handler,
		onRequest: (_request, reply, next) => {
			next(refusal(reply));
		},
	});
	app.route<Route>({
		method,
		url: withFilledParams(otherForm(path)),
		config,
		schema,
		handler,
		onRequest: (request, reply, next) => {
			const choice = ada.switches.get('slashMismatch');
			if (choice === 'served' || choice === 'notFound') {
				next(choice === 'served' ? refusal(reply) : new AdaError(404));
				return;
			}
			const [asked, ...query] = request.url.split('?');
			const location = [otherForm(asked), ...query].join('?');
			void reply.redirect(location, choice === 'redirect308' ? 308 : 301);
		},
	});
}
