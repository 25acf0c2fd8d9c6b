import 'reflect-metadata';

import { HookContext, LoadOptionsContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	INodeTypes,
	IRunData,
	ITaskData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Logger,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, NodeConnectionTypes, NodeHelpers, Workflow } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

// With its ending, or Node.js would take the codex file AdaWebhookTrigger.node.json.
import { AdaWebhookTrigger } from '../../nodes/AdaWebhookTrigger/AdaWebhookTrigger.node.ts';
import { additionalData, recordLogs } from './surroundings';

const TRIGGER = 'n8n-nodes-ada-cx.adaWebhookTrigger';
const NAME = 'Ada Webhook Trigger';

type LoadOptions = AdaWebhookTrigger['methods']['loadOptions'];

/** One execution that a delivery started. */
export interface Execution {
	id: string;
	mode: WorkflowExecuteMode;
	/** What reached the node after the trigger; empty when it did not run. */
	items: IDataObject[];
	hints: string[];
	error?: ITaskData['error'];
	/** The items that `webhook()` returned. */
	started: INodeExecutionData[][];
}

export interface HostOptions {
	parameters: INodeParameters;
	credential: ICredentialDataDecryptedObject;
	workflowName?: string;
	/** What the path of its addresses has of it; another one for each trigger, as in n8n. */
	webhookId?: string;
	/** The address at which n8n says that it can be reached; its own on loopback if absent. */
	publicUrl?: string;
	/** The workflow's ID, by which n8n keeps what the trigger remembers; another one each time if absent. */
	workflowId?: string;
	/** The trigger's class; another copy of it stands for another process. */
	type?: new () => INodeType;
}

