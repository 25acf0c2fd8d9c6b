import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { ErasureJob, JobIdentifier } from '../../ada/erasure';
import { hasEnded, identifiersOf } from '../../ada/erasure';
import { erasureJob } from '../../ada/erasureRequests';
import { wordsOfIdentifier, wordsOfJob } from '../../ada/erasureWords';
import { refusedBeforeSending } from '../../ada/failure';
import { parameter } from '../../forms/parameter';
import { textOf } from '../../forms/values';
import type { Answered, NotFound } from '../../items/outcome';
import type { ItemOperation } from '../../items/operation';
import { refuseAsTool } from './erasureNoTool';
import { jobOptionsField, shownForJob } from './shown';

const JOB_ID = 'Job ID';

export const properties: INodeProperties[] = [
	{
		displayName: JOB_ID,
		name: 'jobId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.job_id }}',
		description: 'The job_id that Request Erasure has put out',
		...shownForJob('get'),
	},
	{
		displayName: 'One Item Per',
		name: 'oneItemPer',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Identifier',
				value: 'identifier',
				description: 'What became of each identifier of the job, side by side',
			},
			{
				name: 'Job',
				value: 'job',
				description: 'The job as Ada gives it, with the list of its identifiers',
			},
		],
		default: 'identifier',
		description: 'What comes out for a job',
		...shownForJob('get'),
	},
	jobOptionsField('get'),
];

export const getErasureJob: ItemOperation = {
	hasNotFound: false,

	async execute({ context, index, ada, isTool, begin }) {
		const node = context.getNode();
		refuseAsTool(node, isTool);
		const id = checkedJobId(node, parameter(context, 'jobId', index, ''));
		const oneItemPer = parameter(context, 'oneItemPer', index, 'identifier');
		await begin();

		const job = await erasureJob(ada, node, id);
		if (!job) return noJob(id);
		const identifiers = identifiersOf(job);
		// A job without identifiers must not vanish from the workflow.
		if (oneItemPer === 'job' || identifiers.length === 0) {
			return found({ ...job }, { finished: hasEnded(job), ...wordsOfJob(job) });
		}
		return identifiers.map((identifier) =>
			found(sideBySide(job, identifier), {
				finished: hasEnded(job),
				...wordsOfIdentifier(job, identifier),
			}),
		);
	},
};

function checkedJobId(node: INode, value: unknown): string {
	const id = textOf(node, JOB_ID, value);
	if (id === undefined) {
		throw refusedBeforeSending(
			node,
			`'${JOB_ID}' is empty`,
			'This item has no value for it. Check the column that the expression names: Request Erasure puts it out as job_id',
		);
	}
	// A path of dots would lead to another part of Ada's API.
	if (/^\.+$|[\s/\\]/.test(id)) {
		throw refusedBeforeSending(
			node,
			`'${JOB_ID}' has a character that no ID of a job has: "${id}"`,
			'Use the job_id that Request Erasure has put out',
		);
	}
	return id;
}

/** An identifier with its job; their keys `type` and `value` say in both what they are about. */
function sideBySide(job: ErasureJob, { type, value, ...rest }: JobIdentifier): object {
	const fields: object = { ...rest, ...job, identifier_type: type, identifier: value };
	Reflect.deleteProperty(fields, 'identifiers');
	return fields;
}

function found(answer: object, findings: IDataObject): Answered {
	const fields = { ...answer };
	return { kind: 'answered', outcome: 'found', answer: fields, simplified: fields, findings };
}

function noJob(id: string): NotFound {
	return {
		kind: 'notFound',
		message: `Ada has no erasure job "${id}"`,
		advice:
			'Check the ID, and that the credential is of the same Ada agent as when the erasure was requested',
	};
}
