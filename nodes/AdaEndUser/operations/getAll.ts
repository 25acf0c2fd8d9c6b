import type { INodeProperties } from 'n8n-workflow';

import { endUserList } from '../../ada/endUserRequests';
import { recordsOf } from '../../ada/pages';
import { howManyFields, readHowMany } from '../../forms/howMany';
import type { Answered } from '../../items/outcome';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	...howManyFields(shownWhere('getAll')),
	optionsField('getAll'),
];

export const getAll: ItemOperation = {
	hasNotFound: false,

	async execute({ context, index, ada }) {
		const node = context.getNode();
		const most = readHowMany(context, index, 'people');
		const people: Answered[] = [];
		for await (const endUser of recordsOf(ada, node, endUserList(most), most)) {
			people.push(answeredWith(endUser, 'found'));
		}
		return people;
	},
};
