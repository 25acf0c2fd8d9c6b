import type { IDataObject, INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

/** A custom channel and a native one of a fresh local Ada. */
export const WEB_PORTAL = '66a4c1d2e3f4a5b6c7d8e901';
export const MOBILE_APP = '66a4c1d2e3f4a5b6c7d8e902';
export const NATIVE_CHAT = '66a4c1d2e3f4a5b6c7d8e911';

/** An ID that Ada could give, of nobody and of nothing. */
export const UNKNOWN = '0123456789abcdef01234567';

/** The ID of a conversation that came out. */
export function idOf({ id }: IDataObject): string {
	if (typeof id === 'string') return id;
	throw new Error('This is no conversation');
}

/** The locator Channel, as chosen from its list. */
export function channel(value = WEB_PORTAL): INodeParameterResourceLocator {
	return { __rl: true, mode: 'list', value };
}

/** Conversation > Create. */
export function start(more: INodeParameters = {}): INodeParameters {
	return { resource: 'conversation', operation: 'create', channel: channel(), ...more };
}

/** Message > Send. */
export function send(more: INodeParameters = {}): INodeParameters {
	return {
		resource: 'message',
		operation: 'send',
		conversationId: '={{ $json.conversation_id }}',
		text: '={{ $json.text }}',
		...more,
	};
}

/** An operation on the conversation that an item names. */
export function within(
	operation: 'end' | 'endHandoff' | 'get' | 'update',
	more: INodeParameters = {},
): INodeParameters {
	return { resource: 'conversation', operation, conversationId: '={{ $json.id }}', ...more };
}
