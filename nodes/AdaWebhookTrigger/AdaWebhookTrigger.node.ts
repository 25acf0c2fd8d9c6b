import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { eventIn } from './adaEvent';
import { authenticDelivery } from './authenticity';
import { eventFields, getFurtherEvents } from './events';
import { getChannels, letsIn, messageAuthors } from './filters';
import { readFilters, triggerOptions } from './options';
import { outputOf } from './output';
import { register, unregister } from './publishing';
import { deliveryArrived } from './repeats';

export class AdaWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ada Webhook Trigger',
		name: 'adaWebhookTrigger',
		icon: { light: 'file:../../icons/ada.svg', dark: 'file:../../icons/ada.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["events"] ?? []).concat($parameter["furtherEvents"] ?? []).map((event) => event.replace(/^v\\d+\\./, "")).join(", ") }}',
		description:
			'Starts the workflow when something happens in Ada: people, conversations, messages, handoffs',
		eventTriggerDescription: 'Waiting for an event in Ada',
		activationMessage: 'Ada now sends the chosen events to this workflow.',
		defaults: { name: 'Ada Webhook Trigger' },
		triggerPanel: {
			header: 'Let Ada tell n8n what happens',
			executionsHelp: {
				inactive:
					"While you listen, this node has a webhook endpoint of its own in Ada, for two minutes at most. Make the event happen, for example by talking to your agent, or by changing a person with the node Ada End User.<br /><br />When the workflow is done, <a data-key='activate'>publish</a> it: then the node makes its endpoint in Ada, and every event starts the workflow.",
				active:
					"This workflow is published: Ada sends the chosen events to it, and its executions are under <a data-key='executions'>Executions</a>.<br /><br />While you listen for a test event, Ada sends events to both, so they start the published workflow as well.",
			},
			activationHint:
				'When the workflow is done, publish it: then the node makes its webhook endpoint in Ada, and every event starts the workflow.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'adaCxApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				// Ada is answered as soon as n8n has stored the execution; its answer waits for nothing else.
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties: [
			{
				displayName:
					"Publishing this workflow makes a webhook endpoint in Ada that sends these events here; unpublishing removes it. Nothing has to be set up in Ada's dashboard, but Ada must be able to reach this n8n from the internet.",
				name: 'registrationNotice',
				type: 'notice',
				default: '',
			},
			...eventFields,
			messageAuthors,
			triggerOptions,
		],
	};

	methods = {
		loadOptions: { getChannels, getFurtherEvents },
	};

	webhookMethods = {
		default: {
			// `create` finds what exists, repairs it and makes what is missing, so there is nothing to check.
			checkExists: async () => Promise.resolve(false),

			async create(this: IHookFunctions): Promise<boolean> {
				await register(this);
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				await unregister(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const request = this.getRequestObject();
		const delivery = await authenticDelivery(this, request.headers, request.rawBody);
		if (!delivery) {
			this.getResponseObject().status(401).send('Unauthorized').end();
			return { noWebhookResponse: true };
		}
		const event = eventIn(delivery.body);
		if (!event) this.logger.warn('Ada sent something to the Ada Webhook Trigger that is no event');
		if (!event || !letsIn(readFilters(this), event)) {
			this.getResponseObject().status(204).end();
			return { noWebhookResponse: true };
		}
		deliveryArrived();
		const about = {
			id: delivery.id,
			attemptedAt: new Date(Number(delivery.timestamp) * 1000).toISOString(),
			eventType: event.type,
		};
		return { workflowData: [[{ json: { ...event, delivery: about } }]] };
	}

	/** n8n runs this first in an execution that `webhook` started, on the items that it returned. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await outputOf(this, this.getInputData())];
	}
}
