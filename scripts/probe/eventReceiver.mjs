import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { Problem } from '../problem.mjs';

const mostBytes = 1024 * 1024;

/** Takes what Ada delivers, and keeps what carries Ada's signature. */
export class EventReceiver {
	#server;
	#webhook;
	#events = [];

	/** @param {{ port: number, host?: string }} where on all interfaces, if there is no host */
	static async start({ port, host }) {
		const receiver = new EventReceiver();
		receiver.#server = createServer((request, response) => receiver.#take(request, response));
		await new Promise((resolve, reject) => {
			receiver.#server.once('error', ({ code }) =>
				reject(
					new Problem(
						`Port ${port} cannot be used for events (${code}): choose another --events-port.`,
					),
				),
			);
			receiver.#server.listen({ port, host }, resolve);
		});
		return receiver;
	}

	/** From now on deliveries that were signed with this secret are taken. */
	trust(secret) {
		this.#webhook = new Webhook(secret);
	}

	/** Whether an event of this type came about this person. */
	has(type, endUserId) {
		return this.of(type, endUserId) !== undefined;
	}

	/** The first event of this type about this person. */
	of(type, endUserId) {
		return this.#events.find(
			(event) => event.type === type && event.data?.end_user_id === endUserId,
		);
	}

	close() {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	async #take(request, response) {
		const chunks = [];
		let bytes = 0;
		for await (const chunk of request) {
			bytes += chunk.length;
			if (bytes > mostBytes) return void request.destroy();
			chunks.push(chunk);
		}
		const event = this.#verified(Buffer.concat(chunks).toString('utf8'), request.headers);
		if (event) this.#events.push(event);
		response.writeHead(event ? 204 : 401).end();
	}

	#verified(text, headers) {
		const standard = Object.fromEntries(
			['id', 'timestamp', 'signature'].map((name) => [
				`webhook-${name}`,
				headers[`svix-${name}`] ?? headers[`webhook-${name}`] ?? '',
			]),
		);
		try {
			return this.#webhook?.verify(text, standard);
		} catch {
			return undefined;
		}
	}
}
