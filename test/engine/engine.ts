import 'reflect-metadata';

import { ExecutionLifecycleHooks, LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	IConnections,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypes,
	IRequestOptionsSimplified,
	IRunData,
	ITaskData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ICredentialsHelper, LoggerProxy, NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { AdaCxApi } from '../../credentials/AdaCxApi.credentials';
// With its ending, or Node.js would take the codex file AdaEndUser.node.json.
import { AdaEndUser } from '../../nodes/AdaEndUser/AdaEndUser.node.ts';

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
		inputs: [NodeConnectionTypes.Main],
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

	constructor(items: INodeExecutionData[], vault: IDataObject = {}) {
		const endUser = new AdaEndUser();
		this.types = {
			vault: new Items([{ json: vault }]),
			items: new Items(items),
			[END_USER]: endUser,
			[`${END_USER}Tool`]: endUser,
		};
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
	/** Data of another node of the workflow: `={{ $('Vault').first().json.token }}`. */
	vault?: IDataObject;
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

function nodeOf(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

function nodeUnderTest(type: string, parameters: INodeParameters): INode {
	return {
		...nodeOf(NODE, type),
		parameters: { resource: 'endUser', ...parameters },
		credentials: { adaCxApi: { id: '1', name: 'Ada account' } },
	};
}

/** A workflow of these nodes, one after the other. */
function workflowOf(nodes: INode[], nodeTypes: INodeTypes): Workflow {
	const connections: IConnections = {};
	nodes.slice(1).forEach(({ name }, before) => {
		const connection = { node: name, type: NodeConnectionTypes.Main, index: 0 };
		connections[nodes[before].name] = { main: [[connection]] };
	});
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		nodes,
		connections,
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1' },
	});
}

/** Searches one of the node's lists, as the editor does. */
export async function searchList(
	method: keyof AdaEndUser['methods']['listSearch'],
	credential: ICredentialDataDecryptedObject,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const node = nodeUnderTest(END_USER, { operation: 'get' });
	const workflow = workflowOf([node], new NodeTypes([]));
	const context = new LoadOptionsContext(workflow, node, additionalData(credential), '');
	const { listSearch } = new AdaEndUser().methods;
	return await listSearch[method].call(context, filter, paginationToken);
}

/** Runs the node in a workflow of its own on n8n's engine, with real requests. */
export async function runEndUser(options: RunOptions): Promise<RunResult> {
	const inputs = options.inputs ?? (options.items ?? [{}]).map((json) => ({ json }));
	const type = options.asTool ? `${END_USER}Tool` : END_USER;
	const nodes = [
		nodeOf('Vault', 'vault'),
		nodeOf('Items', 'items'),
		{ ...nodeUnderTest(type, options.parameters), onError: options.onError },
	];
	const logged = recordLogs();
	const workflow = workflowOf(nodes, new NodeTypes(inputs, options.vault));
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
		const runData: Partial<IRunData> = run.data.resultData.runData;
		const task = runData[NODE]?.[0];
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
