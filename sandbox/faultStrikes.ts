import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AdaInstance } from './adaInstance';
import { AdaError, errorBody } from './errors';
import type { Fault } from './faults';

function htmlPage(status: number): string {
	return [
		'<!DOCTYPE html>',
		`<html><head><title>${status}</title></head>`,
		`<body><h1>${status}</h1><p>A page that is not Ada’s API.</p></body></html>`,
	].join('\n');
}

/** Closes the connection without an answer. */
function cut(request: FastifyRequest, reply: FastifyReply): void {
	reply.hijack();
	request.raw.socket.destroy();
}

/**
 * Plays a fault on a request that has just arrived, before anything else looks at it. The rest of
 * `lostAnswer` and `echo` comes when there is an answer, and when there is a body.
 */
export async function strike(
	fault: Fault,
	request: FastifyRequest,
	reply: FastifyReply,
	ada: AdaInstance,
): Promise<void> {
	switch (fault.kind) {
		case 'cut':
			if (request.received) ada.requests.close(request.received, null);
			cut(request, reply);
			return;
		case 'delay':
			// Without ref: a sandbox that was closed meanwhile does not keep the process alive.
			await sleep(fault.ms, undefined, { ref: false });
			return;
		case 'html':
			await reply
				.status(fault.status)
				.type('text/html; charset=utf-8')
				.send(fault.body ?? htmlPage(fault.status));
			return;
		case 'status': {
			if (fault.retryAfter !== undefined) reply.header('Retry-After', fault.retryAfter);
			const error = new AdaError(fault.status);
			const body = fault.body ?? JSON.stringify(errorBody(error, ada.switches));
			await reply.status(fault.status).type('application/json; charset=utf-8').send(body);
			return;
		}
		case 'lostAnswer':
		case 'echo':
	}
}

/** The refusal of an `echo` fault: it repeats what was sent, as careless validators do. */
export function echoOf(fault: Fault, request: FastifyRequest): AdaError | undefined {
	if (fault.kind !== 'echo') return undefined;
	const sent = JSON.stringify(request.body ?? request.query);
	return new AdaError(fault.status ?? 400, `Invalid request: ${sent}`, [
		{ parameter: '$', location: 'body', message: `Could not process ${sent}` },
	]);
}
