import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import type { AdaClient } from '../ada/client';
import type { WhenNotFound } from '../forms/whenNotFound';
import type { ExternalIdsOfRun } from './externalIdsOfRun';
import type { Answered, ItemResult, Outcome } from './outcome';

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
	/**
	 * Says that the form is read, and lets the next item begin; waits until earlier items `about` the
	 * same person or conversation are over. An operation that never calls it does one item at a time.
	 */
	begin(about?: string): Promise<void>;
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

export function isPlanned(operation: ItemOperation): operation is PlannedOperation {
	return 'read' in operation;
}

/** What an operation may tell the user about after a run. */
export interface RunSummary {
	outcomes: Readonly<Record<Outcome, number>>;
	externalIds: ExternalIdsOfRun;
}
