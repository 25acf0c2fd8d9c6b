import type { INodeProperties } from 'n8n-workflow';

import { endUserList } from '../../ada/endUserRequests';
import { refusedBeforeSending } from '../../ada/failure';
import { recordsOf } from '../../ada/pages';
import type { Answered } from '../../items/outcome';
import type { ItemOperation } from '../../items/runItems';
import { answeredWith } from './results';
import { optionsField, shownFor } from './shown';

const { resource, operation } = { resource: ['endUser'], operation: ['getAll'] };

export const properties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		...shownFor('getAll'),
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { resource, operation, returnAll: [false] } },
	},
	optionsField('getAll'),
];

export const getAll: ItemOperation = {
	hasNotFound: false,

	async execute({ context, index, ada }) {
		const node = context.getNode();
		const returnAll = context.getNodeParameter('returnAll', index, false) === true;
		const limit = returnAll ? Infinity : Number(context.getNodeParameter('limit', index, 50));
		if (!(limit >= 1)) {
			throw refusedBeforeSending(
				node,
				"'Limit' must be a number, 1 or more",
				"Enter how many people to return at most, or switch on 'Return All'",
			);
		}
		const most = Math.floor(limit);
		const people: Answered[] = [];
		for await (const endUser of recordsOf(ada, node, endUserList(most), most)) {
			people.push(answeredWith(endUser, 'found'));
		}
		return people;
	},
};
