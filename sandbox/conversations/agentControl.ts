import { Type, type Static } from '@sinclair/typebox';

import type { AdaInstance } from '../adaInstance';
import type { AddRoute } from '../controlRoute';

export const agentBody = Type.Object(
	{
		greeting: Type.Optional(Type.Boolean()),
		replies: Type.Optional(
			Type.Unsafe<number | string[]>({
				type: ['integer', 'array'],
				minimum: 0,
				items: { type: 'string', minLength: 1 },
			}),
		),
		delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
		csat: Type.Optional(Type.Boolean()),
		idleMs: Type.Optional(Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 1 })),
	},
	{ additionalProperties: false, minProperties: 1 },
);

export type AgentBody = Static<typeof agentBody>;

/** How the control API sets what the sandbox's AI Agent does. */
export function agentControlRoutes({ conversations }: AdaInstance, route: AddRoute): void {
	const { agent, idle } = conversations;
	const shown = () => ({ ...agent.settings, idleMs: idle.afterMs });
	route({ method: 'GET', path: '/agent', does: 'how the AI Agent behaves', handler: shown });
	route<{ Body: AgentBody }>({
		method: 'PUT',
		path: '/agent',
		does:
			'{greeting: true|false, replies: n | [texts], delayMs: real time, csat: true|false, ' +
			'idleMs: n|null until a time-out, sandbox’s clock}; what is not named stays',
		schema: { body: agentBody },
		handler: ({ body }) => {
			const { idleMs, ...settings } = body;
			agent.set(settings);
			if (idleMs !== undefined) idle.set(idleMs);
			return shown();
		},
	});
}
