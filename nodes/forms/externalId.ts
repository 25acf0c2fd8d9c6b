import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { isExpression, textOf } from './values';

const LONGEST = 36;

/**
 * Checks an external ID against Ada's rules before anything is sent: 1 to 36 characters, no `<`
 * and no `>`. Source: Ada docs, End Users API, getting started; Ada OpenAPI.
 */
export function checkedExternalId(node: INode, label: string, value: unknown): string {
	const externalId = textOf(node, label, value);
	if (externalId === undefined) {
		throw refusedBeforeSending(
			node,
			`'${label}' is empty`,
			'This item has no value for it. Check the column that the expression names, or filter out items without an ID before this node',
		);
	}
	const refusal = externalIdRefusal(externalId);
	if (refusal) throw refusedBeforeSending(node, `'${label}' ${refusal.why}`, refusal.advice);
	return externalId;
}

/**
 * The value of the field External ID where it may be left blank, which means none; an expression
 * that comes out empty is refused.
 */
export function readOptionalExternalId(node: INode, value: unknown): string | undefined {
	const isMeantToBeEmpty = !isExpression(node.parameters.externalId);
	if (isMeantToBeEmpty && textOf(node, 'External ID', value) === undefined) return undefined;
	return checkedExternalId(node, 'External ID', value);
}

/** Why Ada would not take a text as an external ID, if so. */
export function externalIdRefusal(text: string): { why: string; advice: string } | undefined {
	const length = [...text].length;
	if (length > LONGEST) {
		return {
			why: `has ${length} characters, and Ada takes at most ${LONGEST}`,
			advice: 'Use a shorter ID. A UUID fits exactly, so send it without a prefix',
		};
	}
	if (/[<>]/.test(text)) {
		return {
			why: 'contains < or >, which Ada does not take in an external ID',
			advice: 'Remove the angle brackets, for example with {{ $json.id.replace(/[<>]/g, "") }}',
		};
	}
	return undefined;
}
