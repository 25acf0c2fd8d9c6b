import { createServer } from 'node:http';

/** A system of the user's own that lists people, where the workflows get their items from. */
export class Crm {
	#server;
	#lists = new Map();

	static async start() {
		const crm = new Crm();
		crm.#server = createServer((request, response) => {
			const list = crm.#lists.get(request.url);
			response.writeHead(list ? 200 : 404, { 'content-type': 'application/json' });
			response.end(JSON.stringify(list ?? []));
		});
		await new Promise((resolve, reject) => {
			crm.#server.once('error', reject);
			crm.#server.listen(0, '127.0.0.1', resolve);
		});
		return crm;
	}

	/** Keeps a list; the address at which it can be had. */
	list(people) {
		const path = `/lists/${this.#lists.size + 1}`;
		this.#lists.set(path, people);
		return `http://127.0.0.1:${this.#server.address().port}${path}`;
	}

	close() {
		this.#server.close();
		this.#server.closeAllConnections();
	}
}
