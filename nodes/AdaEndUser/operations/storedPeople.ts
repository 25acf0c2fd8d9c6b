import type { IExecuteFunctions, INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { EndUser } from '../../ada/endUser';
import { lookUp } from '../../ada/endUserRequests';
import { refusedBeforeSending } from '../../ada/failure';
import type { EndOfList } from '../../ada/wholeList';
import { WholeList } from '../../ada/wholeList';
import { Breaks } from '../../items/breaks';
import type { Item } from '../../items/operation';
import { parameter } from '../../forms/parameter';

const MOST_PAGES_LABEL = 'Most Pages';

export const storedPeopleOptions: INodeProperties[] = [
	{
		displayName: 'Look People Up',
		name: 'lookUpBy',
		type: 'options',
		options: [
			{
				name: 'In the Whole List',
				value: 'wholeList',
				description:
					"Ada's list of end users is read first, 100 people a request, and only what differs is written: for hundreds of items and more, most of whom Ada knows",
			},
			{
				name: 'One by One',
				value: 'oneByOne',
				description: 'A request for each item, with the person as they are at that moment',
			},
		],
		default: 'oneByOne',
		description:
			'How to find out what Ada has of the people. In the list, somebody who is changed or created while it is read is seen as they were before.',
	},
	{
		displayName: MOST_PAGES_LABEL,
		name: 'mostPages',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 100,
		description:
			'How many pages of 100 people are read at most; then the others are looked up one by one. Without this option it is read as long as that pays off.',
		displayOptions: { show: { lookUpBy: ['wholeList'] } },
	},
];

const WHY_NO_FURTHER: Record<Exclude<EndOfList, 'isWhole'>, string> = {
	brokeOff: 'of which the next could not be had',
	mostPages: `as many as '${MOST_PAGES_LABEL}' allows`,
	notWorthIt: 'which was not worth going on with',
};

/** What Ada has of the people of a run before they are written. */
export class StoredPeople {
	private list?: Promise<WholeList>;

	private read?: WholeList;

	/** Finds one person, by the way that the form says for the run. */
	async find(item: Item, value: string): Promise<EndUser | undefined> {
		const { context, ada } = item;
		const by = { by: 'externalId' as const, value };
		if (
			item.isTool ||
			context.getNodeParameter('options.lookUpBy', 0, 'oneByOne') !== 'wholeList'
		) {
			return await lookUp(ada, context.getNode(), by);
		}
		const list = await (this.list ??= this.readList(item));
		const { isKnown, endUser } = list.take(value);
		return isKnown ? endUser : await lookUp(ada, context.getNode(), by);
	}

	hints(): NodeExecutionHint[] {
		if (!this.read) return [];
		const { end, pages } = this.read;
		const read = `${pages} ${pages === 1 ? 'page' : 'pages'} of Ada's list of end users`;
		const message =
			end === 'isWhole'
				? `Compared with ${read}, instead of looking up each person.`
				: `Read ${read}, ${WHY_NO_FURTHER[end]}, and looked up the others one by one.`;
		return [{ message, location: 'outputPane' }];
	}

	private async readList(item: Item): Promise<WholeList> {
		const { context, ada } = item;
		const externalIds = await externalIdsOf(item);
		// How many requests follow is not known, so they are not spread.
		const { expected = 0 } = ada.paceUser;
		ada.paceUser.expected = undefined;
		const list = await WholeList.read(ada, context.getNode(), externalIds, mostPages(item));
		if (!list.isWhole) ada.paceUser.expected = expected;
		this.read = list;
		return list;
	}
}

/** The external IDs of all items, as far as they can be read: what cannot is told by its own item. */
async function externalIdsOf({ context }: Item): Promise<Set<string>> {
	const ids = new Set<string>();
	const breaks = new Breaks();
	for (let index = 0; index < context.getInputData().length; index++) {
		await breaks.take();
		const id = idOfItem(context, index).trim().toLowerCase();
		if (id !== '') ids.add(id);
	}
	return ids;
}

function idOfItem(context: IExecuteFunctions, index: number): string {
	try {
		return String(parameter(context, 'externalId', index, '') ?? '');
	} catch {
		return '';
	}
}

function mostPages({ context }: Item): number | undefined {
	const value: unknown = context.getNodeParameter('options.mostPages', 0, '');
	if (value === '') return undefined;
	const pages = Number(value);
	if (Number.isInteger(pages) && pages >= 1) return pages;
	throw refusedBeforeSending(
		context.getNode(),
		`'${MOST_PAGES_LABEL}' must be a whole number from 1`,
		'Correct it under Options, or remove the option',
	);
}
