import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../items/runItems';
import * as createConversationFile from './createConversation';
import * as sendMessageFile from './sendMessage';

/** By the values of the form's fields Resource and Operation. */
const operations: ReadonlyMap<string, ItemOperation> = new Map([
	['conversation.create', createConversationFile.createConversation],
	['message.send', sendMessageFile.sendMessage],
]);

/** The operation, if there is one of this name. */
export function operationFor(resource: unknown, operation: unknown): ItemOperation | undefined {
	return operations.get(`${String(resource)}.${String(operation)}`);
}

export const operationProperties: INodeProperties[] = [
	...createConversationFile.properties,
	...sendMessageFile.properties,
];
