import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../items/operation';
import * as createChannelFile from './createChannel';
import * as createConversationFile from './createConversation';
import * as createEmailFile from './createEmail';
import * as endConversationFile from './endConversation';
import * as endHandoffFile from './endHandoff';
import * as getChannelsFile from './getChannels';
import * as getConversationFile from './getConversation';
import * as getMessagesFile from './getMessages';
import * as sendMessageFile from './sendMessage';
import * as updateConversationFile from './updateConversation';

/** By the values of the form's fields Resource and Operation. */
const operations: ReadonlyMap<string, ItemOperation> = new Map([
	['channel.create', createChannelFile.createChannel],
	['channel.getAll', getChannelsFile.getChannels],
	['conversation.create', createConversationFile.createConversation],
	['conversation.createEmail', createEmailFile.createEmail],
	['conversation.end', endConversationFile.endConversation],
	['conversation.endHandoff', endHandoffFile.endHandoff],
	['conversation.get', getConversationFile.getConversation],
	['conversation.update', updateConversationFile.updateConversation],
	['message.getAll', getMessagesFile.getMessages],
	['message.send', sendMessageFile.sendMessage],
]);

/** The operation, if there is one of this name. */
export function operationFor(resource: unknown, operation: unknown): ItemOperation | undefined {
	return operations.get(`${String(resource)}.${String(operation)}`);
}

export const operationProperties: INodeProperties[] = [
	...createChannelFile.properties,
	...getChannelsFile.properties,
	...createConversationFile.properties,
	...createEmailFile.properties,
	...endConversationFile.properties,
	...endHandoffFile.properties,
	...getConversationFile.properties,
	...updateConversationFile.properties,
	...getMessagesFile.properties,
	...sendMessageFile.properties,
];
