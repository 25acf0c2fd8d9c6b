import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { textOf } from './values';

/** Checks an ID that Ada gives, `end_user_id`, as far as that can be done without asking Ada. */
export function checkedAdaId(node: INode, label: string, value: unknown): string {
	const id = textOf(node, label, value);
	if (id === undefined) {
		throw refusedBeforeSending(
			node,
			`'${label}' is empty`,
			'This item has no value for it. Check the column that the expression names; for an ID of your own system choose External ID',
		);
	}
	// A path of dots would lead to another part of Ada's API.
	if (!/^[\w-]+$/.test(id)) {
		throw refusedBeforeSending(
			node,
			`'${label}' has a character that no ID of Ada has: "${id}"`,
			"Use end_user_id from Ada's answers and events, such as 5f7e0e2c1e7c7e000f0f9c3a; for an ID of your own system choose External ID",
		);
	}
	return id;
}
