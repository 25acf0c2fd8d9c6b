import type { IDataObject, INode, INodeProperties, NodeExecutionHint } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import type { ErasureBody, ErasureReceipt, Identifier } from '../../ada/erasure';
import { erasureBodies, keyOf, MOST_IDENTIFIERS } from '../../ada/erasureBatches';
import { requestErasure } from '../../ada/erasureRequests';
import { refusedBeforeSending } from '../../ada/failure';
import {
	checkedIdentifier,
	checkedIdentifierType,
	identifierFields,
	identifierTypeField,
} from '../../forms/erasureIdentifier';
import { parameter } from '../../forms/parameter';
import type { Answered } from '../../items/outcome';
import type { Item, PlannedOperation, RunSummary } from '../../items/operation';
import { noToolNotice, refuseAsTool } from './erasureNoTool';
import { jobOptionsField, shownForJob } from './shown';

const CONFIRMATION = 'I Understand That Erasure Cannot Be Undone';

const BATCH_SIZE = 'Batch Size';

const DEFAULT_BATCH_SIZE = 100;

const batchSizeOption: INodeProperties = {
	displayName: BATCH_SIZE,
	name: 'batchSize',
	type: 'number',
	noDataExpression: true,
	typeOptions: { minValue: 1, maxValue: MOST_IDENTIFIERS },
	default: DEFAULT_BATCH_SIZE,
	description:
		'Max number of identifiers in one job, up to 1,000. One that was requested in the 7 days before can fail its whole job, so small jobs lose less.',
};

export const properties: INodeProperties[] = [
	noToolNotice,
	{
		displayName:
			'Ada erases these people for good: nobody can bring them back. One email can be that of up to 1,000 people, and all of them are erased. It takes up to 30 days; the operation Get says what became of them. An identifier that was requested in the 7 days before can fail a whole job.',
		name: 'erasureNotice',
		type: 'notice',
		default: '',
		...shownForJob('request'),
	},
	...[identifierTypeField, ...identifierFields].map((field) => ({
		...field,
		...shownForJob('request', field.displayOptions),
	})),
	{
		displayName: CONFIRMATION,
		name: 'confirmed',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether these people are to be erased in Ada for good. Off, nothing is sent.',
		...shownForJob('request'),
	},
	jobOptionsField('request', batchSizeOption),
];

/** What an item asks for. */
interface Wanted {
	identifier: Identifier;
	/** The first item of the run with this identifier: the item itself, unless it is a double. */
	firstIndex: number;
}

/** A job that is to be asked for, once for all of its items. */
interface Job {
	body: ErasureBody;
	receipt?: Promise<ErasureReceipt>;
}

/** All items of a run are read before the first job is asked for: who is erased, is so for good. */
export class RequestErasure implements PlannedOperation {
	readonly hasNotFound = false;

	readonly runAllAgain =
		'Running all items again, unchanged and within 24 hours, is safe: Ada then gives the same jobs';

	private readonly wanted = new Map<number, Wanted>();

	private readonly firstIndexes = new Map<string, number>();

	private batchSize = DEFAULT_BATCH_SIZE;

	private jobs?: Map<string, Job>;

	read({ context, index, isTool }: Item): void {
		const node = context.getNode();
		refuseAsTool(node, isTool);
		checkConfirmation(node, parameter(context, 'confirmed', index, false));
		this.batchSize = checkedBatchSize(
			node,
			parameter(context, 'options.batchSize', index, DEFAULT_BATCH_SIZE),
		);
		const type = checkedIdentifierType(node, parameter(context, 'identifierType', index, ''));
		const value: unknown = parameter(context, 'identifier', index, '');
		const identifier = checkedIdentifier(node, type, value);

		const key = keyOf(identifier);
		const firstIndex = this.firstIndexes.get(key) ?? index;
		this.firstIndexes.set(key, firstIndex);
		this.wanted.set(index, { identifier, firstIndex });
	}

	async execute({ context, index, ada }: Item): Promise<Answered> {
		const { job, wanted } = this.jobFor(index);
		job.receipt ??= requestErasure(ada, context.getNode(), job.body);
		return requested(await job.receipt, job.body, wanted, index);
	}

	isSent(index: number): boolean {
		return this.jobFor(index).job.receipt !== undefined;
	}

	hints({ outcomes }: RunSummary): NodeExecutionHint[] {
		const messages: string[] = [];
		if (outcomes.requested > 0) {
			messages.push(
				`Erasure was requested for ${counted(outcomes.requested, 'identifier')}, and takes up to 30 days. Keep job_id, and ask for the result with the operation Get.`,
			);
		}
		if (outcomes.duplicateInRun > 0) {
			messages.push(
				`Sent once only, since an earlier item has the same identifier (outcome: duplicateInRun): ${counted(outcomes.duplicateInRun, 'item')}.`,
			);
		}
		return messages.map((message) => ({ message, location: 'outputPane' }));
	}

	private jobFor(index: number): { job: Job; wanted: Wanted } {
		this.jobs ??= this.planned();
		const wanted = this.wanted.get(index);
		const job = wanted && this.jobs.get(keyOf(wanted.identifier));
		if (wanted && job) return { job, wanted };
		throw new UnexpectedError(`Item ${index} was not read`);
	}

	/** The jobs of the run, by the key of each of their identifiers. */
	private planned(): Map<string, Job> {
		const all = [...this.wanted].filter(([index, { firstIndex }]) => index === firstIndex);
		const identifiers = all.map(([, { identifier }]) => identifier);
		const jobs = new Map<string, Job>();
		for (const body of erasureBodies(identifiers, this.batchSize)) {
			const job: Job = { body };
			for (const identifier of body.identifiers) jobs.set(keyOf(identifier), job);
		}
		return jobs;
	}
}

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** An item of a job that Ada has; that people are gone is for Ada to say, when the job has ended. */
function requested(
	receipt: ErasureReceipt,
	{ client_reference }: ErasureBody,
	{ identifier, firstIndex }: Wanted,
	index: number,
): Answered {
	const answer: IDataObject = {
		...receipt,
		client_reference,
		identifier_type: identifier.type,
		identifier: identifier.value,
	};
	const fields = { kind: 'answered' as const, answer, simplified: answer };
	return index === firstIndex
		? { ...fields, outcome: 'requested' }
		: { ...fields, outcome: 'duplicateInRun', findings: { sameAsItem: firstIndex } };
}

function checkConfirmation(node: INode, confirmed: unknown): void {
	if (confirmed === true) return;
	throw refusedBeforeSending(
		node,
		`'${CONFIRMATION}' is off`,
		'Switch it on in this node if these people are to be erased in Ada for good',
	);
}

function checkedBatchSize(node: INode, value: unknown): number {
	const size = Number(value);
	if (Number.isInteger(size) && size >= 1 && size <= MOST_IDENTIFIERS) return size;
	throw refusedBeforeSending(
		node,
		`'${BATCH_SIZE}' must be a whole number from 1 to ${MOST_IDENTIFIERS.toLocaleString('en-US')}`,
		`Correct it under Options, or remove the option: then it is ${DEFAULT_BATCH_SIZE}`,
	);
}
