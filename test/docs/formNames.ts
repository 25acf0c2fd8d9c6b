import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

type Choice = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** What an operation of a node is called in its form, and which fields it shows. */
export interface Operation {
	resource: string;
	operation: string;
	/** Its fields, and the options that can be added to it. */
	fields: string[];
}

const isNotice = ({ type }: INodeProperties) => type === 'notice';

/** The names of all fields, rows, modes and choices of a form, each once. */
export function namesIn(properties: INodeProperties[]): string[] {
	return [...new Set(properties.filter((field) => !isNotice(field)).flatMap(namesOf))];
}

function namesOf(field: INodeProperties): string[] {
	const modes = field.modes?.map(({ displayName }) => displayName) ?? [];
	return [field.displayName, ...modes, ...(field.options ?? []).flatMap(namesOfChoice)];
}

function namesOfChoice(choice: Choice): string[] {
	if ('type' in choice) return namesOf(choice);
	if ('values' in choice) return [choice.displayName, ...namesIn(choice.values)];
	return [choice.name];
}

/** The operations of a node, in the words of its form. */
export function operationsOf({ properties }: INodeTypeDescription): Operation[] {
	const resources = choicesOf(properties.filter(({ name }) => name === 'resource'));
	return resources.flatMap((resource) => {
		const isOfResource = (field: INodeProperties) => isShownFor(field, 'resource', resource.value);
		const ofResource = properties.filter(isOfResource);
		return choicesOf(ofResource.filter(({ name }) => name === 'operation')).map((operation) => ({
			resource: resource.name,
			operation: operation.name,
			fields: ofResource
				.filter((field) => isShownFor(field, 'operation', operation.value) && !isNotice(field))
				.flatMap((field) => [field.displayName, ...optionsOf(field)]),
		}));
	});
}

function choicesOf(fields: INodeProperties[]): INodePropertyOptions[] {
	return fields.flatMap(({ options = [] }) => options.filter((one) => 'value' in one));
}

/** Whether the form shows a field for a resource or an operation, and for a chosen one only. */
function isShownFor({ displayOptions }: INodeProperties, name: string, value: unknown): boolean {
	return displayOptions?.show?.[name]?.some((shown) => shown === value) ?? false;
}

/** What can be added under Options; other collections are explained in a place of their own. */
function optionsOf({ name, options = [] }: INodeProperties): string[] {
	if (name !== 'options') return [];
	return options.flatMap((option) => ('type' in option ? [option.displayName] : []));
}
