import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

/** The keys that n8n keeps of a resource mapper, apart from those of the editor's own state. */
const MAPPER_KEYS = [
	'mappingMode',
	'value',
	'matchingColumns',
	'schema',
	'attemptToConvertTypes',
	'convertFieldsToString',
];

/**
 * What in a node's stored parameters its form does not have, in sentences: names that it does not
 * have or does not show for these values, values that are none of a list's choices, and values of
 * another shape. Expressions are taken as they are.
 */
export function formProblems(node: INode, description: INodeTypeDescription): string[] {
	const { properties } = description;
	const complete =
		NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ??
		{};
	const isShown = (property: INodeProperties, siblings: INodeParameters) =>
		NodeHelpers.displayParameter(siblings, property, node, description, complete);
	const problems = inObject(node.parameters, properties, '', (property) =>
		isShown(property, complete),
	);
	const issues = NodeHelpers.getNodeParametersIssues(properties, node, description);
	return [...problems, ...Object.values(issues?.parameters ?? {}).flat()];

	function inObject(
		values: unknown,
		known: INodeProperties[],
		path: string,
		shows: (property: INodeProperties) => boolean,
	): string[] {
		if (!isObject(values)) return [`${path} is not an object`];
		return Object.entries(values).flatMap(([name, value]) => {
			const at = path === '' ? name : `${path}.${name}`;
			const named = known.filter((property) => property.name === name);
			if (named.length === 0) return [`${at} is no parameter`];
			const shown = named.find(shows);
			return shown ? inValue(value, shown, at) : [`${at} is not shown with these values`];
		});
	}

	function inValue(value: NodeParameterValueType, property: INodeProperties, at: string): string[] {
		if (typeof value === 'string' && value.startsWith('=')) {
			return property.noDataExpression ? [`${at} takes no expression`] : [];
		}
		switch (property.type) {
			case 'options':
				return inChoices([value], property, at);
			case 'multiOptions':
				return Array.isArray(value) ? inChoices(value, property, at) : [`${at} is not a list`];
			case 'collection':
				return inObject(value, propertiesOf(property), at, (option) =>
					isShown(option, isObject(value) ? value : {}),
				);
			case 'fixedCollection':
				return inGroups(value, property, at);
			case 'resourceLocator':
				return inLocator(value, property, at);
			case 'resourceMapper':
				return inMapper(value, at);
			case 'notice':
				return [`${at} is a notice, which has no value`];
			case 'json':
				return typeof value === 'string' ? [] : [`${at} is not text`];
			default:
				return typeof value === property.type ? [] : [`${at} is not of type ${property.type}`];
		}
	}

	function inGroups(value: unknown, property: INodeProperties, at: string): string[] {
		if (!isObject(value)) return [`${at} is not an object`];
		return Object.entries(value).flatMap(([name, rows]) => {
			const group = (property.options ?? []).filter(isGroup).find((one) => one.name === name);
			if (!group) return [`${at}.${name} is no parameter`];
			const isList = property.typeOptions?.multipleValues === true;
			if (Array.isArray(rows) !== isList) return [`${at}.${name} is ${isList ? 'no' : 'a'} list`];
			return [rows].flat().flatMap((row, place) => {
				const siblings = isObject(row) ? row : {};
				return inObject(row, group.values, `${at}.${name}[${place}]`, (field) =>
					isShown(field, siblings),
				);
			});
		});
	}
}

function inChoices(values: unknown[], property: INodeProperties, at: string): string[] {
	// What Ada lists cannot be known here.
	if (property.typeOptions?.loadOptionsMethod !== undefined) return [];
	const choices = (property.options ?? []).filter(isChoice).map((choice) => choice.value);
	return values
		.filter((value) => !choices.some((choice) => choice === value))
		.map((value) => `${at} has no choice ${JSON.stringify(value)}`);
}

function inLocator(value: unknown, property: INodeProperties, at: string): string[] {
	if (!isObject(value) || value.__rl !== true) return [`${at} is no resource locator`];
	const modes = (property.modes ?? []).map((mode) => mode.name);
	const problems = Object.keys(value)
		.filter((key) => !['__rl', 'mode', 'value', 'cachedResultName'].includes(key))
		.map((key) => `${at}.${key} is no parameter`);
	if (!modes.some((mode) => mode === value.mode)) {
		problems.push(`${at} has no mode ${JSON.stringify(value.mode)}`);
	}
	if (typeof value.value !== 'string') problems.push(`${at}.value is not text`);
	return problems;
}

function inMapper(value: unknown, at: string): string[] {
	if (!isObject(value)) return [`${at} is not an object`];
	const problems = Object.keys(value)
		.filter((key) => !MAPPER_KEYS.includes(key))
		.map((key) => `${at}.${key} is no parameter`);
	if (value.mappingMode !== 'autoMapInputData' && value.mappingMode !== 'defineBelow') {
		problems.push(`${at}.mappingMode has no choice ${JSON.stringify(value.mappingMode)}`);
	}
	return problems;
}

type Option = INodeProperties | INodePropertyCollection | INodePropertyOptions;

function isGroup(option: Option): option is INodePropertyCollection {
	return 'values' in option;
}

function isChoice(option: Option): option is INodePropertyOptions {
	return 'value' in option;
}

function propertiesOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter((option): option is INodeProperties => 'type' in option);
}

function isObject(value: unknown): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
