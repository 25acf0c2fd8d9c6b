import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
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
	isNotSent,
	nodeForErrors,
	notFoundAsFailure,
	notSentAfter,
	notSentAnyMore,
	wordsOf,
} from '../ada/failure';
import { parameter } from '../forms/parameter';
import { readPatience } from '../forms/patience';
import { variableNames } from '../forms/variables';
import type { WhenNotFound } from '../forms/whenNotFound';
import { readWhenNotFound } from '../forms/whenNotFound';
import { Breaks } from './breaks';
import { ExternalIdsOfRun } from './externalIdsOfRun';
import { refuseItemOfModel } from './meantInSession';
import type { Item, ItemOperation, PlannedOperation } from './operation';
import { isPlanned } from './operation';
import type { Shaped } from './outputs';
import { Outputs } from './outputs';
import { progressOf } from './progress';
import { SideBySide } from './sideBySide';
import type { Try } from './tries';
import { Tries } from './tries';

/**
 * Runs an operation for each input item, several at a time, and sorts what comes out: results to the
 * first output, people whom Ada does not know the way that When Not Found says, failures as the
 * node's On Error setting says. Outputs keep the input's order, and every item is paired with its
 * input item.
 */
export async function runItems(
	context: IExecuteFunctions,
	operation: ItemOperation,
): Promise<INodeExecutionData[][]> {
	return await new Run(context, operation).execute();
}

/** What n8n throws about an expression that it cannot work out: the first n8n 1, the others n8n 2. */
const EXPRESSION_ERRORS = [ApplicationError, ExpressionError, UserError];

const tries = new Tries<Shaped | NodeError>();

class Run {
	private readonly count: number;

	private readonly isTool: boolean;

	private readonly whenNotFound: WhenNotFound;

	private readonly externalIds: ExternalIdsOfRun;

	private readonly outputs: Outputs;

	private readonly thisTry: Try<Shaped | NodeError>;

	private readonly planned?: PlannedOperation;

	private readonly results: Array<Shaped | NodeError | undefined> = [];

	private readonly sideBySide = new SideBySide();

	private readonly breaks = new Breaks();

	/** Ends what was begun and has not sent anything yet. */
	private readonly end = new AbortController();

	/** Whether nothing more is begun. */
	private isOver = false;

	/** The failure that all items would meet. */
	private endedBy?: NodeError;

	private ada?: AdaClient;

