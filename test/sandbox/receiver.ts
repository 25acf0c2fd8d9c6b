import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A request that reached the receiver. */
export interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** Milliseconds since 1970. */
	atMs: number;
}

/** What the receiver answers; it never does while `status` is 0. */
export interface ReceiverAnswer {
	status: number;
	headers?: Record<string, string>;
	/** A body that does not end, if `unended`. */
	body?: string;
	unended?: boolean;
	afterMs?: number;
}

/** A server on loopback that webhooks are sent to. */
export class Receiver {
	readonly received: Received[] = [];

	/** What is answered from now on. */
	answer: ReceiverAnswer | ((request: Received) => ReceiverAnswer) = { status: 204 };

	/** How many requests are open, and the most that were at once. */
	open = 0;

	mostOpen = 0;

	private constructor(
		readonly url: string,
		readonly close: () => Promise<void>,
	) {}

	static async start(): Promise<Receiver> {
		const server = createServer((incoming, reply) => {
			receiver.open += 1;
			receiver.mostOpen = Math.max(receiver.mostOpen, receiver.open);
			const chunks: Buffer[] = [];
			incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
			let isOpen = true;
			const end = () => {
				if (isOpen) receiver.open -= 1;
				isOpen = false;
			};
			// Closing comes late: the sender may have begun the next one by then.
			reply.on('finish', end).on('close', end);
			incoming.on('end', () => {
				const { url: path = '', headers } = incoming;
				const request = { path, headers, body: Buffer.concat(chunks), atMs: Date.now() };
				receiver.received.push(request);
				const { answer } = receiver;
				const chosen = typeof answer === 'function' ? answer(request) : answer;
				if (chosen.status === 0) return;
				setTimeout(() => {
					reply.writeHead(chosen.status, chosen.headers);
					if (chosen.unended) reply.write(chosen.body ?? '');
					else reply.end(chosen.body);
				}, chosen.afterMs ?? 0);
			});
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : address;
		const receiver = new Receiver(`http://127.0.0.1:${String(port)}/hook`, async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		});
		return receiver;
	}

	/** Forgets what was received, and answers 204 again. */
	forget(): void {
		this.received.length = 0;
		this.answer = { status: 204 };
		this.mostOpen = 0;
	}

	/** The message IDs, in the order of arrival. */
	get ids(): string[] {
		return this.received.map(({ headers }) => String(headers['svix-id']));
	}

	/** The parsed bodies, in the order of arrival. */
	get events(): unknown[] {
		return this.received.map(({ body }): unknown => JSON.parse(body.toString('utf8')));
	}
}

/** Whether the oracle finds that a request was signed with a secret, within five minutes of now. */
export function isSignedWith(secret: string, { headers, body }: Received, name = 'svix'): boolean {
	const text = (part: string) => String(headers[`${name}-${part}`]);
	try {
		new Webhook(secret).verify(
			body,
			{
				'webhook-id': text('id'),
				'webhook-timestamp': text('timestamp'),
				'webhook-signature': text('signature'),
			},
			{ jsonParse: false },
		);
		return true;
	} catch {
		return false;
	}
}
