import 'reflect-metadata';

import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypes,
	IRequestOptionsSimplified,
	ITaskData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ICredentialsHelper, LoggerProxy, NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { AdaCxApi } from '../../credentials/AdaCxApi.credentials';
import { AdaEndUser } from '../../nodes/AdaEndUser/AdaEndUser.node';

/** The node's type as n8n knows it from the installed package. */
export const END_USER = 'n8n-nodes-ada-cx.adaEndUser';

/** Hands the given items to the node under test, as any n8n node before it would. */
class Items implements INodeType {
	description = {
		displayName: 'Items',
		name: 'items',
		group: ['trigger' as const],
		version: 1,
		description: 'The input of the node under test',
		defaults: { name: 'Items' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	execute: () => Promise<INodeExecutionData[][]>;

	constructor(items: INodeExecutionData[]) {
		this.execute = async () => Promise.resolve([items]);
	}
}

/** The node types of a run: the node under test, also as an AI Agent's tool, and its input. */
class NodeTypes implements INodeTypes {
	private readonly types: Record<string, INodeType>;

	constructor(items: INodeExecutionData[]) {
		const endUser = new AdaEndUser();
		this.types = { items: new Items(items), [END_USER]: endUser, [`${END_USER}Tool`]: endUser };
	}

	getByName(name: string): INodeType {
		return this.types[name];
	}

	getByNameAndVersion(name: string): INodeType {
		return this.types[name];
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

/** Gives the one credential of the run; n8n keeps it encrypted in its database instead. */
class Credentials extends ICredentialsHelper {
	private readonly type = new AdaCxApi();

	constructor(private readonly data: ICredentialDataDecryptedObject) {
		super();
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		return await this.type.authenticate(credentials, { url: '', ...options });
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return Promise.resolve(this.data);
	}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	async runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	async getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('No test asks for an encrypted credential'));
	}

	async updateCredentials(): Promise<void> {
		return Promise.resolve();
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		return Promise.resolve();
	}
}

/** What is given to one run of the node. */
export interface RunOptions {
	/** The form, as n8n keeps it: an expression begins with `=`. */
	parameters: INodeParameters;
	credential: ICredentialDataDecryptedObject;
	/** The input items' data. One empty item if left out. */
	items?: IDataObject[];
	/** Whole input items, with binary data, instead. */
	inputs?: INodeExecutionData[];
	onError?: INode['onError'];
	/** Runs the node as n8n's AI Agent does. */
	asTool?: boolean;
	/** Called once the run has begun, with a function that cancels it as the editor's button does. */
	whileRunning?: (cancel: () => void) => void;
}

/** What came out of one run of the node. */
export interface RunResult {
	/** The items of each output, the error output last if there is one. */
	outputs: INodeExecutionData[][];
	/** The data of those items. */
	json: IDataObject[][];
	/** The error with which the run ended. */
	error?: ITaskData['error'];
	hints: string[];
	/** Everything that n8n keeps and shows of the run, and what was logged meanwhile. */
	everything: unknown;
}

const NODE = 'Ada';

/** Runs the node in a workflow of its own on n8n's engine, with real requests. */
export async function runEndUser(options: RunOptions): Promise<RunResult> {
	const inputs = options.inputs ?? (options.items ?? [{}]).map((json) => ({ json }));
	const nodes: INode[] = [
		{ id: '1', name: 'Items', type: 'items', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: '2',
			name: NODE,
			type: options.asTool ? `${END_USER}Tool` : END_USER,
			typeVersion: 1,
			position: [200, 0],
			parameters: { resource: 'endUser', ...options.parameters },
			credentials: { adaCxApi: { id: '1', name: 'Ada account' } },
			onError: options.onError,
		},
	];
	const connections = {
		Items: { main: [[{ node: NODE, type: NodeConnectionTypes.Main, index: 0 }]] },
	};
	const logged = recordLogs();
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		nodes,
		connections,
		active: false,
		nodeTypes: new NodeTypes(inputs),
		settings: { executionOrder: 'v1' },
	});
	await workflow.expression.acquireIsolate();
	try {
		const execution = new WorkflowExecute(additionalData(options.credential), 'trigger');
		const running = execution.run({
			workflow,
			startNode: workflow.getNode(nodes[0].name) ?? nodes[0],
		});
		options.whileRunning?.(() => {
			running.cancel();
		});
		const run = await running;
		const task = run.data.resultData.runData[NODE]?.[0] as ITaskData | undefined;
		const outputs = (task?.data?.main ?? []).map((items) => items ?? []);
		return {
			outputs,
			json: outputs.map((items) => items.map((item) => item.json)),
			error: task?.error,
			hints: (task?.hints ?? []).map((hint) => hint.message),
			everything: { task, result: run.data.resultData.error, logged },
		};
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

function recordLogs(): unknown[] {
	const logged: unknown[] = [];
	const log = (...words: unknown[]) => {
		logged.push(words);
	};
	LoggerProxy.init({ error: log, warn: log, info: log, debug: log });
	return logged;
}

/** n8n's surroundings of a run; the addresses are never called, but must be whole. */
function additionalData(
	credential: ICredentialDataDecryptedObject,
): IWorkflowExecuteAdditionalData {
	const here = 'http://127.0.0.1';
	const workflowData = {
		id: 'workflow',
		name: 'Test',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	};
	const surroundings: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: new Credentials(credential),
		hooks: new ExecutionLifecycleHooks('trigger', 'execution', workflowData),
		currentNodeExecutionIndex: 0,
		executionId: 'execution',
		variables: {},
		restApiUrl: here,
		instanceBaseUrl: here,
		webhookBaseUrl: here,
		webhookTestBaseUrl: here,
		webhookWaitingBaseUrl: here,
		formBaseUrl: here,
		formTestBaseUrl: here,
		formWaitingBaseUrl: here,
		logAiEvent: () => undefined,
	};
	// The rest concerns sub-workflows, task runners and the editor's push connection: no test has them.
	return surroundings as IWorkflowExecuteAdditionalData;
}
