import { NodeHelpers } from './nodeHelpers.mjs';

/** What n8n itself adds to the choices of every node that its HTTP Request node can stand in for. */
const CUSTOM_CALL = '__CUSTOM_API_CALL__';

/** The values of a field that can bring further fields into a form. */
const valuesOf = {
	boolean: () => [false, true],
	options: (choices) => choices.map(({ value }) => value),
	multiOptions: (choices) => choices.map(({ value }) => [value]),
};

/** A form of a node: what was chosen in it so far, and which fields it then shows. */
export class FormVariant {
	constructor(type, chosen) {
		this.type = type;
		/** What was chosen, as parameters of a node. */
		this.chosen = chosen;
		const node = { typeVersion: type.version };
		/** The values of all fields that are shown. */
		this.values = NodeHelpers.getNodeParameters(type.properties, chosen, true, false, node, type);
		/** The descriptions of the fields, from top to bottom. */
		this.fields = this.shown(type.properties);
	}

	get name() {
		return Object.values(this.chosen).flat().join(' ') || 'as it is added';
	}

	/** The form with one more choice. */
	with(name, value) {
		return new FormVariant(this.type, { ...this.chosen, [name]: value });
	}

	/** Those of some fields or choices that n8n shows here; `among` are the values beside them. */
	shown(all, among = this.values) {
		const node = { typeVersion: this.type.version };
		return all.filter(
			(one) =>
				one.type !== 'hidden' &&
				NodeHelpers.displayParameter(among, one, node, this.type, this.values),
		);
	}
}

/**
 * The form of each operation of each resource, as it is when they are chosen.
 *
 * @param {object} type as n8n describes it to its editor
 * @returns {FormVariant[]} of a node without operations its one form
 */
export function operationForms(type) {
	const choices = (form, name) => {
		const field = form.fields.find((one) => one.name === name);
		if (!field) return [form];
		return form
			.shown(field.options)
			.filter(({ value }) => value !== CUSTOM_CALL)
			.map(({ value }) => form.with(name, value));
	};
	return choices(new FormVariant(type, {}), 'resource').flatMap((form) =>
		choices(form, 'operation'),
	);
}

/**
 * Forms in which all fields of a node type can be seen: that of each operation, and once more with
 * each choice that shows a field which none before has shown.
 *
 * @param {(field: object) => boolean} [isKnown] whether another node's form has shown a field, for
 *   the sake of which no choice is to be made
 * @returns {FormVariant[]}
 */
export function formVariants(type, isKnown = () => false) {
	const seen = new Set();
	const see = ({ fields }) =>
		fields.filter((field) => !seen.has(field) && seen.add(field) && !isKnown(field));
	return operationForms(type).flatMap((operation) => {
		const forms = [operation];
		see(operation);
		// Grows on the way: a choice can show another choice.
		for (const form of forms) {
			for (const field of form.fields.filter(({ name }) => !(name in form.chosen))) {
				const choices = form.shown(field.options ?? []);
				for (const value of valuesOf[field.type]?.(choices) ?? []) {
					const next = form.with(field.name, value);
					if (see(next).length > 0) forms.push(next);
				}
			}
		}
		return forms;
	});
}
