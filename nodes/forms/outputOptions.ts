import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { EndUser } from '../ada/endUser';

/** The option that decides what an item looks like when it comes out. */
export const outputOption: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: "Ada's Answer",
			value: 'answer',
			description: 'The end user as Ada gave it, and the outcome',
		},
		{
			name: 'Input Item Plus Answer',
			value: 'inputAndAnswer',
			description: "The input item, with Ada's answer under the key ada, and the outcome",
		},
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'IDs, profile fields and metadata side by side, and the outcome',
		},
	],
	default: 'answer',
	description: 'What each item contains when it leaves the node',
};

/** The same for an answer whose fields lie side by side already; `what` it is begins the sentence. */
export function answerOutputOption(what: string): INodeProperties {
	return {
		...outputOption,
		options: [
			{
				name: "Ada's Answer",
				value: 'answer',
				description: `${what} as Ada gave it, and the outcome`,
			},
			{
				name: 'Input Item Plus Answer',
				value: 'inputAndAnswer',
				description: "The input item, with Ada's answer under the key ada, and the outcome",
			},
		],
	};
}

/** A person's fields side by side, without what only Ada's own systems use. */
export function simplified({ end_user_id, external_id, profile = {} }: EndUser): IDataObject {
	return {
		end_user_id,
		external_id: external_id ?? null,
		first_name: profile.first_name ?? null,
		last_name: profile.last_name ?? null,
		display_name: profile.display_name ?? null,
		email: profile.email ?? null,
		avatar: profile.avatar ?? null,
		language: profile.language ?? null,
		metadata: { ...profile.metadata },
	};
}
