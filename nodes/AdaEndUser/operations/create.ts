import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { EndUserBody } from '../../ada/endUser';
import { create as createEndUser } from '../../ada/endUserRequests';
import { checkedExternalId } from '../../forms/externalId';
import { isExpression, textOf } from '../../forms/values';
import type { Item, ItemOperation } from '../../items/runItems';
import { readWantedProfile, wantedProfileFields } from './wantedProfile';
import { answeredWith } from './results';
import { optionsField, shownFor } from './shown';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Ada deletes a new end user after 24 hours unless a conversation is started with it. Creating is for custom channels: for Ada’s own web chat use setMetaFields() of the Chat SDK instead.',
		name: 'createNotice',
		type: 'notice',
		default: '',
		...shownFor('create'),
	},
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		placeholder: 'e.g. crm-4711',
		description:
			"The person's ID in your own system, at most 36 characters. With it, creating is safe to repeat: if somebody has it already, that person is returned unchanged. Without it, every run creates another person.",
		...shownFor('create'),
	},
	...wantedProfileFields('create'),
	optionsField('create'),
];

export const create: ItemOperation = {
	hasNotFound: false,

	async execute(item) {
		const { context, index, ada, externalIds } = item;
		const node = context.getNode();
		const externalId = readExternalId(item);
		if (externalId !== undefined) externalIds.check(node, externalId);
		const { wanted, secrets } = readWantedProfile(context, index, item.isTool);

		const body: EndUserBody = { profile: { ...wanted.profile } };
		if (externalId !== undefined) body.external_id = externalId;
		// A new person has no key that could be removed.
		const metadata = [...wanted.metadata].filter(([, value]) => value !== null);
		const sensitive = [...wanted.sensitive].filter(([, value]) => value !== null);
		if (metadata.length > 0) body.profile.metadata = Object.fromEntries(metadata);
		if (sensitive.length > 0) {
			body.profile.sensitive_metadata = { fields: Object.fromEntries(sensitive) };
		}

		const { endUser, created } = await createEndUser(ada, node, body, secrets);
		const who =
			externalId === undefined ? undefined : { by: 'externalId' as const, value: externalId };
		return {
			...answeredWith(endUser, created ? 'created' : 'existing', who, sensitive.length),
			secrets,
			isDoubledByRepeating: externalId === undefined,
		};
	},

	hints({ created, existing }) {
		const hints: NodeExecutionHint[] = [];
		if (created > 0) {
			hints.push({
				message: `${people(created)} created. Ada deletes a new end user after 24 hours unless a conversation is started with it.`,
				location: 'outputPane',
			});
		}
		if (existing > 0) {
			hints.push({
				message: `${people(existing)} known to Ada already and left unchanged (outcome: existing). To change their profile as well, use the operation Update.`,
				location: 'outputPane',
			});
		}
		return hints;
	},
};

/** A field that was left blank means no external ID; an expression that comes out empty is refused. */
function readExternalId({ context, index }: Item): string | undefined {
	const node = context.getNode();
	const value: unknown = context.getNodeParameter('externalId', index, '');
	const isMeantToBeEmpty = !isExpression(node.parameters.externalId);
	if (isMeantToBeEmpty && textOf(node, 'External ID', value) === undefined) return undefined;
	return checkedExternalId(node, 'External ID', value);
}

function people(count: number): string {
	return count === 1 ? '1 end user was' : `${count} end users were`;
}
