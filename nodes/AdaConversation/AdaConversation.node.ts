import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { customCallRefused } from '../ada/failure';
import { searchChannels } from '../forms/channelLocator';
import { getProfileColumns } from '../forms/columnMapping';
import { searchEndUsers } from '../forms/endUserLocator';
import { searchLanguages } from '../forms/languages';
import { toolNotice } from '../forms/toolNotice';
import { searchVariables } from '../forms/variables';
import { outputsByWhenNotFound } from '../forms/whenNotFound';
import { runItems } from '../items/runItems';
import { operationFor, operationProperties } from './operations';

/** Where the form has the field When Not Found. */
const LOOKS_FOR_SOMETHING = [
	'$parameter.resource === "message"',
	'$parameter.resource === "conversation" && ["end", "endHandoff", "get", "update"].includes($parameter.operation)',
	'$parameter.resource === "conversation" && $parameter.operation === "create" && $parameter.person === "known"',
].join(' || ');

export class AdaConversation implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ada Conversation',
		name: 'adaConversation',
		icon: { light: 'file:../../icons/ada.svg', dark: 'file:../../icons/ada.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Start conversations with your Ada AI Agent (ada.cx), write messages in them, and end them or their handoff',
		defaults: { name: 'Ada Conversation' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsByWhenNotFound(LOOKS_FOR_SOMETHING),
		hints: [
			{
				message:
					"Ada's limits allow about 80 messages a minute (at 80 % of them), so a run of this many items takes a while: 1,000 messages about 12 minutes.",
				displayCondition:
					'={{ $parameter["resource"] === "message" && $input.all().length > 100 }}',
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
		],
		usableAsTool: true,
		credentials: [{ name: 'adaCxApi', required: true }],
		properties: [
			toolNotice,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Channel', value: 'channel' },
					{ name: 'Conversation', value: 'conversation' },
					{ name: 'Message', value: 'message' },
				],
				default: 'conversation',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['conversation'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						description: 'Start a conversation on a custom channel; the AI Agent then greets',
						action: 'Start a conversation with an end user',
					},
					{
						name: 'Create Email',
						value: 'createEmail',
						description: "Write to somebody by email, from Ada's own Email channel",
						action: 'Create an email conversation',
					},
					{
						name: 'End',
						value: 'end',
						description: 'End a conversation for its person',
						action: 'End a conversation',
					},
					{
						name: 'End Handoff',
						value: 'endHandoff',
						description: 'Give a conversation that people have taken over back to the AI Agent',
						action: 'End the handoff of a conversation',
					},
					{
						name: 'Get',
						value: 'get',
						description: 'See whose a conversation is, whether it has ended, and its metadata',
						action: 'Get a conversation',
					},
					{
						name: 'Update',
						value: 'update',
						description: 'Set or remove metadata of a conversation, and nothing else',
						action: 'Update a conversation',
					},
				],
				default: 'create',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['message'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getAll',
						description: 'List the messages of a conversation, whoever wrote them',
						action: 'Get many messages',
					},
					{
						name: 'Send',
						value: 'send',
						description: 'Write a message in a conversation, as its person or as a human agent',
						action: 'Send a message in a conversation',
					},
				],
				default: 'send',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['channel'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						description: 'Create a custom channel, unless there is one of its name already',
						action: 'Create a channel',
					},
					{
						name: 'Get Many',
						value: 'getAll',
						description: 'List the channels of the agent',
						action: 'Get many channels',
					},
				],
				default: 'getAll',
			},
			...operationProperties,
		],
	};

	methods = {
		listSearch: { searchChannels, searchEndUsers, searchLanguages, searchVariables },
		resourceMapping: { getProfileColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = operationFor(
			this.getNodeParameter('resource', 0),
			this.getNodeParameter('operation', 0, ''),
		);
		if (!operation) throw customCallRefused(this.getNode());
		return await runItems(this, operation);
	}
}
