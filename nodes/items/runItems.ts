import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';
import {
	ApplicationError,
	ExpressionError,
	NodeApiError,
	NodeOperationError,
	UserError,
} from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import type { NodeError } from '../ada/failure';
import {
	expressionRefused,
	failureOf,
	forDisplay,
	nodeForErrors,
	notSentAfter,
	refusedBeforeSending,
	wordsOf,
} from '../ada/failure';
import { variableNames } from '../forms/variables';
import type { WhenNotFound } from '../forms/whenNotFound';
import { readWhenNotFound } from '../forms/whenNotFound';
import { ExternalIdsOfRun } from './externalIdsOfRun';
import { refuseItemOfModel } from './meantInSession';
import type { Answered, Doubled, ItemResult, NotFound, Outcome } from './outcome';
import type { Try } from './tries';
import { Tries } from './tries';

/** What an operation has at hand for one item. */
export interface Item {
	context: IExecuteFunctions;
	index: number;
	ada: AdaClient;
	externalIds: ExternalIdsOfRun;
	/** Whether an AI Agent calls the node as its tool. */
	isTool: boolean;
	whenNotFound: WhenNotFound;
	/** The names of the agent's Variables, asked for once in a run. */
	variables(): Promise<string[]>;
	/** Stands for this run of the node: what is the same for several items is kept for it (OncePer). */
	run: object;
	/** The same for all tries of n8n's Retry On Fail, for what must not be done a second time. */
	allTries: object;
}

/** One operation of a node: does one item, and may tell the user about the run as a whole. */
export interface ItemOperation {
	/** Whether the operation has the field When Not Found. */
	hasNotFound: boolean;
	/**
	 * Whether an item that went well, or may have gone well, is not done again when n8n's Retry On Fail
	 * runs all items of the node again: for what Ada would have twice.
	 */
	isOnceOnly?: boolean;
	/** One result, or a list where an item has any number of them. */
	execute(item: Item): Promise<ItemResult | Answered[]>;
	hints?(run: RunSummary): NodeExecutionHint[];
}

/**
 * An operation for one run that reads the forms of all items before it sends anything, because what
 * it does cannot be undone, and that does several items with one request.
 */
export interface PlannedOperation extends ItemOperation {
	/** Reads and checks the form of one item, in the order of the items. Only then it is executed. */
	read(item: Item): void;
	/** Whether an item was sent already, together with an earlier one. */
	isSent(index: number): boolean;
	/** Whether running all items again is safe, as a sentence. */
	runAllAgain: string;
}

function isPlanned(operation: ItemOperation): operation is PlannedOperation {
	return 'read' in operation;
}

/** What an operation may tell the user about after a run. */
export interface RunSummary {
	outcomes: Readonly<Record<Outcome, number>>;
	externalIds: ExternalIdsOfRun;
}

/**
 * Runs an operation for each input item and sorts what comes out: results to the first output, people
 * whom Ada does not know the way that When Not Found says, failures as the node's On Error setting
 * says. Outputs keep the input's order, and every item is paired with its input item.
 */
export async function runItems(
	context: IExecuteFunctions,
	operation: ItemOperation,
): Promise<INodeExecutionData[][]> {
	return await new Run(context, operation).execute();
}

/** What n8n throws about an expression that it cannot work out: the first n8n 1, the others n8n 2. */
const EXPRESSION_ERRORS = [ApplicationError, ExpressionError, UserError];

/** A result and the value of the option Output for its item. */
interface Shaped {
	results: Array<Answered | NotFound>;
	output: unknown;
}

const tries = new Tries<Shaped | NodeError>();

class Run {
	private readonly inputs: INodeExecutionData[];

	private readonly outputs: INodeExecutionData[][];

	private readonly isTool: boolean;

	private readonly whenNotFound: WhenNotFound;

	private readonly externalIds: ExternalIdsOfRun;

	private readonly outcomes: Record<Outcome, number> = {
		created: 0,
		duplicateInRun: 0,
		ended: 0,
		existing: 0,
		found: 0,
		requested: 0,
		sent: 0,
		unchanged: 0,
		updated: 0,
		wouldCreate: 0,
		wouldUpdate: 0,
	};

	private variableNames?: Promise<string[]>;

	private readonly doubled: Record<Doubled, number> = {
		conversation: 0,
		message: 0,
		person: 0,
	};

	private readonly thisTry: Try<Shaped | NodeError>;

	private ada?: AdaClient;

	private readonly planned?: PlannedOperation;

