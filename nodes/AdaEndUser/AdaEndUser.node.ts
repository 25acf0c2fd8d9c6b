import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { searchEndUsers } from '../forms/endUserLocator';
import { searchVariables } from '../forms/variableSearch';
import { outputsByWhenNotFound } from '../forms/whenNotFound';
import { runItems } from '../items/runItems';
import { operationProperties, operations } from './operations';

export class AdaEndUser implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Ada End User',
		name: 'adaEndUser',
		icon: { light: 'file:../../icons/ada.svg', dark: 'file:../../icons/ada.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Look up, create and update the people who talk to your Ada AI Agent (ada.cx)',
		defaults: { name: 'Ada End User' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsByWhenNotFound,
		usableAsTool: true,
		credentials: [{ name: 'adaCxApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'End User', value: 'endUser' }],
				default: 'endUser',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['endUser'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						description: 'Create an end user; with an external ID this is safe to repeat',
						action: 'Create an end user',
					},
					{
						name: 'Get',
						value: 'get',
						description: 'Look up one end user by external ID or Ada ID',
						action: 'Get an end user',
					},
					{
						name: 'Update',
						value: 'update',
						description: 'Change the fields that you name of one end user, and nothing else',
						action: 'Update an end user',
					},
				],
				default: 'get',
			},
			...operationProperties,
		],
	};

	methods = { listSearch: { searchEndUsers, searchVariables } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, operations[String(this.getNodeParameter('operation', 0))]);
	}
}
