import type { IDataObject, INode } from 'n8n-workflow';

import type { MetadataValue } from '../ada/endUser';
import { refusedBeforeSending } from '../ada/failure';
import type { Numbers } from './metadataGroups';
import { chosenValue, textOf, withDateAsText } from './values';

/** What a form says about metadata: a key with null is to be removed. */
export type WantedMetadata = Map<string, MetadataValue | null>;

/**
 * Reads a form's metadata, from its rows (`pairs`) and its JSON objects (`json`).
 * A row without a value, and an empty text in JSON, leave the key as it is, or remove it if
 * `clearsEmpty`; null in JSON removes it.
 * Refuses what Ada's metadata cannot hold: lists, objects, one key twice, and numbers with decimals
 * where only whole ones are kept.
 * `label` is the field's name in the form. A value never appears in a refusal, since it may be sensitive.
 */
export function readMetadata(
	node: INode,
	label: string,
	form: IDataObject,
	clearsEmpty = false,
	numbers: Numbers = 'whole',
): WantedMetadata {
	const wanted: WantedMetadata = new Map();
	const add = (key: string, value: MetadataValue | null | undefined) => {
		if (value === undefined && !clearsEmpty) return;
		if (wanted.has(key)) {
			throw refusedBeforeSending(
				node,
				`'${label}' names the key "${key}" twice`,
				'Keep one of the two, in the rows or in the JSON',
			);
		}
		wanted.set(key, value ?? null);
	};
	for (const row of listOf(form.pairs)) {
		const key = textOf(node, `${label} Key`, chosenValue(row.key));
		if (key === undefined) {
			if (textOf(node, label, row.value) === undefined) continue;
			throw refusedBeforeSending(
				node,
				`'${label}' has a row with a value but without a key`,
				'Choose or type the key, or remove the row',
			);
		}
		add(key, typedValue(node, label, key, row.type, row.value));
	}
	for (const { json } of listOf(form.json)) {
		for (const [key, value] of Object.entries(jsonObject(node, label, json))) {
			add(key, valueInJson(node, label, key, value, numbers));
		}
	}
	return wanted;
}

function listOf(rows: unknown): IDataObject[] {
	return Array.isArray(rows) ? rows : [];
}

function typedValue(
	node: INode,
	label: string,
	key: string,
	type: unknown,
	value: unknown,
): MetadataValue | undefined {
	const text = textOf(node, `${label}: ${key}`, value);
	if (text === undefined) return undefined;
	if (type === 'integer') {
		const wayOut = 'Choose the type Text to keep the value as it is';
		return integerOf(node, label, key, text, wayOut);
	}
	if (type === 'number') return numberOf(node, label, key, text);
	if (type === 'boolean') return booleanOf(node, label, key, text);
	return text;
}

function integerOf(node: INode, label: string, key: string, text: string, wayOut: string): number {
	const number = Number(text);
	if (!/^[+-]?\d+(\.0+)?$/.test(text) || !Number.isSafeInteger(number)) {
		throw refusedBeforeSending(
			node,
			`'${label}' key "${key}" is not a whole number`,
			`Ada keeps whole numbers only. ${wayOut}, or round it with {{ Math.round($json.value) }}`,
		);
	}
	return number;
}

function numberOf(node: INode, label: string, key: string, text: string): number {
	const number = Number(text);
	if (Number.isFinite(number)) return number;
	throw refusedBeforeSending(
		node,
		`'${label}' key "${key}" is not a number`,
		'Choose the type Text to keep the value as it is, or correct the column that the expression names',
	);
}

const BOOLEANS = new Map([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

function booleanOf(node: INode, label: string, key: string, text: string): boolean {
	const value = BOOLEANS.get(text.toLowerCase());
	if (value === undefined) {
		throw refusedBeforeSending(
			node,
			`'${label}' key "${key}" is neither true nor false`,
			'Use true or false (yes, no, 1 and 0 work as well), or choose the type Text',
		);
	}
	return value;
}

function jsonObject(node: INode, label: string, json: unknown): Record<string, unknown> {
	const given = withDateAsText(json);
	const value = typeof given === 'string' ? parsed(given.trim()) : given;
	if (value === undefined || value === null || value === '') return {};
	if (typeof value !== 'object' || Array.isArray(value)) {
		throw refusedBeforeSending(
			node,
			`The JSON in '${label}' is not an object, that is keys and values in curly braces`,
			'Write it like { "tier": "gold", "seats": 12 }, or give an object by expression',
		);
	}
	return { ...value };
}

/** The reason that the parser gives for what is no JSON repeats the text, which may be sensitive. */
function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return json;
	}
}

function valueInJson(
	node: INode,
	label: string,
	key: string,
	given: unknown,
	numbers: Numbers,
): MetadataValue | null | undefined {
	const value = withDateAsText(given);
	if (value === null || typeof value === 'boolean') return value;
	if (value === undefined) return undefined;
	if (typeof value === 'string') return textOf(node, `${label}: ${key}`, value);
	if (typeof value === 'number' && numbers === 'any') {
		return numberOf(node, label, key, String(value));
	}
	if (typeof value === 'number') {
		const wayOut = 'Send it as text, with {{ String($json.value) }}';
		return integerOf(node, label, key, String(value), wayOut);
	}
	throw refusedBeforeSending(
		node,
		`'${label}' key "${key}" holds ${Array.isArray(value) ? 'a list' : 'an object'}, which Ada does not keep`,
		`Send a text, a ${numbers === 'any' ? '' : 'whole '}number, true or false. A list can be sent as text, for example with {{ $json.tags.join(", ") }}`,
	);
}
