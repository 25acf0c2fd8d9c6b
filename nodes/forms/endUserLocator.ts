import type {
	ILoadOptionsFunctions,
	INode,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import type { EndUser } from '../ada/endUser';
import type { EndUserReference } from '../ada/endUserRequests';
import { endUserList, lookUp } from '../ada/endUserRequests';
import { askForPage } from '../ada/pages';
import { checkedAdaId } from './adaId';
import { checkedExternalId, externalIdRefusal } from './externalId';

/** The locator where nobody need be named. */
export const optionalEndUserLocator: INodeProperties = {
	displayName: 'End User',
	name: 'endUser',
	type: 'resourceLocator',
	default: { mode: 'externalId', value: '' },
	description: 'The person in Ada',
	modes: [
		{
			displayName: 'External ID',
			name: 'externalId',
			type: 'string',
			placeholder: 'e.g. crm-4711',
			hint: "The person's ID in your own system, as it was given when the person was created in Ada",
		},
		{
			displayName: 'Ada ID',
			// Not `id`: n8n would show its own label "By ID".
			name: 'adaId',
			type: 'string',
			placeholder: 'e.g. 5f7e0e2c1e7c7e000f0f9c3a',
			hint: "Ada's own ID, in Ada's answers and events: end_user_id",
		},
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			hint: 'The search box finds a person by the whole external ID: Ada has no search by name or email',
			typeOptions: { searchListMethod: 'searchEndUsers', searchable: true },
		},
	],
};

export const endUserLocator: INodeProperties = { ...optionalEndUserLocator, required: true };

/** Reads the locator of one item; refuses an empty or impossible ID before anything is sent. */
export function readEndUserReference(node: INode, locator: unknown): EndUserReference {
	const { mode, value } =
		typeof locator === 'object' && locator !== null && 'value' in locator
			? { mode: 'mode' in locator ? locator.mode : 'externalId', value: locator.value }
			: { mode: 'externalId', value: locator };
	if (mode === 'externalId') {
		return { by: 'externalId', value: checkedExternalId(node, 'External ID', value) };
	}
	return { by: 'id', value: checkedAdaId(node, 'Ada ID', value) };
}

/** The list's search: what is typed is looked up as an external ID, otherwise all, page by page. */
export async function searchEndUsers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const ada = await AdaClient.connect(this);
	const typed = filter?.trim() ?? '';
	if (typed !== '') {
		// What cannot be an external ID is nobody's; an error would take the search box away.
		const found =
			externalIdRefusal(typed) === undefined
				? await lookUp(ada, this.getNode(), { by: 'externalId', value: typed })
				: undefined;
		return { results: found ? [listItem(found)] : [] };
	}
	const list = endUserList();
	const page = await askForPage(ada, this.getNode(), list, paginationToken ?? list.path);
	return {
		results: page.records.map(listItem),
		paginationToken: ada.pathOnThisAda(page.next),
	};
}

function listItem({ end_user_id, external_id, profile = {} }: EndUser): INodeListSearchItems {
	const fullName = [profile.first_name, profile.last_name].filter(Boolean).join(' ');
	const name = profile.display_name || fullName || profile.email || end_user_id;
	return { name: external_id ? `${name} (${external_id})` : name, value: end_user_id };
}
