import type {
	ILoadOptionsFunctions,
	INode,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import { refusedBeforeSending } from '../ada/failure';
import { eventTypes } from '../ada/webhookRequests';

/** The event type of messages, which more filters apply to than to others. */
export const MESSAGE = 'v1.conversation.message';

/** The event types that Ada's documents name (Ada docs, webhooks overview and payload pages). */
const KNOWN_EVENTS: INodePropertyOptions[] = [
	{
		name: 'Audit Log Entry Emitted',
		value: 'v1.audit_log.emitted',
		description:
			'Somebody changed the configuration of your agent. Needs the audit log feature of your Ada account.',
	},
	{
		name: 'Conversation Created',
		value: 'v1.conversation.created',
		description: 'A conversation started, on a custom channel or in native Chat, Email or Voice',
	},
	{
		name: 'Conversation Ended',
		value: 'v1.conversation.ended',
		description: 'A conversation was ended, by a person, by the system or through the API',
	},
	{
		name: 'End User Created',
		value: 'v1.end_user.created',
		description: 'A new person appeared in Ada',
	},
	{
		name: 'End User Updated',
		value: 'v1.end_user.updated',
		description:
			"A value of a person's profile changed, also when this n8n changed it: compare before you write, or it goes in circles",
	},
	{
		name: 'Handoff Ended',
		value: 'v1.conversation.handoff.ended',
		description: 'A human agent gave the conversation back to the AI Agent',
	},
	{
		name: 'Message Sent',
		value: MESSAGE,
		description:
			"A message of the AI Agent, a human agent or the end user; see 'Message Authors' for which ones start the workflow",
	},
	{
		name: 'Proactive Call Answered',
		value: 'v1.proactive_call.answered',
		description: 'Somebody answered an outbound call',
	},
	{
		name: 'Proactive Call Failed',
		value: 'v1.proactive_call.failed',
		description: 'An outbound call did not come about',
	},
	{
		name: 'Proactive Call Initiated',
		value: 'v1.proactive_call.initiated',
		description: 'An outbound call was started',
	},
	{
		name: 'Proactive Call Machine Detected',
		value: 'v1.proactive_call.machine_detected',
		description: 'A machine answered an outbound call',
	},
	{
		name: 'Proactive Call Queued',
		value: 'v1.proactive_call.queued',
		description: 'An outbound call was put in the queue',
	},
];

export const eventFields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		options: KNOWN_EVENTS,
		default: [],
		description: 'Choose the events in Ada that start this workflow',
	},
	{
		displayName: 'Further Event Names or IDs',
		name: 'furtherEvents',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFurtherEvents' },
		default: [],
		description:
			'Events that Ada lists and that are not above, should there be any. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
];

/** The event types of the form, none twice; refuses an empty choice, which Ada takes for all. */
export function readEvents(node: INode, chosen: unknown, further: unknown): string[] {
	const events = [...new Set([...texts(chosen), ...texts(further)])];
	if (events.length > 0) return events;
	throw refusedBeforeSending(
		node,
		"'Trigger On' is empty",
		'Choose at least one event: without any, Ada would send all there are',
	);
}

/** The event types that Ada lists beyond the known ones, for the form. */
export async function getFurtherEvents(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const listed = await eventTypes(await AdaClient.connect(this));
	const known = new Set(KNOWN_EVENTS.map(({ value }) => value));
	return listed
		.filter(({ name }) => !known.has(name))
		.map(({ name, description }) => ({ name, value: name, description }));
}

/** A list, or what an expression makes of one: a single text, with commas or without. */
export function texts(value: unknown): string[] {
	const values: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return values.map((each) => String(each).trim()).filter((each) => each !== '');
}
