import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { customCallRefused } from '../ada/failure';
import { getProfileColumns } from '../forms/columnMapping';
import { searchEndUsers } from '../forms/endUserLocator';
import { searchLanguages } from '../forms/languages';
import { toolNotice } from '../forms/toolNotice';
import { searchVariables } from '../forms/variables';
import { outputsByWhenNotFound } from '../forms/whenNotFound';
import { runItems } from '../items/runItems';
import { operationFor, operationProperties } from './operations';

/** The operations of the resource End User that offer a "Not Found" output. */
const OPERATIONS_THAT_LOOK = ['clearExternalId', 'createOrUpdate', 'get', 'update'];

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
		outputs: outputsByWhenNotFound(
			`${JSON.stringify(OPERATIONS_THAT_LOOK)}.includes($parameter.operation) && $parameter.resource === "endUser"`,
		),
		hints: [
			{
				message:
					"Ada's limits allow about 80 look-ups or new people a minute (at 80 % of them), so a run of this many items takes a while: 1,000 items about 12 minutes. If Ada knows most of the people, Create or Update is much faster with the option Look People Up: In the Whole List.",
				displayCondition:
					'={{ !["getAll", "request"].includes($parameter["operation"]) && $input.all().length > 100 }}',
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
					{ name: 'End User', value: 'endUser' },
					{
						name: 'Erasure Job',
						value: 'erasureJob',
						description: 'Have people erased in Ada for good',
						displayOptions: { hide: { '@tool': [true] } },
					},
				],
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
						name: 'Clear External ID',
						value: 'clearExternalId',
						description: 'Give the external ID of one end user free, for example to reassign it',
						action: 'Clear the external ID of an end user',
					},
					{
						name: 'Create',
						value: 'create',
						description: 'Create an end user; with an external ID this is safe to repeat',
						action: 'Create an end user',
					},
					{
						name: 'Create or Update',
						value: 'createOrUpdate',
						description:
							'Create a new record, or update the current one if it already exists (upsert)',
						action: 'Create or update an end user',
					},
					{
						name: 'Get',
						value: 'get',
						description: 'Look up one end user by external ID or Ada ID',
						action: 'Get an end user',
					},
					{
						name: 'Get Many',
						value: 'getAll',
						description: 'List the end users of the agent',
						action: 'Get many end users',
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
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['erasureJob'] } },
				options: [
					{
						name: 'Get',
						value: 'get',
						description: 'See how far a job is, and what became of each identifier',
						action: 'Get an erasure job',
					},
					{
						name: 'Request Erasure',
						value: 'request',
						description: 'Ask Ada to erase people for good, which cannot be undone',
						action: 'Request erasure of end users',
					},
				],
				default: 'get',
			},
			...operationProperties,
		],
	};

	methods = {
		listSearch: { searchEndUsers, searchLanguages, searchVariables },
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
