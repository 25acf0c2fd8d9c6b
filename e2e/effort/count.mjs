import { isDeepStrictEqual } from 'node:util';
import { NodeHelpers } from '../stage/nodeHelpers.mjs';

/**
 * How much a workflow takes to make.
 *
 * @typedef {{ nodes: number, fields: number, dragged: number, typed: number }} Effort `fields` have
 *   another value than a new node has; `typed` are the characters of texts, expressions and code,
 *   and `dragged` those that are left where fields of the input are dragged in
 */

/**
 * What each of two workflows takes, without what stands in both in the same way: the trigger by
 * hand, what is given, and where it goes.
 *
 * @param {object} one
 * @param {object} other
 * @param {(node: object) => object} descriptionOf a node type's description
 * @returns {[Effort, Effort]}
 */
export function effortsOf(one, other, descriptionOf) {
	const effort = (workflow, beside) =>
		workflow.nodes
			.filter((node) => !beside.nodes.some((twin) => isTwin(node, twin)))
			.map((node) => effortOfNode(node, descriptionOf(node)))
			.reduce(sum, { nodes: 0, fields: 0, dragged: 0, typed: 0 });
	return [effort(one, other), effort(other, one)];
}

function isTwin(node, twin) {
	const essence = ({ name, type, typeVersion, parameters }) => [
		name,
		type,
		typeVersion,
		parameters,
	];
	return isDeepStrictEqual(essence(node), essence(twin));
}

function sum(one, other) {
	return {
		nodes: one.nodes + other.nodes,
		fields: one.fields + other.fields,
		dragged: one.dragged + other.dragged,
		typed: one.typed + other.typed,
	};
}

/** The settings of a node beside its form. The names of nodes and the one credential are given. */
const settings = ['onError', 'retryOnFail', 'maxTries', 'waitBetweenTries', 'alwaysOutputData'];

function effortOfNode(node, description) {
	const { properties } = description;
	const all = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	const values = Object.entries(node.parameters).flatMap(([name, value]) => {
		// n8n itself has put an address there that nobody else has.
		if (name === 'path' && value === node.webhookId) return [];
		const property = properties.find(
			(one) => one.name === name && NodeHelpers.displayParameter(all, one, node, description),
		);
		// What no field shows would have no effect either.
		if (!property) throw new Error(`${node.name} shows no field ${name}.`);
		return valuesIn(property, value);
	});
	values.push(...settings.filter((name) => name in node).map((name) => entered(node[name])));
	return values.reduce(sum, { nodes: 1, fields: 0, dragged: 0, typed: 0 });
}

/** What was entered into a field, or into each of the fields within it. */
function valuesIn(property, value) {
	switch (property.type) {
		case 'collection':
			// What was added to a collection was chosen, be it left as it came.
			return Object.entries(value).flatMap(([name, inner]) =>
				valuesIn(asAdded(named(property.options, name)), inner),
			);
		case 'fixedCollection':
			return Object.entries(value).flatMap(([name, rows]) =>
				[rows].flat().flatMap((row) => valuesOfRow(named(property.options, name).values, row)),
			);
		case 'resourceLocator':
			return [
				...valuesIn({ type: 'options', default: property.default.mode }, value.mode),
				...valuesIn({ type: value.mode === 'list' ? 'options' : 'string' }, value.value),
			];
		case 'filter':
			return [
				...value.conditions.flatMap(({ leftValue, operator, rightValue }) => [
					...valuesIn({ type: 'string' }, leftValue),
					...valuesIn({ type: 'options', default: 'string equals' }, nameOf(operator)),
					...valuesIn({ type: 'string' }, rightValue),
				]),
				...valuesIn({ type: 'options', default: 'and' }, value.combinator),
			];
		case 'options':
		case 'multiOptions':
		case 'boolean':
		case 'credentialsSelect':
			return isDeepStrictEqual(value, property.default)
				? []
				: [entered(value, isExpression(value))];
		case 'string':
		case 'number':
		case 'json':
			return value === property.default ? [] : [entered(value)];
		default:
			throw new Error(`How a field of type ${property.type} is filled in is not known.`);
	}
}

function asAdded(property) {
	return property.type === 'resourceLocator' ? property : { ...property, default: undefined };
}

/** A row's fields; its own values decide which of several fields of a name is shown. */
function valuesOfRow(properties, row) {
	return Object.entries(row).flatMap(([name, value]) => valuesIn(named(properties, name), value));
}

function named(properties, name) {
	const found = properties.find((one) => one.name === name);
	if (!found) throw new Error(`There is no field ${name}.`);
	return found;
}

function nameOf({ type, operation }) {
	return `${type} ${operation}`;
}

function isExpression(value) {
	return typeof value === 'string' && value.startsWith('=');
}

/** A field of the input alone, as dragging it into an expression writes it. */
const DRAGGED = /\{\{ \$(json|\('[^']+'\)\.item\.json)(\.\w+)+ \}\}/g;

function entered(value, isTyped = typeof value !== 'boolean') {
	// The sign by which n8n keeps an expression is nobody's to type.
	const text = isTyped ? String(value).replace(/^=/, '') : '';
	const dragged = isExpression(value) ? text.replace(DRAGGED, '') : text;
	return { nodes: 0, fields: 1, dragged: dragged.length, typed: text.length };
}