/** Stands after the trigger, and hands on what it gets. */
class After implements INodeType {
	description = {
		displayName: 'After',
		name: 'after',
		group: ['transform' as const],
		version: 1,
		description: 'The node after the trigger',
		defaults: { name: 'After' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	async execute(this: { getInputData(): INodeExecutionData[] }): Promise<INodeExecutionData[][]> {
		return Promise.resolve([this.getInputData()]);
	}
}

/**
 * n8n as far as a trigger sees it: publishes it through the real hook context, receives its webhooks
 * on loopback through the real webhook context, and runs the executions in the real engine.
 */
export class TriggerHost {
	readonly executions: Execution[] = [];

	/** What was logged since the start. */
	readonly logged = recordLogs();

	/** What n8n keeps in its database between two calls. */
	staticData: IDataObject = {};

	parameters: INodeParameters;

	credential: ICredentialDataDecryptedObject;

	publicUrl: string;

	/** Called when an execution is about to start; what it throws makes n8n answer 500. */
	beforeExecution: () => void = () => undefined;

	private workers: TriggerHost[] = [this];

	private testStaticData: IDataObject | undefined;

	private running = 0;

	private readonly type: INodeType;

	readonly workflowId: string;

	private count = 0;

	private constructor(
		private readonly options: HostOptions,
		private readonly server: Server,
		readonly localUrl: string,
	) {
		this.parameters = options.parameters;
		this.credential = options.credential;
		this.publicUrl = options.publicUrl ?? localUrl;
		this.workflowId = options.workflowId ?? randomUUID();
		this.type = new (options.type ?? AdaWebhookTrigger)();
	}

	static async start(options: HostOptions): Promise<TriggerHost> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = typeof address === 'object' && address ? address.port : 0;
		const host = new TriggerHost(options, server, `http://127.0.0.1:${port}`);
		server.on('request', (request, response) => {
			void host.receive(request, response).catch((error: unknown) => {
				response.writeHead(500).end(String(error));
			});
		});
		return host;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** The address that Ada is given for production. */
	get url(): string {
		return `${this.publicUrl}/webhook/${this.node.webhookId}/webhook`;
	}

	get testUrl(): string {
		return this.url.replace('/webhook/', '/webhook-test/');
	}

	/** Waits for the executions that are under way: n8n answers deliveries before it runs them. */
	async settled(): Promise<void> {
		while (this.running > 0) await sleep(5);
	}

	/** Registers the trigger as publishing does: where it fails, n8n calls `delete`, and fails. */
	async publish(activation: WorkflowActivateMode = 'activate'): Promise<void> {
		try {
			await this.createIfAbsent('trigger', activation, false);
		} catch (error) {
			await this.hook('delete', 'internal', 'update', false).catch(() => undefined);
			throw error;
		}
	}

	async unpublish(): Promise<void> {
		await this.hook('delete', 'internal', 'update', false);
	}

	/** "Listen for test event"; ends with the first execution, or by `stopListening`. */
	async listen(): Promise<void> {
		this.testStaticData = {};
		try {
			await this.createIfAbsent('manual', 'manual', true);
		} catch (error) {
			await this.stopListening().catch(() => undefined);
			throw error;
		}
	}

	async stopListening(): Promise<void> {
		await this.hook('delete', 'internal', 'update', true);
		this.testStaticData = undefined;
	}

	/** Asks for the choices of one of the form's fields, as the editor does. */
	async choices(method: keyof LoadOptions): Promise<INodePropertyOptions[]> {
		const surroundings = this.surroundings();
		const context = new LoadOptionsContext(this.workflow({}), this.node, surroundings, '');
		return await new AdaWebhookTrigger().methods.loadOptions[method].call(context);
	}

	/** Runs an execution once more: `retry` as the button does, `webhook` as a queue that lost its worker. */
	async runAgain(execution: Execution, mode: 'retry' | 'webhook'): Promise<Execution> {
		const id = mode === 'retry' ? undefined : execution.id;
		return await this.execute(execution.started, mode, id);
	}

	/** Leaves the executions of this host's deliveries to others, in turns, as a queue does. */
	runsOn(...workers: TriggerHost[]): void {
		this.workers = workers;
	}

	/** Nodes log to a logger that all of n8n shares, and not to the proxy that n8n's libraries use. */
	private hear({ logger }: { logger: Logger }): void {
		for (const level of ['error', 'warn', 'info', 'debug'] as const) {
			logger[level] = (...words) => {
				this.logged.push(words);
			};
		}
	}

	private get node(): INode {
		return {
			id: 'trigger',
			name: NAME,
			type: TRIGGER,
			typeVersion: 1,
			position: [0, 0],
			webhookId: this.options.webhookId ?? '2f6c2b1e-8e0c-4f5b-9d07-5a1d1f7c3a11',
			parameters: this.parameters,
			credentials: { adaCxApi: { id: '1', name: 'Ada account' } },
		};
	}

	private workflow(staticData: IDataObject): Workflow {
		const after: INode = {
			id: 'after',
			name: 'After',
			type: 'after',
			typeVersion: 1,
			position: [200, 0],
			parameters: {},
		};
		const types: Record<string, INodeType> = { [TRIGGER]: this.type, after: new After() };
		const nodeTypes: INodeTypes = {
			getByName: (name) => types[name],
			getByNameAndVersion: (name) => types[name],
			getKnownTypes: () => ({}),
		};
		return new Workflow({
			id: this.workflowId,
			name: this.options.workflowName ?? 'Test',
			nodes: [this.node, after],
			connections: {
				[NAME]: { main: [[{ node: 'After', type: NodeConnectionTypes.Main, index: 0 }]] },
			},
			active: true,
			nodeTypes,
			// As it comes out of the database: a copy that nobody else holds.
			staticData: structuredClone(staticData),
			settings: { executionOrder: 'v1' },
		});
	}

	private surroundings(own: Partial<IWorkflowExecuteAdditionalData> = {}) {
		return additionalData(this.credential, {
			webhookBaseUrl: `${this.publicUrl}/webhook`,
			webhookTestBaseUrl: `${this.publicUrl}/webhook-test`,
			...own,
		});
	}

	private webhookData(surroundings: IWorkflowExecuteAdditionalData, isTest: boolean): IWebhookData {
		const [webhookDescription] = this.type.description.webhooks ?? [];
		return {
			httpMethod: 'POST',
			node: NAME,
			path: NodeHelpers.getNodeWebhookPath(this.workflowId, this.node, 'webhook'),
			webhookDescription,
			workflowId: this.workflowId,
			workflowExecuteAdditionalData: surroundings,
			isTest,
		};
	}

	private async createIfAbsent(
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
		isTest: boolean,
	): Promise<void> {
		const exists = await this.hook('checkExists', mode, activation, isTest);
		if (!exists) await this.hook('create', mode, activation, isTest);
	}

	private async hook(
		name: 'checkExists' | 'create' | 'delete',
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
		isTest: boolean,
	): Promise<boolean> {
		const surroundings = this.surroundings();
		const data = this.webhookData(surroundings, isTest);
		const workflow = this.workflow(isTest ? (this.testStaticData ?? {}) : this.staticData);
		const context = new HookContext(workflow, this.node, surroundings, mode, activation, data);
		this.hear(context);
		const method = this.type.webhookMethods?.default?.[name];
		if (!method) throw new Error(`The trigger has no ${name}`);
		await workflow.expression.acquireIsolate();
		try {
			return await method.call(context);
		} finally {
			await workflow.expression.releaseIsolate();
			// As n8n's database keeps it.
			const saved = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
			if (isTest) this.testStaticData = saved;
			else this.staticData = saved;
		}
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const isTest = request.url === new URL(this.testUrl).pathname;
		if (!isTest && request.url !== new URL(this.url).pathname) {
			response.writeHead(404).end();
			return;
		}
		if (isTest && !this.testStaticData) {
			response.writeHead(404).end();
			return;
		}
		const rawBody = await buffer(request);
		const workflow = this.workflow(isTest ? {} : this.staticData);
		if (isTest) workflow.setTestStaticData(this.testStaticData ?? {});
		const surroundings = this.surroundings({
			httpRequest: Object.assign(request, { rawBody }) as never,
			httpResponse: expressLike(response) as never,
		});
		const mode = isTest ? 'manual' : 'webhook';
		const data = this.webhookData(surroundings, isTest);
		const context = new WebhookContext(workflow, this.node, surroundings, mode, data, [], null);
		this.hear(context);
		await workflow.expression.acquireIsolate();
		const result = await this.type.webhook?.call(context).finally(async () => {
			await workflow.expression.releaseIsolate();
		});
		if (!result?.workflowData) {
			if (!result?.noWebhookResponse) response.writeHead(200).end('Webhook call received');
			return;
		}
		this.beforeExecution();
		const id = `${++this.count}`;
		const worker = this.workers[this.count % this.workers.length];
		this.running++;
		try {
			// n8n answers when the execution is stored, and runs it afterwards.
			response.writeHead(200).end();
			await worker.execute(result.workflowData, mode, id);
			if (isTest) await this.stopListening();
		} finally {
			this.running--;
		}
	}

	private async execute(
		started: INodeExecutionData[][],
		mode: WorkflowExecuteMode,
		id = `${++this.count}`,
	): Promise<Execution> {
		const workflow = this.workflow(this.staticData);
		const surroundings = this.surroundings({ executionId: id });
		const stack = [{ node: this.node, data: { main: structuredClone(started) }, source: null }];
		const run = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
		await workflow.expression.acquireIsolate();
		try {
			const execution = new WorkflowExecute(surroundings, mode, run);
			const { data } = await execution.processRunExecutionData(workflow);
			const runData: Partial<IRunData> = data.resultData.runData;
			const trigger = runData[NAME]?.[0];
			const after = runData.After?.[0];
			const done: Execution = {
				id,
				mode,
				items: (after?.data?.main[0] ?? []).map(({ json }) => json),
				hints: (trigger?.hints ?? []).map(({ message }) => message),
				error: trigger?.error,
				started,
			};
			this.executions.push(done);
			return done;
		} finally {
			await workflow.expression.releaseIsolate();
		}
	}
}

/** n8n hands nodes an Express response, of which they use these. */
function expressLike(response: ServerResponse): object {
	const like = {
		status: (code: number) => {
			response.statusCode = code;
			return like;
		},
		send: (text: string) => {
			response.end(text);
			return like;
		},
		end: () => {
			response.end();
			return like;
		},
	};
	return like;
}
