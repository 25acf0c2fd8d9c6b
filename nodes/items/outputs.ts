import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { NodeError } from '../ada/failure';
import { failureOf, forDisplay, wordsOf } from '../ada/failure';
import type { WhenNotFound } from '../forms/whenNotFound';
import type { Answered, NotFound, Outcome } from './outcome';

/** The results of one item and the value of the option Output for it. */
export interface Shaped {
	results: Array<Answered | NotFound>;
	output: unknown;
}

/** What comes out of the node: an array of items for each output, each paired with its input item. */
export class Outputs {
	readonly items: INodeExecutionData[][];

	readonly outcomes: Record<Outcome, number> = {
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

	private readonly inputs: INodeExecutionData[];

	constructor(
		context: IExecuteFunctions,
		whenNotFound: WhenNotFound,
		private readonly isTool: boolean,
	) {
		this.inputs = context.getInputData();
		this.items = whenNotFound === 'output' && !isTool ? [[], []] : [[]];
	}

	/** Puts out what an item came to. */
	put(index: number, { results, output }: Shaped): void {
		for (const result of results) {
			if (result.kind === 'notFound') this.putNotFound(index, result);
			else this.putAnswered(index, result, output);
		}
	}

	/** Puts out a failure as an item of its own. */
	putFailure(index: number, error: NodeError): void {
		const { message, advice: whatToDo } = wordsOf(error);
		const failure = failureOf(error);
		const details = { outcome: failure.outcome, ...forDisplay(failure) };
		// n8n sends an item the error way if `error` is its only key, and would cut an item that
		// carries the error itself down to the message (2.41 and 1.123, workflow-execute).
		const json = this.isTool
			? { ...details, message, whatToDo }
			: { error: { message, whatToDo, ...details } };
		this.items[0].push({ json, pairedItem: { item: index } });
	}

	private putAnswered(index: number, result: Answered, output: unknown): void {
		this.outcomes[result.outcome]++;
		const item = { json: this.shape(index, result, output), pairedItem: { item: index } };
		const { binary } = this.inputs[index];
		this.items[0].push(binary && output === 'inputAndAnswer' ? { ...item, binary } : item);
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

	/** Who is skipped comes out nowhere. */
	private putNotFound(index: number, { message, advice, secrets }: NotFound): void {
		const pairedItem = { item: index };
		if (this.isTool) {
			const json = { outcome: 'notFound', message, whatToDo: advice };
			this.items[0].push({ json, pairedItem });
		} else if (this.items.length > 1) {
			const { json, ...rest } = this.inputs[index];
			this.items[1].push({ ...rest, json: secrets?.mask(json) ?? json, pairedItem });
		}
	}
}
