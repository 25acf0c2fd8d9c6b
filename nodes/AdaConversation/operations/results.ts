import type { IDataObject } from 'n8n-workflow';

import type { Answered, NotFound, Outcome } from '../../items/outcome';

/** An item's result around Ada's answer, whose fields lie side by side. */
export function answeredWith(
	answer: object,
	outcome: Outcome,
	findings: IDataObject = {},
): Answered {
	const fields = { ...answer };
	return { kind: 'answered', outcome, answer: fields, simplified: fields, findings };
}

export function noConversation(id: string): NotFound {
	return {
		kind: 'notFound',
		message: `Ada has no conversation "${id}"`,
		advice:
			"Check the ID: it is conversation_id in Ada's events, and id in the output of Create. The credential must be of the same Ada agent",
	};
}
