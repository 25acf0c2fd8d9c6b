import 'reflect-metadata';

import { LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRunData,
	ITaskData,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';

// With their endings, or Node.js would take the codex files such as AdaEndUser.node.json.
import { AdaConversation } from '../../nodes/AdaConversation/AdaConversation.node.ts';
import { AdaEndUser } from '../../nodes/AdaEndUser/AdaEndUser.node.ts';
import { additionalData, recordLogs } from './surroundings';

/** The nodes' types as n8n knows them from the installed package. */
export const END_USER = 'n8n-nodes-ada-cx.adaEndUser';
export const CONVERSATION = 'n8n-nodes-ada-cx.adaConversation';

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

/** Sends what comes in round so many times; the last time it goes nowhere. */
class Rounds implements INodeType {
	description = {
		...new Items([]).description,
		displayName: 'Rounds',
		name: 'rounds',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
	};

	private begun = 0;

	execute: () => Promise<INodeExecutionData[][]>;

	constructor(count: number, items: INodeExecutionData[]) {
		this.execute = async () => {
			this.begun++;
			return Promise.resolve(this.begun <= count ? [items, []] : [[], items]);
		};
	}
}

/** The node types of a run: the nodes under test, also as an AI Agent's tools, and their input. */
class NodeTypes implements INodeTypes {
	private readonly types: Record<string, INodeType>;

	constructor(items: INodeExecutionData[], vault: IDataObject = {}, rounds = 1) {
		const endUser = new AdaEndUser();
		const conversation = new AdaConversation();
		this.types = {
			vault: new Items([{ json: vault }]),
			items: new Items(items),
			rounds: new Rounds(rounds, items),
			[END_USER]: endUser,
			[`${END_USER}Tool`]: endUser,
			[CONVERSATION]: conversation,
			[`${CONVERSATION}Tool`]: conversation,
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
	/** The node's setting Retry On Fail, with no wait between the tries. */
	maxTries?: number;
	/** Runs the node so many times in one execution, in a loop. */
	rounds?: number;
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
		parameters: { resource: type.startsWith(END_USER) ? 'endUser' : 'conversation', ...parameters },
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
	if (nodes.some(({ type }) => type === 'rounds')) {
		const back = { node: 'Rounds', type: NodeConnectionTypes.Main, index: 0 };
		connections[NODE] = { main: [[back]] };
	}
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

/** Searches one of the nodes' lists, as the editor does. */
export async function searchList(
	method: keyof AdaConversation['methods']['listSearch'],
	credential: ICredentialDataDecryptedObject,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const node = nodeUnderTest(END_USER, { operation: 'get' });
	const workflow = workflowOf([node], new NodeTypes([]));
	const context = new LoadOptionsContext(workflow, node, additionalData(credential), '');
	const listSearch = {
		...new AdaConversation().methods.listSearch,
		...new AdaEndUser().methods.listSearch,
	};
	return await listSearch[method].call(context, filter, paginationToken);
}

/** Runs the node Ada End User in a workflow of its own on n8n's engine, with real requests. */
export async function runEndUser(options: RunOptions): Promise<RunResult> {
	return await runNode(END_USER, options);
}

/** The same for the node Ada Conversation. */
export async function runConversation(options: RunOptions): Promise<RunResult> {
	return await runNode(CONVERSATION, options);
}

let executions = 0;

async function runNode(nodeType: string, options: RunOptions): Promise<RunResult> {
	const inputs = options.inputs ?? (options.items ?? [{}]).map((json) => ({ json }));
	const type = options.asTool ? `${nodeType}Tool` : nodeType;
	const nodes = [
		nodeOf('Vault', 'vault'),
		nodeOf('Items', 'items'),
		...(options.rounds === undefined ? [] : [nodeOf('Rounds', 'rounds')]),
		{
			...nodeUnderTest(type, options.parameters),
			onError: options.onError,
			...(options.maxTries && {
				retryOnFail: true,
				maxTries: options.maxTries,
				waitBetweenTries: 1,
			}),
		},
	];
	const logged = recordLogs();
	const workflow = workflowOf(nodes, new NodeTypes(inputs, options.vault, options.rounds));
	await workflow.expression.acquireIsolate();
	try {
		const own = { executionId: `execution-${++executions}` };
		const execution = new WorkflowExecute(additionalData(options.credential, own), 'trigger');
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