	private variableNames?: Promise<string[]>;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: ItemOperation,
	) {
		this.planned = isPlanned(operation) ? operation : undefined;
		this.count = context.getInputData().length;
		this.isTool = context.getNode().type.endsWith('Tool');
		this.whenNotFound = operation.hasNotFound
			? readWhenNotFound(context.getNodeParameter('whenNotFound', 0, 'error'))
			: 'error';
		this.outputs = new Outputs(context, this.whenNotFound, this.isTool);
		this.externalIds = new ExternalIdsOfRun(
			context.getNodeParameter('options.allowCaseVariants', 0, false) === true,
		);
		this.thisTry = tries.next(context, operation.isOnceOnly === true && !this.isTool);
	}

	async execute(): Promise<INodeExecutionData[][]> {
		try {
			await this.readAll();
			await this.doAll();
			this.putOutAll();
			this.giveHints();
			// n8n tries again if the first item says so, or if the run has thrown (workflow-execute).
			const [[first]] = this.outputs.items;
			this.thisTry.end(first?.json.error !== undefined);
			return this.outputs.items;
		} finally {
			this.thisTry.end(true);
		}
	}

	/** Lets a planned operation read all items; the first that it refuses ends the run, unless others may go on. */
	private async readAll(): Promise<void> {
		const { planned, count } = this;
		if (!planned) return;
		for (let index = 0; index < count; index++) {
			await this.breaks.take();
			const result = await this.attempt(index, (item) => planned.read(item));
			if (!(result instanceof Error)) continue;
			this.results[index] = result;
			if (!this.stopsOnFailure) continue;
			throw this.stoppedBy(
				index,
				result,
				count > 1
					? `Nothing was sent for any of the ${count} items: all are checked first`
					: undefined,
			);
		}
	}

	private async doAll(): Promise<void> {
		for (let index = 0; index < this.count; index++) {
			await this.breaks.take();
			await this.sideBySide.place();
			const isRefused = this.results[index] !== undefined;
			if (isRefused || (this.isOver && !this.isDone(index))) this.sideBySide.leave(false);
			else await this.begin(index);
		}
		await this.sideBySide.allAreOver();
	}

	/** Begins an item; resolves when its form is read, so that the next one can begin, or it is over. */
	private async begin(index: number): Promise<void> {
		let isRead = false;
		let setOver = () => {};
		const over = new Promise<void>((resolve) => {
			setOver = resolve;
		});
		await new Promise<void>((canGoOn) => {
			const begun = async (about?: string) => {
				isRead = true;
				canGoOn();
				if (about !== undefined) await this.sideBySide.inOrder(about, over);
			};
			void this.resultOf(index, begun).then((result) => {
				this.results[index] = result;
				const hasFailed = result instanceof Error;
				if (hasFailed) this.stopAfter(result, isRead);
				this.sideBySide.leave(!hasFailed);
				setOver();
				canGoOn();
			});
		});
	}

	/** After a failure that ends the run nothing is begun; what has sent something is carried through. */
	private stopAfter(failure: NodeError, wasRead: boolean): void {
		const { endsRun } = failureOf(failure);
		if (!endsRun && !this.stopsOnFailure) return;
		this.isOver = true;
		if (endsRun) this.endedBy ??= failure;
		// A mistake in a form is found ahead of time: the items before it are done all the same.
		if (wasRead || endsRun) this.end.abort();
	}

	/** Whether an item was sent already: with an earlier one, or by an earlier try. */
	private isDone(index: number): boolean {
		return this.planned?.isSent(index) === true || this.thisTry.done.has(index);
	}

	private async resultOf(index: number, begin: Item['begin']): Promise<Shaped | NodeError> {
		const earlier = this.thisTry.done.get(index);
		if (earlier) return earlier;
		const result = await this.attempt(
			index,
			async (item, output) => {
				const done = await this.operation.execute(item);
				const results = Array.isArray(done) ? done : [done];
				return this.unlessMissing({ results, output });
			},
			begin,
		);
		if (isFinal(result)) this.thisTry.keep(index, result);
		return result;
	}

	/** Makes a failure of somebody whom Ada does not know, where the form says so. */
	private unlessMissing(shaped: Shaped): Shaped {
		if (this.isTool || this.whenNotFound !== 'error') return shaped;
		for (const result of shaped.results) {
			if (result.kind !== 'notFound') continue;
			throw notFoundAsFailure(this.context.getNode(), result.message, result.advice);
		}
		return shaped;
	}

	/** Does some work for an item; whatever it throws becomes an error in the user's words. */
	private async attempt<Result>(
		index: number,
		work: (item: Item, output: unknown) => Promise<Result> | Result,
		begin: Item['begin'] = async () => {},
	): Promise<Result | NodeError> {
		const { context, externalIds, isTool, whenNotFound } = this;
		try {
			// Within an item, so that a mistake in the credential goes the way of all failures.
			const ada = (this.ada ??= await this.connect());
			if (isTool) refuseItemOfModel(context.getNode());
			// Read before anything is sent: an expression in the option may not resolve.
			const output = parameter(context, 'options.output', index, 'answer');
			const item: Item = {
				context,
				index,
				ada: ada.forItem(this.end.signal),
				externalIds,
				isTool,
				whenNotFound,
				variables: async () => await (this.variableNames ??= variableNames(ada)),
				run: this,
				allTries: this.thisTry.done,
				begin,
			};
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

	private async connect(): Promise<AdaClient> {
		const ada = await AdaClient.connect(this.context, readPatience(this.context));
		ada.paceUser.expected = this.count;
		return ada;
	}

	private get stopsOnFailure(): boolean {
		return !this.isTool && !this.context.continueOnFail();
	}

	private putOutAll(): void {
		const { results, count, planned } = this;
		if (this.stopsOnFailure) {
			const index = results.findIndex((result) => result instanceof Error && !isNotSent(result));
			const first = results[index];
			if (first instanceof Error) {
				throw this.stoppedBy(index, first, progressOf({ results, count, planned }));
			}
		}
		for (let index = 0; index < count; index++) {
			const result = results[index];
			if (result && !(result instanceof Error)) this.outputs.put(index, result);
			else this.outputs.putFailure(index, this.failureFor(result));
		}
	}

	/** What is said of an item that failed, or whose turn did not come. */
	private failureFor(result: NodeError | undefined): NodeError {
		if (result && !isNotSent(result)) return result;
		if (this.endedBy) return notSentAfter(this.context.getNode(), this.endedBy);
		return result ?? notSentAnyMore(this.context.getNode());
	}

	/** The error that ends the run, with the item that it is about. */
	private stoppedBy(index: number, error: NodeError, progress?: string): NodeError {
		const { message, advice } = wordsOf(error);
		error.context.itemIndex = index;
		error.message = `${message} [Item ${index}]`;
		error.description = [advice, progress].filter(Boolean).join('. ');
		return error;
	}

	private giveHints(): void {
		const { externalIds } = this;
		const { outcomes } = this.outputs;
		const hints = this.operation.hints?.({ outcomes, externalIds }) ?? [];
		if (hints.length > 0 && !this.isTool) this.context.addExecutionHints(...hints);
	}
}

/** Whether an item is done, or may be, so that another try must not do it again. */
function isFinal(result: Shaped | NodeError): boolean {
	return result instanceof Error
		? failureOf(result).outcome === 'unknown'
		: result.results.some(({ kind }) => kind === 'answered');
}
