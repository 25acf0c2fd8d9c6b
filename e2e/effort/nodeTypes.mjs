import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { require as typescript } from 'tsx/cjs/api';
import { e2e } from '../../scripts/places.mjs';

const ownNodes = [
	['AdaEndUser', 'adaEndUser'],
	['AdaConversation', 'adaConversation'],
	['AdaWebhookTrigger', 'adaWebhookTrigger'],
];

/**
 * The descriptions of node types, from the packages themselves.
 *
 * @returns {({ type: string, typeVersion: number }) => object} the description for a node
 */
export function installedNodeTypes() {
	const packaged = createRequire(join(e2e, 'package.json'));
	const file = packaged.resolve('n8n-nodes-base/dist/types/nodes.json');
	const all = JSON.parse(readFileSync(file, 'utf8')).map((description) => ({
		...description,
		name: `n8n-nodes-base.${description.name}`,
	}));
	for (const [className, name] of ownNodes) {
		const path = `../../nodes/${className}/${className}.node.ts`;
		const { description } = new (typescript(path, import.meta.url)[className])();
		all.push({ ...description, name: `n8n-nodes-ada-cx.${name}` });
	}
	return ({ type, typeVersion }) => {
		const found = all.find(
			({ name, version }) => name === type && [version].flat().includes(typeVersion),
		);
		if (!found) throw new Error(`There is no node type ${type} ${typeVersion}.`);
		return found;
	};
}
