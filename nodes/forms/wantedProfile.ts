import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { ProfileTextField } from '../ada/endUser';
import type { WantedChange } from '../ada/endUserWrite';
import { Secrets } from '../ada/secrets';
import type { MappedColumns } from './columnMapping';
import {
	columnMapping,
	fieldsFrom,
	matchedNames,
	mappedByHand,
	mappedByName,
	unmatchedColumns,
} from './columnMapping';
import { metadataField, readMetadataField } from './metadataField';
import type { WantedMetadata } from './metadataRows';
import { parameter } from './parameter';
import type { WantedTexts } from './profileFields';
import { PROFILE_LABELS, profileFields, readProfileFields, wantedTexts } from './profileFields';
import {
	checkPairs,
	checkSensitiveKeys,
	readSensitiveMetadataField,
	sensitiveMetadataFields,
} from './sensitiveMetadataField';
import { objectOf } from './values';
import {
	clearFieldsOption,
	readClearFields,
	readKeys,
	readSetExternalId,
	refuseBoth,
	removeMetadataOption,
	removeSensitiveOption,
} from './writeOptions';
import type { Item } from '../items/operation';

/** From the form's root, or n8n 1 would look for a field of this name before it works out the form. */
const whenMappedByNames = { '/columns.mappingMode': ['autoMapInputData'] };

/** The part of the form that says what a person's profile is to contain; `show` says where. */
export function wantedProfileFields(show: Record<string, string[]>): INodeProperties[] {
	const shownWith = (extra: Record<string, string[]>) => (field: INodeProperties) => ({
		...field,
		displayOptions: { ...field.displayOptions, show: { ...show, ...extra } },
	});
	return [
		...[fieldsFrom].map(shownWith({})),
		...[profileFields, metadataField].map(shownWith({ fieldsFrom: ['form'] })),
		...[columnMapping].map(shownWith({ fieldsFrom: ['columns'] })),
		...[matchedNames].map(shownWith({ fieldsFrom: ['columns'], ...whenMappedByNames })),
		...sensitiveMetadataFields.map(shownWith({})),
	];
}

/** For columns that are mapped by their names only. */
export const otherColumnsOption: INodeProperties = {
	...unmatchedColumns,
	displayOptions: { show: whenMappedByNames },
};

/** Whether an item is to be written only in words. */
export function isDryRun({ context, index }: Item): boolean {
	return parameter(context, 'options.dryRun', index, false) === true;
}

/** Reads that part for one item, and which of its values must not be seen again. */
export async function readWantedProfile(
	item: Item,
): Promise<{ wanted: WantedChange; secrets: Secrets }> {
	const { context, index, isTool } = item;
	const node = context.getNode();
	const form = (name: string) => objectOf(parameter(context, name, index, {}));
	const options = form('options');
	const clearsEmpty = options.emptyValues === 'clear';

	const mapped = await mappedColumns(item, options);
	const profile = mapped
		? wantedTexts(node, mapped.profile, clearsEmpty)
		: readProfileFields(node, form('profile'), clearsEmpty);
	const metadata = readMetadataField(
		node,
		mapped ? { json: [{ json: mapped.metadata }] } : form('metadata'),
		clearsEmpty,
	);
	removeMetadata(node, metadata, options);
	const sensitive = readSensitiveMetadataField(
		node,
		isTool ? {} : form('sensitiveMetadata'),
		metadata,
		clearsEmpty,
	);
	removeSensitive(node, sensitive, options);
	clearFields(node, profile, readClearFields(options));
	const externalId = readSetExternalId(node, options);
	return {
		wanted: { externalId, profile, metadata, sensitive },
		secrets: new Secrets([...sensitive.values()]),
	};
}

/** The columns of the item, where the form says that the fields come from them. */
async function mappedColumns(item: Item, options: IDataObject): Promise<MappedColumns | undefined> {
	const { context, index } = item;
	if (parameter(context, 'fieldsFrom', index, 'form') !== 'columns') return undefined;
	const mode = parameter(context, 'columns.mappingMode', index, 'autoMapInputData');
	if (mode === 'defineBelow') {
		const written = objectOf(context.getNode().parameters.columns).value;
		return mappedByHand(parameter(context, 'columns.value', index, {}), written);
	}
	const keepsOthers = options.otherColumns === 'metadata';
	return mappedByName(context.getInputData()[index].json, await item.variables(), keepsOthers);
}

function clearFields(node: INode, profile: WantedTexts, fields: ProfileTextField[]): void {
	for (const field of fields) {
		if (typeof profile[field] === 'string') {
			refuseBoth(node, `'${PROFILE_LABELS[field]}'`, clearFieldsOption.displayName);
		}
		profile[field] = null;
	}
}

function removeMetadata(node: INode, wanted: WantedMetadata, options: IDataObject): void {
	const label = removeMetadataOption.displayName;
	removeKeys(node, wanted, label, readKeys(node, label, options.removeMetadata));
}

function removeSensitive(node: INode, wanted: WantedMetadata, options: IDataObject): void {
	const label = removeSensitiveOption.displayName;
	const keys = readKeys(node, label, options.removeSensitive);
	checkSensitiveKeys(node, label, keys);
	removeKeys(node, wanted, label, keys);
	checkPairs(node, wanted);
}

function removeKeys(node: INode, wanted: WantedMetadata, label: string, keys: string[]): void {
	for (const key of keys) {
		if ((wanted.get(key) ?? null) !== null) refuseBoth(node, `The key "${key}"`, label);
		wanted.set(key, null);
	}
}
