import { createServer } from 'node:http';

/** Stands for a system of the user's own that n8n sends to: takes JSON, and keeps what came. */
export class Receiver {
	#server;
	#received = [];
	#listener = () => {};
	#toRefuse = 0;

	static async start() {
		const receiver = new Receiver();
		receiver.#server = createServer((request, response) => receiver.#take(request, response));
		await new Promise((resolve, reject) => {
			receiver.#server.once('error', reject);
			receiver.#server.listen(0, '127.0.0.1', resolve);
		});
		return receiver;
	}

	get url() {
		return this.urlOf('messages');
	}

	/** The address of one of several systems that this one stands for. */
	urlOf(system) {
		return `http://127.0.0.1:${this.#server.address().port}/${system}`;
	}

	/** Everything that came so far, the oldest first. */
	get received() {
		return this.#received.map(({ body }) => body);
	}

	/** What came so far at one system's address, the oldest first. */
	receivedBy(system) {
		return this.#received.filter(({ path }) => path === `/${system}`).map(({ body }) => body);
	}

	/** Hands on what comes from now on. */
	onReceived(listener) {
		this.#listener = listener;
	}

	/** Answers the next ones that they were not taken. */
	refuse(count) {
		this.#toRefuse = count;
	}

	close() {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	async #take(request, response) {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = parsed(Buffer.concat(chunks).toString('utf8'));
		const isRefused = this.#toRefuse > 0;
		if (isRefused) this.#toRefuse -= 1;
		const isTaken = request.method === 'POST' && body !== undefined && !isRefused;
		response.writeHead(isTaken ? 200 : 400, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ taken: isTaken }));
		if (!isTaken) return;
		this.#received.push({ path: request.url, body });
		this.#listener(body);
	}
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
