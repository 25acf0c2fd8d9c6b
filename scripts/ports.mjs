import { connect, createServer } from 'node:net';
import { Problem } from './problem.mjs';

const host = '127.0.0.1';

/** Fails with what to do when somebody listens on `port` already. */
export async function requireFreePort(port, { whose, option }) {
	if ((await isAnswered(port)) || !(await canListen(port))) {
		throw new Problem(
			`Port ${port}, which ${whose} would use, is taken by another program (perhaps another` +
				` n8n or an earlier start).\nStop that one, or choose another port:` +
				` npm start -- ${option} ${port + 1}`,
		);
	}
}

/** A port that nobody uses at the moment. */
export async function anyFreePort() {
	const server = await listen(0);
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Listening alone does not tell on every system: on some, 127.0.0.1 can be had beside 0.0.0.0. */
function isAnswered(port) {
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		socket.once('connect', () => (socket.destroy(), resolve(true)));
		socket.once('error', () => resolve(false));
	});
}

async function canListen(port) {
	try {
		const server = await listen(port);
		await new Promise((resolve) => server.close(resolve));
		return true;
	} catch {
		return false;
	}
}

function listen(port) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen({ host, port }, () => resolve(server));
	});
}
