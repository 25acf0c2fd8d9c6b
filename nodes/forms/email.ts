import type { INode } from 'n8n-workflow';

import { refusedBeforeSending } from '../ada/failure';
import { textOf } from './values';

/** One email address alone; refuses what is none before anything is sent. */
export function checkedEmail(node: INode, label: string, value: unknown): string {
	const email = textOf(node, label, value);
	if (email === undefined) {
		throw refusedBeforeSending(
			node,
			`'${label}' is empty`,
			'This item has no value for it. Check the column that the expression names, or filter out items without an address before this node',
		);
	}
	if (!/^[^\s@<>,;:()"]+@[^\s@<>,;:()"]+\.[^\s@<>,;:()".]+$/.test(email)) {
		throw refusedBeforeSending(
			node,
			`'${label}' is not an email address: "${email}"`,
			'Use one address alone, such as noor@example.com, without a name or brackets around it',
		);
	}
	return email;
}
