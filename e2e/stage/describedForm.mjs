/**
 * What a form must show by its description, in the terms of `shownForm`.
 *
 * @param {object[]} fields the descriptions of the fields that are shown, as n8n serves them
 * @param {object} values the node's parameters
 * @returns {{ lines: object[], texts: string[] }} `texts`: hints, and what stands in empty fields
 */
export function describedForm(fields, values) {
	return {
		lines: fields.flatMap((field) => linesOf(field, field.name, values[field.name])),
		texts: fields.flatMap((field) => textsOf(field, values[field.name])),
	};
}

function linesOf(field, path, value) {
	const { displayName: label, type, options } = field;
	switch (type) {
		case 'notice':
			return [{ notice: label }];
		case 'collection':
			return [
				{ label },
				...addedTo(options, value).flatMap((one) =>
					linesOf(one, `${path}.${one.name}`, value[one.name]),
				),
			];
		case 'fixedCollection':
			return [
				{ label },
				...addedTo(options, value).flatMap((group) =>
					value[group.name].flatMap((row, place) => [
						{ label: group.displayName },
						...group.values.flatMap((one) =>
							linesOf(one, `${path}.${group.name}[${place}].${one.name}`, row[one.name]),
						),
					]),
				),
			];
		case 'resourceMapper':
			// n8n's own label: that of the field is not shown while it maps automatically.
			return [{ label: 'Mapping Column Mode' }];
		default: {
			const hasIssue = field.required === true && (value?.value ?? value) === '';
			return [{ label, path, shows: shownValues(field, value), isVisible: true, hasIssue }];
		}
	}
}

/** The entries of a collection that are in the form, in the order of their descriptions. */
function addedTo(entries, value) {
	return entries.filter(({ name }) => name in value);
}

function shownValues({ type, options = [], modes }, value) {
	const nameOf = (chosen) => options.find((one) => one.value === chosen)?.name;
	switch (type) {
		case 'options':
			return value === '' ? [] : [nameOf(value)];
		case 'multiOptions':
			return value.map(nameOf);
		case 'resourceLocator': {
			const { name, displayName } = modes.find((one) => one.name === value.mode);
			// n8n has a name of its own for lists.
			return [name === 'list' ? 'From list' : displayName, value.value].filter(Boolean);
		}
		default:
			return value === '' ? [] : [String(value)];
	}
}

function textsOf(field, value) {
	const { type, options = [] } = field;
	if (type === 'collection' && Object.keys(value).length > 0) {
		// n8n shows no hints of locators in collections.
		const entries = addedTo(options, value).filter(({ modes }) => !modes);
		return entries.flatMap((one) => textsOf(one, value[one.name]));
	}
	if (type === 'collection' || type === 'fixedCollection') return [field.placeholder];
	const mode = field.modes?.find(({ name }) => name === value.mode);
	const isEmpty = ['', undefined].includes(value?.value ?? value);
	const placeholder = isEmpty && mode?.type !== 'list' && (mode ?? field).placeholder;
	return [field.hint, mode?.hint, placeholder].filter(Boolean);
}
