import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { ProfileTextField } from '../ada/endUser';
import { checkedLanguage } from './language';
import { chosenValue, textOf } from './values';

/** The form's fields for the profile, in the order in which the editor lists them. */
export const profileFields: INodeProperties = {
	displayName: 'Profile Fields',
	name: 'profile',
	type: 'collection',
	placeholder: 'Add Profile Field',
	default: {},
	description: 'What Ada knows of the person. A field that is left out or empty stays as it is.',
	options: [
		{
			displayName: 'Avatar',
			name: 'avatar',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/photo.png',
			description: 'Web address of a picture of the person',
		},
		{
			displayName: 'Display Name',
			name: 'displayName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Noor H.',
			description: 'The name by which the person is shown in a chat',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'e.g. name@email.com',
		},
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Noor',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description:
				'The language in which the AI Agent speaks with the person. It must be switched on in the settings of your Ada agent.',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchLanguages', searchable: true },
				},
				{
					displayName: 'Code',
					name: 'code',
					type: 'string',
					placeholder: 'e.g. fr-CA',
				},
			],
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Haddad',
		},
	],
};

/** The form's labels of Ada's profile fields. */
export const PROFILE_LABELS: Record<ProfileTextField, string> = {
	avatar: 'Avatar',
	display_name: 'Display Name',
	email: 'Email',
	first_name: 'First Name',
	language: 'Language',
	last_name: 'Last Name',
};

/** Ada's names of the form's fields. */
const ADA_FIELDS: Record<string, ProfileTextField> = {
	avatar: 'avatar',
	displayName: 'display_name',
	email: 'email',
	firstName: 'first_name',
	language: 'language',
	lastName: 'last_name',
};

/** Texts of the profile; null is to be cleared. */
export type WantedTexts = Partial<Record<ProfileTextField, string | null>>;

/**
 * The profile fields that the form wants, in Ada's names, checked. An empty value leaves its field
 * alone, or clears it if `clearsEmpty`.
 */
export function readProfileFields(
	node: INode,
	form: IDataObject,
	clearsEmpty: boolean,
): WantedTexts {
	const named = Object.entries(form).flatMap(([name, value]) =>
		name in ADA_FIELDS ? [[ADA_FIELDS[name], chosenValue(value)] as const] : [],
	);
	return wantedTexts(node, named, clearsEmpty);
}

/** The same from values that are already under Ada's names. */
export function wantedTexts(
	node: INode,
	values: ReadonlyArray<readonly [ProfileTextField, unknown]>,
	clearsEmpty: boolean,
): WantedTexts {
	const wanted: WantedTexts = {};
	for (const [field, value] of values) {
		const label = PROFILE_LABELS[field];
		const text = textOf(node, label, value);
		if (text === undefined) {
			if (clearsEmpty) wanted[field] = null;
			continue;
		}
		wanted[field] = field === 'language' ? checkedLanguage(node, label, text) : text;
	}
	return wanted;
}
