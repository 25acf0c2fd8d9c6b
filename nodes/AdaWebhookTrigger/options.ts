import type { IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { readEvents, texts } from './events';
import type { Filters } from './filters';
import { channelFilter, handoffFilters, messageAuthors } from './filters';

/** The collection Options, in alphabetical order. */
export const triggerOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		channelFilter,
		...handoffFilters,
		{
			displayName: 'Include End User',
			name: 'includeEndUser',
			type: 'boolean',
			default: false,
			description:
				'Whether to add the person as they are now (endUser): events of conversations name them by ID only, and events can arrive out of order',
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{
					name: 'Event',
					value: 'event',
					description: 'The event as Ada sent it, with ID and time of the delivery',
				},
				{
					name: 'Data Only',
					value: 'data',
					description: 'What the event is about: the end user, the conversation or the message',
				},
			],
			default: 'event',
			description: 'Choose what comes out of this node',
		},
		{
			displayName: 'Repeated Deliveries',
			name: 'repeatedDeliveries',
			type: 'options',
			options: [
				{
					name: 'Skip',
					value: 'skip',
					description:
						'A delivery that comes again does not run the nodes after this one. About 1,000 deliveries are remembered.',
				},
				{
					name: 'Run Again',
					value: 'run',
					description: "For sending deliveries again from the log in Ada's dashboard",
				},
			],
			default: 'skip',
			description:
				'Choose what to do with a delivery that comes again: Ada repeats it when it did not get an answer in time',
		},
		{
			displayName: 'When Unpublished',
			name: 'whenUnpublished',
			type: 'options',
			options: [
				{ name: 'Delete the Endpoint in Ada', value: 'delete' },
				{
					name: 'Disable the Endpoint in Ada',
					value: 'disable',
					description: "Keeps its channel filter, which only Ada's dashboard can set",
				},
			],
			default: 'delete',
			description:
				'Choose what happens to an endpoint that this node made, also when a changed trigger is published again, since n8n unpublishes it first. An endpoint that a person made is disabled, never deleted.',
		},
	],
};

/** Reads which events start the workflow. */
export function readFilters(context: IHookFunctions | IWebhookFunctions): Filters {
	const parameter = (name: string, fallback: unknown): unknown =>
		context.getNodeParameter(name, fallback);
	const handoff = parameter('options.handoff', 'any');
	return {
		events: readEvents(context.getNode(), parameter('events', []), parameter('furtherEvents', [])),
		authors: texts(parameter('authors', messageAuthors.default)),
		handoff: handoff === 'during' || handoff === 'outside' ? handoff : 'any',
		handoffIntegration: String(parameter('options.handoffIntegration', '')).trim(),
		channels: texts(parameter('options.channels', [])),
	};
}
