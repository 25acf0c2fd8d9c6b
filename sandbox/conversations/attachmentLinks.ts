import type { FastifyInstance } from 'fastify';

import type { AdaInstance } from '../adaInstance';

/**
 * The links to uploaded files, to be registered under /attachments. They need no key, as Ada's
 * presigned ones; 403 after their 7 days is what such links of file stores answer, not documented.
 */
export function attachmentLinks({ attachments }: AdaInstance) {
	return (app: FastifyInstance, _options: object, done: () => void): void => {
		app.get<{ Params: { secret: string } }>('/:secret/:filename', ({ params }, reply) => {
			const file = attachments.get(params.secret);
			if (file === 'expired') return reply.status(403).send('This link has expired.');
			if (file === 'unknown') return reply.status(404).send('There is no such file.');
			// Downloaded, never shown: anybody's file must not run as a page of the sandbox's.
			reply.header('Content-Disposition', 'attachment').header('X-Content-Type-Options', 'nosniff');
			return reply.type(file.mimeType).send(file.bytes);
		});
		done();
	};
}
