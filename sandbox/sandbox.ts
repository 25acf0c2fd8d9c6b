import fastify from 'fastify';

import { adaApi } from './adaApi';
import { AdaInstance, defaultStart, type InstanceStart } from './adaInstance';
import { attachmentLinks } from './conversations/attachmentLinks';
import { AdaError, errorBody } from './errors';
import { controlApi } from './controlApi';

/** How a sandbox is started; everything may be left out. */
export interface SandboxOptions extends Partial<InstanceStart> {
	/** 0, the default, takes any free port. */
	port?: number;
	/** 127.0.0.1 by default: only this machine can reach it. */
	host?: string;
}

/** A running local Ada. */
export interface Sandbox {
	/** What goes before /api/v2/…, e.g. http://127.0.0.1:4010. */
	url: string;
	/** The first key that is accepted. */
	apiKey: string;
	/** The instance itself, for tests in the same process; the control API works on it too. */
	ada: AdaInstance;
	/** Stops listening, closes open connections at once, and delivers no more webhooks. */
	close(): Promise<void>;
}

/** The host to write into addresses: "every interface" is none that a client can call. */
function reachable(host: string): string {
	if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
	return host.includes(':') ? `[${host}]` : host;
}

/**
 * Starts a local stand-in for Ada's API under `/api` and its control API under `/sandbox/`. From
 * code, rate limits are off unless chosen.
 * @throws the error of `listen`, e.g. with code EADDRINUSE, and UnknownSwitch
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, host = '127.0.0.1', ...chosen } = options;
	const start = { ...defaultStart, ...chosen };
	const ada = new AdaInstance(start);
	const app = fastify({
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		// Addresses that cannot be decoded never reach a route.
		frameworkErrors: (error, _request, reply) => {
			const body = errorBody(new AdaError(400, error.message), ada.switches);
			reply.hijack();
			reply.raw.writeHead(400, { 'Content-Type': 'application/json; charset=utf-8' });
			reply.raw.end(JSON.stringify(body));
		},
		routerOptions: { maxParamLength: 4096 },
		// As strict as Ada's types: nothing is coerced, filled in or taken away.
		ajv: {
			customOptions: {
				coerceTypes: false,
				useDefaults: false,
				removeAdditional: false,
				allErrors: true,
				allowUnionTypes: true,
				verbose: true,
				discriminator: true,
			},
		},
	});
	app.setNotFoundHandler((_request, reply) => {
		const where = 'Ada’s API is under /api/v2/, the control API under /sandbox/.';
		return reply.status(404).send(errorBody(new AdaError(404, where), ada.switches));
	});
	await app.register(adaApi(ada), { prefix: '/api' });
	await app.register(controlApi(ada), { prefix: '/sandbox' });
	await app.register(attachmentLinks(ada), { prefix: '/attachments' });
	await app.listen({ port, host });
	const address = app.server.address();
	const listening = typeof address === 'object' && address ? address.port : port;
	return {
		url: `http://${reachable(host)}:${listening}`,
		apiKey: start.apiKeys[0] ?? '',
		ada,
		close: async () => {
			await app.close();
			ada.close();
		},
	};
}
