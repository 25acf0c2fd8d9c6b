import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * Stands for a language model behind a chat-completions server: answers as it was told beforehand,
 * and keeps what it was asked. What it would see, a real model would.
 */
export class ScriptedModel {
	#server;
	#script = [];

	/** The requests so far, the oldest first, as n8n sent them. */
	requests = [];

	static async start() {
		const model = new ScriptedModel();
		model.#server = createServer((request, response) => void model.#answer(request, response));
		await new Promise((resolve, reject) => {
			model.#server.once('error', reject);
			model.#server.listen(0, '127.0.0.1', resolve);
		});
		return model;
	}

	/** What a credential of n8n's type openAiApi holds to reach it. */
	get credentialData() {
		return { apiKey: 'key-of-the-model', url: `http://127.0.0.1:${this.#server.address().port}` };
	}

	/**
	 * What it answers from now on, request by request: the calls of tools, or a text that ends the
	 * conversation. What it was asked before is forgotten.
	 *
	 * @param {Array<string | Array<{ tool: string, input: object }>>} turns
	 */
	follow(...turns) {
		this.#script = turns;
		this.requests = [];
	}

	/** How many of the turns it was not asked for. */
	get turnsLeft() {
		return this.#script.length;
	}

	/** What it was offered last, by the tools' names. */
	get tools() {
		const { tools = [] } = this.requests.at(-1) ?? {};
		return Object.fromEntries(tools.map(({ function: tool }) => [tool.name, tool]));
	}

	/** What the tools gave back so far, in the order of the calls, as texts. */
	get toolAnswers() {
		const { messages = [] } = this.requests.at(-1) ?? {};
		return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
	}

	close() {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	async #answer(request, response) {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const asked = JSON.parse(Buffer.concat(chunks).toString('utf8'));
		this.requests.push(asked);
		const turn = this.#script.shift();
		if (request.url !== '/chat/completions' || turn === undefined) {
			response.writeHead(400, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ error: { message: `Not in the script: ${request.url}` } }));
		} else if (asked.stream) {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (const part of [...streamOf(turn), '[DONE]']) response.write(`data: ${part}\n\n`);
			response.end();
		} else {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify(answerWith('chat.completion', { message: messageOf(turn) }, turn)),
			);
		}
	}
}

/** The answer in one piece, as the older AI Agents want it in pieces. */
function streamOf(turn) {
	const { tool_calls: calls, ...message } = messageOf(turn);
	const numbered = calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) };
	const choice = { delta: { ...message, ...numbered } };
	return [JSON.stringify(answerWith('chat.completion.chunk', choice, turn))];
}

function answerWith(object, choice, turn) {
	return {
		id: `chatcmpl-${randomUUID()}`,
		object,
		created: Math.floor(Date.now() / 1000),
		model: 'scripted',
		choices: [
			{ index: 0, ...choice, finish_reason: typeof turn === 'string' ? 'stop' : 'tool_calls' },
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function messageOf(turn) {
	return typeof turn === 'string'
		? { role: 'assistant', content: turn }
		: { role: 'assistant', content: null, tool_calls: turn.map(callOf) };
}

function callOf({ tool, input }) {
	return {
		id: `call_${randomUUID()}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(input) },
	};
}
