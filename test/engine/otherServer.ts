import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';

/** A request that reached a server other than Ada. */
export interface StrayRequest {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
}

/** What it answers. */
export interface StrayAnswer {
	status: number;
	headers?: Record<string, string>;
	body?: string;
}

/** A server on loopback that is not Ada: a proxy, a host that somebody mistyped. */
export class OtherServer {
	readonly requests: StrayRequest[] = [];

	private constructor(
		readonly url: string,
		private readonly shut: () => Promise<void>,
	) {}

	static async start(answer: (request: StrayRequest) => StrayAnswer): Promise<OtherServer> {
		const server = createServer((incoming, reply) => {
			const { method = '', url = '', headers } = incoming;
			const request = { method, url, headers };
			started.requests.push(request);
			const { status, headers: answered, body } = answer(request);
			incoming.resume();
			reply.writeHead(status, answered).end(body);
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : address;
		const started = new OtherServer(`http://127.0.0.1:${String(port)}`, async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		});
		return started;
	}

	async close(): Promise<void> {
		await this.shut();
	}
}
