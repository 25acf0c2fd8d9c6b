import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeProperties,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import type { ProfileTextField } from '../ada/endUser';
import { PROFILE_TEXT_FIELDS } from '../ada/endUser';
import { PROFILE_LABELS } from './profileFields';
import { objectOf } from './values';
import { variableNames } from './variables';

/** In the mapper a column's ID is Ada's name of the field, or this and a metadata key. */
const METADATA = 'metadata.';

export const fieldsFrom: INodeProperties = {
	displayName: 'Fields From',
	name: 'fieldsFrom',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'The Form Below', value: 'form' },
		{
			name: "The Input's Columns",
			value: 'columns',
			description: 'Map columns to profile fields and metadata, by hand or by their names',
		},
	],
	default: 'form',
	description: 'Where the profile fields and the metadata come from',
};

export const columnMapping: INodeProperties = {
	displayName: 'Columns',
	name: 'columns',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'autoMapInputData', value: null },
	required: true,
	typeOptions: {
		resourceMapper: {
			resourceMapperMethod: 'getProfileColumns',
			mode: 'map',
			valuesLabel: 'Values to Send',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: true,
			hideNoDataError: true,
		},
	},
	description:
		'By name, email, E-Mail and e_mail are the same. Columns with the name of a variable of your Ada agent are sent as metadata.',
};

/** Stands below n8n's own notice, which asks for names without saying which there are. */
export const matchedNames: INodeProperties = {
	displayName:
		'These names are matched: First Name, Last Name, Display Name, Email, Avatar, Language, and the variables of your Ada agent. For example, email, E-Mail and e_mail are the same. Other columns are left out, unless the option Other Columns says otherwise.',
	name: 'matchedNames',
	type: 'notice',
	default: '',
};

export const unmatchedColumns: INodeProperties = {
	displayName: 'Other Columns',
	name: 'otherColumns',
	type: 'options',
	options: [
		{
			name: 'Leave Out',
			value: 'leaveOut',
			description: 'Columns that match nothing are not sent',
		},
		{
			name: 'Send as Metadata',
			value: 'metadata',
			description: 'Columns that match nothing become metadata under their own name',
		},
	],
	default: 'leaveOut',
	description: 'What to do with columns that match no profile field and no variable',
};

/** The mapper's columns: the profile fields, and the agent's Variables as metadata. */
export async function getProfileColumns(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const profile = PROFILE_TEXT_FIELDS.map((field) => column(field, PROFILE_LABELS[field]));
	const variables = await variableNames(await AdaClient.connect(this));
	const metadata = variables.map((name) => column(METADATA + name, `Metadata: ${name}`));
	return { fields: [...profile, ...metadata] };
}

function column(id: string, displayName: string): ResourceMapperField {
	return {
		id,
		displayName,
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
	};
}

/** What the columns of one item say, sorted into profile fields and metadata. */
export interface MappedColumns {
	profile: Array<[ProfileTextField, unknown]>;
	metadata: IDataObject;
}

/**
 * The values that were mapped by hand. `written` is the mapping as the form has it: the editor keeps
 * every field that was left blank in it as null, and such a field is not named at all.
 */
export function mappedByHand(value: unknown, written: unknown): MappedColumns {
	const mapped: MappedColumns = { profile: [], metadata: {} };
	const form = objectOf(written);
	for (const [id, held] of Object.entries(objectOf(value))) {
		if ((form[id] ?? '') === '') continue;
		const field = PROFILE_TEXT_FIELDS.find((name) => name === id);
		if (field) mapped.profile.push([field, held]);
		else if (id.startsWith(METADATA)) {
			mapped.metadata[id.slice(METADATA.length)] = emptyAsUndefined(held);
		}
	}
	return mapped;
}

/** In JSON null removes a key; in a column it is what a database has where there is nothing. */
function emptyAsUndefined<T>(held: T): T | undefined {
	return held ?? undefined;
}

/** Other names that people give to columns, without case, spaces and punctuation. */
const COLUMN_NAMES: Record<string, ProfileTextField> = {
	avatar: 'avatar',
	avatarurl: 'avatar',
	displayname: 'display_name',
	email: 'email',
	emailaddress: 'email',
	mail: 'email',
	firstname: 'first_name',
	givenname: 'first_name',
	language: 'language',
	languagecode: 'language',
	locale: 'language',
	lastname: 'last_name',
	familyname: 'last_name',
	surname: 'last_name',
};

/** Columns that say who a person is, or that Ada's own answers carry: never metadata. */
const IDENTIFIERS = new Set(['externalid', 'enduserid', 'outcome', 'createdat', 'updatedat']);

/**
 * Maps the columns of an item by their names: `email`, `E-Mail` and `e_mail` are the same.
 * `variables` are the agent's; `keepsOthers` sends what matches nothing as metadata.
 */
export function mappedByName(
	item: IDataObject,
	variables: readonly string[],
	keepsOthers: boolean,
): MappedColumns {
	const mapped: MappedColumns = { profile: [], metadata: {} };
	const variableOf = new Map(variables.map((name) => [plain(name), name]));
	const taken = new Set<ProfileTextField>();
	for (const [name, value] of Object.entries(item)) {
		const key = plain(name);
		const field = COLUMN_NAMES[key];
		const variable = variableOf.get(key);
		if (field && !taken.has(field)) {
			taken.add(field);
			mapped.profile.push([field, value]);
		} else if (variable !== undefined) {
			mapped.metadata[variable] = emptyAsUndefined(value);
		} else if (keepsOthers && !IDENTIFIERS.has(key)) {
			mapped.metadata[name] = emptyAsUndefined(value);
		}
	}
	return mapped;
}

function plain(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
