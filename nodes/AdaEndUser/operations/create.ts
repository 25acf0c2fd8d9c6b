import type { INodeProperties } from 'n8n-workflow';

import { createPerson } from '../../ada/endUserCreation';
import { keyOf } from '../../ada/endUserRequests';
import { caseVariantsOption } from '../../forms/caseVariants';
import { readOptionalExternalId } from '../../forms/externalId';
import { parameter } from '../../forms/parameter';
import {
	isDryRun,
	otherColumnsOption,
	readWantedProfile,
	wantedProfileFields,
} from '../../forms/wantedProfile';
import { dryRunOption } from '../../forms/writeOptions';
import type { ItemOperation } from '../../items/operation';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';
import { creationNotice, hintsOfWriting, people, wouldCreate } from './writing';

export const properties: INodeProperties[] = [
	creationNotice('create'),
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
	...wantedProfileFields(shownWhere('create')),
	optionsField('create', caseVariantsOption, dryRunOption, otherColumnsOption),
];

export const create: ItemOperation = {
	hasNotFound: false,

	async execute(item) {
		const { context, index, ada, externalIds } = item;
		const node = context.getNode();
		const externalId = readOptionalExternalId(node, parameter(context, 'externalId', index, ''));
		const { wanted, secrets } = await readWantedProfile(item);
		if (externalId !== undefined) externalIds.check(node, externalId, wanted);
		const write = { ada, node, wanted, secrets };
		if (isDryRun(item)) return { ...wouldCreate(write, externalId), secrets };
		const who =
			externalId === undefined ? undefined : { by: 'externalId' as const, value: externalId };
		await item.begin(who && keyOf(who));

		const { endUser, created } = await createPerson(write, externalId);
		const sent = [...wanted.sensitive.values()].filter((value) => value !== null).length;
		return {
			...answeredWith(endUser, created ? 'created' : 'existing', who, created ? sent : 0),
			secrets,
			doubles: externalId === undefined ? 'person' : undefined,
		};
	},

	hints(run) {
		const hints = hintsOfWriting(run);
		if (run.outcomes.existing > 0) {
			hints.push({
				message: `${people(run.outcomes.existing)} known to Ada already (outcome: existing), so nothing was written for them. To change known people as well, use the operation Create or Update.`,
				location: 'outputPane',
			});
		}
		return hints;
	},
};
