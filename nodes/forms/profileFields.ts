import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { ProfileTextField } from '../ada/endUser';
import { checkedLanguage } from './language';
import { LANGUAGES } from './languages';
import { textOf } from './values';

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
			type: 'options',
			options: LANGUAGES,
			default: 'en-US',
			description:
				'The language in which the AI Agent speaks with the person. For any other code, such as fr-BE, use an expression. The language must be switched on in the settings of your Ada agent.',
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

const ADA_FIELDS: Record<string, { field: ProfileTextField; label: string }> = {
	avatar: { field: 'avatar', label: 'Avatar' },
	displayName: { field: 'display_name', label: 'Display Name' },
	email: { field: 'email', label: 'Email' },
	firstName: { field: 'first_name', label: 'First Name' },
	language: { field: 'language', label: 'Language' },
	lastName: { field: 'last_name', label: 'Last Name' },
};

/** The profile fields that have a value, in Ada's names, checked. */
export function readProfileFields(
	node: INode,
	form: IDataObject,
): Partial<Record<ProfileTextField, string>> {
	const wanted: Partial<Record<ProfileTextField, string>> = {};
	for (const [name, { field, label }] of Object.entries(ADA_FIELDS)) {
		const text = textOf(node, label, form[name]);
		if (text === undefined) continue;
		wanted[field] = field === 'language' ? checkedLanguage(node, label, text) : text;
	}
	return wanted;
}
