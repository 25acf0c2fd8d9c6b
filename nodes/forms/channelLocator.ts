import type {
	ILoadOptionsFunctions,
	INode,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { listChannels } from '../ada/channels';
import { AdaClient } from '../ada/client';
import { refusedBeforeSending } from '../ada/failure';
import { chosenValue, textOf } from './values';

const LABEL = 'Channel';

export const channelLocator: INodeProperties = {
	displayName: LABEL,
	name: 'channel',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The custom channel on which the conversation takes place. There can be none on the channels of Ada itself, such as its web chat.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchChannels', searchable: true },
		},
		{
			displayName: 'Channel ID',
			name: 'channelId',
			type: 'string',
			placeholder: 'e.g. 66a4c1d2e3f4a5b6c7d8e901',
			hint: "Ada's own ID, in the output of Channel > Get Many: id",
		},
	],
};

/** The ID of one item's channel; refuses an empty one before anything is sent. */
export function readChannel(node: INode, locator: unknown): string {
	const id = textOf(node, LABEL, chosenValue(locator));
	if (id !== undefined) return id;
	throw refusedBeforeSending(
		node,
		`'${LABEL}' is empty`,
		"Choose one from the list. If the list is empty, make a channel with this node's resource Channel first",
	);
}

/** The list's search, among the names of the agent's custom channels. */
export async function searchChannels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const channels = await listChannels(await AdaClient.connect(this), this.getNode(), 'custom');
	const results = channels
		.map(({ id, name }) => ({ name: name || id, value: id }))
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.sort((one, other) => one.name.localeCompare(other.name));
	return { results };
}
