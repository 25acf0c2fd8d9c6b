import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';

import type { AdaInstance } from './adaInstance';
import { channelRoutes } from './channels/channelRoutes';
import { attachmentRoutes } from './conversations/attachmentRoutes';
import { conversationRoutes } from './conversations/conversationRoutes';
import { emailRoutes } from './conversations/emailRoutes';
import { messageRoutes } from './conversations/messageRoutes';
import { endUserRoutes } from './endUsers/endUserRoutes';
import { erasureRoutes } from './erasure/erasureRoutes';
import { AdaError, detailsOf, errorBody, type Detail } from './errors';
import { echoOf, strike } from './faultStrikes';
import type { Fault } from './faults';
import { travel } from './latency';
import type { ReceivedRequest } from './requestLog';
import { variableRoutes } from './variables';
import { webhookRoutes } from './webhooks/webhookRoutes';

declare module 'fastify' {
	interface FastifyRequest {
		/** The request's entry in the log. */
		received: ReceivedRequest | null;
		/** The fault that struck it. */
		fault: Fault | null;
		/** Milliseconds that its answer travels. */
		wayBackMs: number;
	}
}

/** Ada docs, limits: 10 MB; whether that is 10,485,760 bytes is the sandbox's choice. */
const mostBytes = 10 * 1024 * 1024;

/** Ada's raw OpenAPI, bulk deletion. */
const rateLimitHeaders = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];

const locations: Record<string, Detail['location']> = { querystring: 'query', params: 'path' };

function bearerToken(request: FastifyRequest): string | undefined {
	return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** What the API answers for whatever was thrown on the way. */
function adaErrorFor(error: FastifyError): AdaError {
	if (error instanceof AdaError) return error;
	if (error.validation) {
		const location = locations[error.validationContext ?? ''] ?? 'body';
		return new AdaError(400, 'Invalid request.', detailsOf(error.validation, location));
	}
	const { statusCode = 500 } = error;
	if (statusCode === 413) return new AdaError(413);
	if (statusCode >= 400 && statusCode < 500) return new AdaError(400, error.message);
	process.stderr.write(`The sandbox failed: ${error.stack}\n`);
	return new AdaError(500);
}

/** The body as its route wants it; JSON is also noted in the log. Throws AdaError. */
function readBody(request: FastifyRequest, body: Buffer, ada: AdaInstance): unknown {
	const { bodyKind, maxBodyBytes = mostBytes } = request.routeOptions.config;
	if (bodyKind === 'multipart') return body;
	if (bodyKind === 'optionalJson' && body.length === 0) return undefined;
	if (body.length > maxBodyBytes) {
		const lenient =
			request.method === 'PATCH' && ada.switches.get('oversizedPatch') === 'badRequest';
		if (lenient) throw new AdaError(400);
		throw new AdaError(413, `The request body is larger than ${maxBodyBytes} bytes.`);
	}
	// A client may say application/json and send nothing: that is no body.
	if (body.length === 0) return undefined;
	const text = body.toString('utf8');
	if (request.received) request.received.body = text;
	if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
		// Not documented; sandbox's choice: 400, as for malformed JSON.
		throw new AdaError(400, 'The request body must be application/json.');
	}
	try {
		const parsed: unknown = JSON.parse(text);
		if (request.received) request.received.body = parsed;
		return parsed;
	} catch {
		throw new AdaError(400, 'The request body is not valid JSON.');
	}
}

function acceptJson(app: FastifyInstance, ada: AdaInstance): void {
	app.removeAllContentTypeParsers();
	// Read whole before it is refused: a client that is still sending would miss the answer.
	const bodyLimit = 8 * mostBytes;
	app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer', bodyLimit }, (request, body, done) => {
		try {
			done(null, readBody(request, body, ada));
		} catch (error) {
			done(error instanceof Error ? error : new AdaError(500));
		}
	});
}

/**
 * Ada's API, to be registered under /api. Order of things, for each request: log, half of the
 * latency, fault, authentication, the endpoint's slash, rate limit and permission, body, rules, the
 * other half.
 */
export function adaApi(ada: AdaInstance) {
	return (app: FastifyInstance, _options: object, done: () => void): void => {
		app.decorateRequest('received', null);
		app.decorateRequest('fault', null);
		app.decorateRequest('wayBackMs', 0);
		acceptJson(app, ada);

		app.addHook('onRequest', async (request, reply) => {
			const token = bearerToken(request);
			request.received = ada.requests.open({
				method: request.method,
				url: request.url,
				headers: request.headers,
				token,
				accepted: ada.accepts(token),
				timeMs: ada.clock.now(),
			});
			const wayThereMs = ada.latency.forOneWay();
			request.wayBackMs = ada.latency.forOneWay();
			await travel(wayThereMs);
			const fault = ada.faults.next({ method: request.method, path: request.received.path });
			if (!fault) return;
			request.fault = fault;
			request.received.fault = fault.kind;
			await strike(fault, request, reply, ada);
		});

		app.addHook('onRequest', (request, _reply, next) => {
			if (!ada.accepts(bearerToken(request))) next(new AdaError(401));
			// Before the body is read, which may be anything. 405 is not in Ada's list of statuses.
			else next(request.is404 ? new AdaError(404) : undefined);
		});

		app.addHook('preValidation', (request, _reply, next) => {
			next(request.fault ? echoOf(request.fault, request) : undefined);
		});

		app.addHook('onSend', async (request, reply) => {
			await travel(request.wayBackMs);
			if (request.received) ada.requests.close(request.received, reply.statusCode);
			if (request.fault?.kind === 'lostAnswer') request.raw.socket.destroy();
		});

		app.setErrorHandler<FastifyError>((error, request, reply) => {
			const answered = adaErrorFor(error);
			const { isBulkDeletion = false } = request.routeOptions.config;
			// The raw OpenAPI of bulk deletion declares them for successful answers.
			if (isBulkDeletion && ada.switches.get('rateLimitHeaders') === 'bulkDeletionOnly') {
				for (const name of rateLimitHeaders) reply.removeHeader(name);
			}
			return reply.status(answered.status).send(errorBody(answered, ada.switches, isBulkDeletion));
		});

		// Never called, but without it unknown paths would not pass the hooks above.
		app.setNotFoundHandler(() => {
			throw new AdaError(404);
		});

		endUserRoutes(app, ada);
		channelRoutes(app, ada);
		conversationRoutes(app, ada);
		messageRoutes(app, ada);
		attachmentRoutes(app, ada);
		emailRoutes(app, ada);
		erasureRoutes(app, ada);
		variableRoutes(app, ada);
		webhookRoutes(app, ada);
		done();
	};
}
