import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { EndUser } from '../../ada/endUser';
import { createPerson, createUnknown } from '../../ada/endUserCreation';
import type { EndUserReference } from '../../ada/endUserRequests';
import { lookUp } from '../../ada/endUserRequests';
import type { Write } from '../../ada/endUserUpdate';
import { update } from '../../ada/endUserUpdate';
import type { Secrets } from '../../ada/secrets';
import { endUserLocator, readEndUserReference } from '../../forms/endUserLocator';
import { readOptionalExternalId } from '../../forms/externalId';
import { parameter } from '../../forms/parameter';
import { readWantedProfile, wantedProfileFields } from '../../forms/wantedProfile';
import { nobodyHas } from '../../items/nobodyHas';
import { OncePer } from '../../items/oncePer';
import type { NotFound } from '../../items/outcome';
import type { Item } from '../../items/operation';
import { shownFor, shownWhere } from './shown';

/** The part of Create that says whose conversation it is. */
export const personFields: INodeProperties[] = [
	{
		displayName: 'Person',
		name: 'person',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Created or Updated in This Step',
				value: 'written',
				description:
					'With an external ID, whoever has it is updated, or created; without one, somebody new is created each time',
			},
			{
				name: 'Known to Ada',
				value: 'known',
				description: 'Somebody with an external ID or an Ada ID',
			},
			{
				name: 'New and Anonymous',
				value: 'anonymous',
				description: 'Ada makes a new end user of whom it knows nothing',
			},
		],
		default: 'known',
		description: 'Whose conversation it is',
		...shownFor('conversation', 'create'),
	},
	{ ...endUserLocator, ...shownFor('conversation', 'create', { person: ['known'] }) },
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		placeholder: 'e.g. crm-4711',
		description:
			"The person's ID in your own system, at most 36 characters. Without it, every run creates another person.",
		...shownFor('conversation', 'create', { person: ['written'] }),
	},
	...wantedProfileFields(shownWhere('conversation', 'create', { person: ['written'] })),
];

/** Whose conversation it is: the form is read, and nothing sent yet. */
export interface Person {
	/** How the form names the person. */
	who?: EndUserReference;
	secrets?: Secrets;
	/** Looks the person up, or writes them. */
	find(): Promise<FoundPerson | NotFound>;
}

export interface FoundPerson {
	kind: 'found';
	/** Ada's ID; without one Ada makes a new person. */
	id?: string;
	/** Whether they were created just now, and cannot be found again by an ID of one's own. */
	isNewWithoutId?: boolean;
	/** What was done for it, for the output. */
	findings?: IDataObject;
}

/** People by external ID, of whom several items of a run can be. */
const knownPeople = new OncePer<EndUser | undefined>();

/** People by item, who must not be made a second time. */
const writtenPeople = new OncePer<FoundPerson | NotFound>();

/** The external ID's holder, looked up once in a run. */
export async function resolve(item: Item, who: EndUserReference): Promise<FoundPerson | NotFound> {
	if (who.by === 'id') return { kind: 'found', id: who.value };
	const { ada, context, run } = item;
	const endUser = await knownPeople.get(run, who.value.toLowerCase(), async () =>
		lookUp(ada, context.getNode(), who),
	);
	return endUser ? { kind: 'found', id: endUser.end_user_id } : nobodyHas(who);
}

/** Reads a form's End User, and checks it against those of the items before. */
export function readWho({ context, externalIds }: Item, locator: unknown): EndUserReference {
	const node = context.getNode();
	const who = readEndUserReference(node, locator);
	if (who.by === 'externalId') externalIds.check(node, who.value);
	return who;
}

/** Reads the form's person for one item. */
export async function readPerson(item: Item): Promise<Person> {
	const { context, index } = item;
	switch (parameter(context, 'person', index, 'known')) {
		case 'anonymous':
			return { find: async () => ({ kind: 'found' }) };
		case 'written':
			return await readWrittenPerson(item);
		default: {
			const who = readWho(item, parameter(context, 'endUser', index));
			return { who, find: async () => await resolve(item, who) };
		}
	}
}

async function readWrittenPerson(item: Item): Promise<Person> {
	const { context, index, ada, externalIds, allTries } = item;
	const node = context.getNode();
	const externalId = readOptionalExternalId(node, parameter(context, 'externalId', index, ''));
	const { wanted, secrets } = await readWantedProfile(item);
	if (externalId !== undefined) externalIds.check(node, externalId, wanted);
	const write = { ada, node, wanted, secrets };
	const find = async () =>
		await writtenPeople.get(allTries, String(index), async () =>
			externalId === undefined ? await createNew(write) : await createOrUpdate(write, externalId),
		);
	const who =
		externalId === undefined ? undefined : { by: 'externalId' as const, value: externalId };
	return { who, secrets, find };
}

async function createNew(write: Write): Promise<FoundPerson> {
	const { endUser } = await createPerson(write, undefined);
	return { ...writtenAs(write, endUser, 'created'), isNewWithoutId: true };
}

async function createOrUpdate(write: Write, value: string): Promise<FoundPerson | NotFound> {
	const who = { by: 'externalId' as const, value };
	const stored = await lookUp(write.ada, write.node, who);
	const written = (stored && (await update(write, stored))) ?? (await createUnknown(write, value));
	return written ? writtenAs(write, written.endUser, written.outcome) : nobodyHas(who);
}

function writtenAs({ wanted }: Write, { end_user_id: id }: EndUser, outcome: string): FoundPerson {
	const sensitive = [...wanted.sensitive.values()].filter((value) => value !== null).length;
	const findings: IDataObject = { endUserOutcome: outcome };
	if (sensitive > 0) findings.sensitiveFieldsSent = sensitive;
	return { kind: 'found', id, findings };
}
