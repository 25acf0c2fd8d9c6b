import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { WantedChange } from '../../ada/endUserWrite';
import { Secrets } from '../../ada/secrets';
import { metadataField, readMetadataField } from '../../forms/metadataField';
import { profileFields, readProfileFields } from '../../forms/profileFields';
import {
	readSensitiveMetadataField,
	sensitiveMetadataFields,
} from '../../forms/sensitiveMetadataField';
import { objectOf } from '../../forms/values';
import type { OperationName } from './shown';
import { shownFor } from './shown';

/** The part of the form that says what a person's profile is to contain. */
export function wantedProfileFields(operation: OperationName): INodeProperties[] {
	const { displayOptions } = shownFor(operation);
	return [profileFields, metadataField, ...sensitiveMetadataFields].map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, ...displayOptions },
	}));
}

/** Reads that part for one item, and which of its values must not be seen again. */
export function readWantedProfile(
	context: IExecuteFunctions,
	index: number,
	isTool: boolean,
): { wanted: WantedChange; secrets: Secrets } {
	const node = context.getNode();
	const form = (name: string) => objectOf(context.getNodeParameter(name, index, {}));
	const metadata = readMetadataField(node, form('metadata'));
	const sensitive = readSensitiveMetadataField(
		node,
		isTool ? {} : form('sensitiveMetadata'),
		metadata,
	);
	return {
		wanted: { profile: readProfileFields(node, form('profile')), metadata, sensitive },
		secrets: new Secrets([...sensitive.values()]),
	};
}
