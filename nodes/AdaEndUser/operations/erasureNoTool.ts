import type { INode, INodeProperties } from 'n8n-workflow';

import { refusedBeforeSending } from '../../ada/failure';

/** What stands in the form of a tool instead of the fields. */
export const noToolNotice: INodeProperties = {
	displayName:
		'Erasure is not available to an AI Agent: it cannot be undone, and who is meant must not come from a model. Use this node in a workflow of its own.',
	name: 'noToolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { resource: ['erasureJob'], '@tool': [true] } },
};

/** Whatever the form of a tool says, nobody is erased for a model. */
export function refuseAsTool(node: INode, isTool: boolean): void {
	if (!isTool) return;
	throw refusedBeforeSending(
		node,
		'Erasure is not available as a tool of an AI Agent',
		'It cannot be undone, so a person has to ask for it. Tell the user that this was not done, and that somebody who looks after Ada can do it',
	);
}