	/** Of a planned operation, while it reads: nothing has been sent yet. */
	private isReading = false;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: ItemOperation,
	) {
		this.planned = isPlanned(operation) ? operation : undefined;
		this.inputs = context.getInputData();
		this.isTool = context.getNode().type.endsWith('Tool');
		this.whenNotFound = operation.hasNotFound
			? readWhenNotFound(context.getNodeParameter('whenNotFound', 0, 'error'))
			: 'error';
		this.outputs = this.whenNotFound === 'output' && !this.isTool ? [[], []] : [[]];
		this.externalIds = new ExternalIdsOfRun(
			context.getNodeParameter('options.allowCaseVariants', 0, false) === true,
		);
		this.thisTry = tries.next(context, operation.isOnceOnly === true && !this.isTool);
	}

	async execute(): Promise<INodeExecutionData[][]> {
		try {
			const outputs = await this.doItems();
			// n8n tries again if the first item says so, or if the run has thrown (workflow-execute).
			const [first] = outputs[0];
			this.thisTry.end(first?.json.error !== undefined);
			return outputs;
		} finally {
			this.thisTry.end(true);
		}
	}

	private async doItems(): Promise<INodeExecutionData[][]> {
		const refused = await this.readAll();
		let end: NodeError | undefined;
		for (let index = 0; index < this.inputs.length; index++) {
			if (end && !refused.has(index) && !this.isDone(index)) {
				this.fail(index, notSentAfter(this.context.getNode(), end));
				continue;
			}
			const result = refused.get(index) ?? (await this.resultOf(index));
			if (!(result instanceof Error)) {
				this.succeed(index, result);
				continue;
			}
			this.fail(index, result);
			if (failureOf(result).endsRun) end = result;
		}
		this.giveHints();
		return this.outputs;
	}

	/** Whether an item was sent already: with an earlier one, or by an earlier try. */
	private isDone(index: number): boolean {
		return this.planned?.isSent(index) === true || this.thisTry.done.has(index);
	}

	/** What a planned operation refuses; the first refusal ends the run, unless others may go on. */
	private async readAll(): Promise<ReadonlyMap<number, NodeError>> {
		const refused = new Map<number, NodeError>();
		const { planned } = this;
		if (!planned) return refused;
		this.isReading = true;
		for (let index = 0; index < this.inputs.length; index++) {
			const result = await this.attempt(index, (item) => planned.read(item));
			if (!(result instanceof Error)) continue;
			refused.set(index, result);
			if (!this.isTool && !this.context.continueOnFail()) this.fail(index, result);
		}
		this.isReading = false;
		return refused;
	}

	private async resultOf(index: number): Promise<Shaped | NodeError> {
		const earlier = this.thisTry.done.get(index);
		if (earlier) return earlier;
		const result = await this.attempt(index, async (item, output) => {
			const done = await this.operation.execute(item);
			return { results: Array.isArray(done) ? done : [done], output };
		});
		if (isFinal(result)) this.thisTry.keep(index, result);
		return result;
	}

	/** Does some work for an item; whatever it throws becomes an error in the user's words. */
	private async attempt<Result>(
		index: number,
		work: (item: Item, output: unknown) => Promise<Result> | Result,
	): Promise<Result | NodeError> {
		const { context, externalIds, isTool, whenNotFound } = this;
		try {
			// Within an item, so that a mistake in the credential goes the way of all failures.
			this.ada ??= await AdaClient.connect(context);
			if (isTool) refuseItemOfModel(context.getNode());
			// Read before anything is sent: an expression in the option may not resolve.
			const output = context.getNodeParameter('options.output', index, 'answer');
			const { ada } = this;
			const variables = async () => await (this.variableNames ??= variableNames(ada));
			const scopes = { run: this, allTries: this.thisTry.done };
			const item = { context, index, ada, externalIds, isTool, whenNotFound, variables, ...scopes };
			return await work(item, output);
		} catch (error) {
			if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
			if (EXPRESSION_ERRORS.some((type) => error instanceof type) && error instanceof Error) {
				return expressionRefused(context.getNode(), error);
			}
			const reason = error instanceof Error ? error : String(error);
			return new NodeOperationError(nodeForErrors(context.getNode()), reason);
		}
	}

	private succeed(index: number, { results, output }: Shaped): void {
		for (const result of results) {
			if (result.kind === 'notFound') this.handleNotFound(index, result);
			else this.putOut(index, result, output);
		}
	}

	private putOut(index: number, result: Answered, output: unknown): void {
		this.outcomes[result.outcome]++;
		if (result.doubles) this.doubled[result.doubles]++;
		const item = { json: this.shape(index, result, output), pairedItem: { item: index } };
		const { binary } = this.inputs[index];
		this.outputs[0].push(binary && output === 'inputAndAnswer' ? { ...item, binary } : item);
	}

	private shape(index: number, result: Answered, output: unknown): IDataObject {
		const { answer, outcome, findings, secrets } = result;
		switch (output) {
			case 'simplified':
				return { ...result.simplified, outcome, ...findings };
			case 'inputAndAnswer': {
				const { json } = this.inputs[index];
				return { ...(secrets?.mask(json) ?? json), ada: answer, outcome, ...findings };
			}
			default:
				return { ...answer, outcome, ...findings };
		}
	}

	private handleNotFound(index: number, { message, advice, secrets }: NotFound): void {
		const pairedItem = { item: index };
		if (this.isTool) {
			this.outputs[0].push({
				json: { outcome: 'notFound', message, whatToDo: advice },
				pairedItem,
			});
		} else if (this.whenNotFound === 'output') {
			const { json, ...rest } = this.inputs[index];
			this.outputs[1].push({ ...rest, json: secrets?.mask(json) ?? json, pairedItem });
		} else if (this.whenNotFound === 'error') {
			this.fail(index, refusedBeforeSending(this.context.getNode(), message, advice), 'notFound');
		}
	}

	/** Puts the failure where the user wants it, or ends the run with it. */
	private fail(index: number, error: NodeError, outcome: string = failureOf(error).outcome): void {
		const { message, advice: whatToDo } = wordsOf(error);
		const details = { outcome, ...forDisplay(failureOf(error)) };
		const pairedItem = { item: index };
		if (this.isTool) {
			this.outputs[0].push({ json: { ...details, message, whatToDo }, pairedItem });
			return;
		}
		if (this.context.continueOnFail()) {
			// n8n sends an item the error way if `error` is its only key, and would cut an item that
			// carries the error itself down to the message (2.41 and 1.123, workflow-execute).
			const json = { error: { message, whatToDo, ...details } };
			this.outputs[0].push({ json, pairedItem });
			return;
		}
		error.context.itemIndex = index;
		error.message = `${message} [Item ${index}]`;
		error.description = [whatToDo, this.progressUpTo(index, outcome)].filter(Boolean).join('. ');
		throw error;
	}

	/** How far the run came, for whoever has to decide whether to run all items again. */
	private progressUpTo(index: number, failure: string): string {
		if (this.inputs.length < 2) return '';
		if (this.isReading) {
			return `Nothing was sent for any of the ${this.inputs.length} items: all are checked first`;
		}
		const counts = Object.entries(this.outcomes)
			.filter(([, count]) => count > 0)
			.map(([outcome, count]) => `${count} ${outcome}`);
		const done = counts.length > 0 ? ` (${counts.join(', ')})` : '';
		return `${index} of ${this.inputs.length} items done before this one${done}; those after it were ${this.planned ? 'sent together with it, or not at all' : 'not sent'}. ${this.consequenceOfRepeating(failure)}`;
	}

	private consequenceOfRepeating(failure: string): string {
		if (this.planned) return this.planned.runAllAgain;
		const again = 'Running all items again';
		const doubled = DOUBLED.filter(({ what }) => this.doubled[what] > 0);
		if (doubled.length > 0) {
			const words = doubled.map(({ what, inWords }) => inWords(this.doubled[what]));
			return `${again} would ${words.join(', and ')}`;
		}
		return failure === 'unknown' ? `${again} may do this item twice` : `${again} is safe`;
	}

	private giveHints(): void {
		const { outcomes, externalIds } = this;
		const hints = this.operation.hints?.({ outcomes, externalIds }) ?? [];
		if (hints.length > 0 && !this.isTool) this.context.addExecutionHints(...hints);
	}
}

/** What running all items again would do a second time, in words. */
const DOUBLED: ReadonlyArray<{ what: Doubled; inWords(count: number): string }> = [
	{
		what: 'person',
		inWords: (count) =>
			`create ${count === 1 ? '1 person' : `${count} people`} a second time, without an external ID to tell them by`,
	},
	{
		what: 'conversation',
		inWords: (count) => `start ${counted(count, 'conversation')} a second time`,
	},
	{ what: 'message', inWords: (count) => `send ${counted(count, 'message')} a second time` },
];

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Whether an item is done, or may be, so that another try must not do it again. */
function isFinal(result: Shaped | NodeError): boolean {
	return result instanceof Error
		? failureOf(result).outcome === 'unknown'
		: result.results.some(({ kind }) => kind === 'answered');
}
