import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { replyOfFailure } from '../../nodes/ada/reply';

const node: INode = {
	id: '1',
	name: 'Ada',
	type: 'ada',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** What n8n throws about a connection: an error of its own around the one that has the code. */
function thrownFor(code: string): NodeApiError {
	const ofConnection = Object.assign(new Error(`connect ${code}`), { code });
	return new NodeApiError(node, ofConnection as unknown as JsonObject);
}

/** The same on n8n 1.123, whose class takes the inner error away again. */
function thrownByN8n1(code: string): NodeApiError {
	return Object.assign(thrownFor(code), { cause: undefined });
}

describe.each([
	['n8n 2', thrownFor],
	['n8n 1.123', thrownByN8n1],
])('what a connection met, in the words of %s', (_, thrown) => {
	test.each([
		['ECONNREFUSED', { kind: 'notSent', code: 'ECONNREFUSED', mayPass: true }],
		['ENOTFOUND', { kind: 'notSent', code: 'ENOTFOUND', mayPass: false }],
		['ECONNRESET', { kind: 'lost', code: 'ECONNRESET' }],
		['ECONNABORTED', { kind: 'lost', code: 'ECONNABORTED' }],
	])('%s', (code, reply) => {
		expect(replyOfFailure(thrown(code))).toEqual(reply);
	});
});

test('an answer with a status is not about the connection', () => {
	const refused = new NodeApiError(node, { message: 'Refused' }, { httpCode: '401' });

	expect(replyOfFailure(refused)).toBeUndefined();
});
