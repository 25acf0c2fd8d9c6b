import 'reflect-metadata';

import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeTypeDescription } from 'n8n-workflow';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

// With their endings, or Node.js would take the codex files such as AdaEndUser.node.json.
import { AdaConversation } from '../../nodes/AdaConversation/AdaConversation.node.ts';
import { AdaEndUser } from '../../nodes/AdaEndUser/AdaEndUser.node.ts';
import { AdaWebhookTrigger } from '../../nodes/AdaWebhookTrigger/AdaWebhookTrigger.node.ts';
import type { Tarball } from './tarball';
import { integrityOfBuildElsewhere, packAndUnpack, ROOT, run } from './tarball';

let tarball: Tarball;
beforeAll(async () => {
	tarball = await packAndUnpack();
}, 60_000);
afterAll(() => tarball.remove());

async function scan(folder: string, leg: 'source' | 'tarball'): Promise<unknown> {
	const script = join(__dirname, 'scan.mjs');
	// With jest's NODE_ENV, test, the rules would take each file for one of their own test files.
	const env = { ...process.env, NODE_ENV: 'production' };
	const { stdout } = await run(process.execPath, [script, folder, leg], { env });
	return JSON.parse(stdout);
}

/** Resource and operation of everything that a form offers, such as `endUser/create`. */
function operationsOf({ properties }: INodeTypeDescription): string[] {
	const fields = properties.filter(({ name }) => name === 'operation');
	return fields.flatMap(({ displayOptions, options = [] }) => {
		const [resource] = displayOptions?.show?.resource ?? [];
		return options.flatMap((option) =>
			typeof resource === 'string' && 'value' in option ? [`${resource}/${option.value}`] : [],
		);
	});
}

test("n8n's scan finds nothing in the sources", async () => {
	expect(await scan(ROOT, 'source')).toEqual({ passed: true });
}, 120_000);

test("n8n's scan finds nothing in the tarball", async () => {
	expect(await scan(tarball.folder, 'tarball')).toEqual({ passed: true });
}, 120_000);

test('the tarball holds dist, README, LICENSE and package.json only', () => {
	const others = tarball.files.filter((file) => !file.startsWith('dist/'));
	expect(others).toEqual(['LICENSE', 'README.md', 'package.json']);
});

test('the tarball is smaller than 150 KB', () => {
	expect(tarball.size).toBeLessThan(150 * 1024);
});

test('whoever builds it wherever and whenever, the tarball has the same bytes', async () => {
	// It compares with what `npm run build` has made here.
	expect(await integrityOfBuildElsewhere()).toBe(tarball.integrity);
}, 180_000);

test('what ships requires nothing but its own files, n8n-workflow and node:crypto', async () => {
	const scripts = tarball.files.filter((file) => file.endsWith('.js'));
	expect(scripts.length).toBeGreaterThan(0);
	for (const file of scripts) {
		const source = await readFile(join(tarball.folder, file), 'utf8');
		const required = [...source.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
		const foreign = required.filter((name) => !/^(\.|n8n-workflow$|node:crypto$)/.test(name));
		expect({ file, foreign }).toEqual({ file, foreign: [] });
	}
});

test('what ships uses only what n8n-workflow exports on the oldest n8n as well', async () => {
	const oldest: Record<string, unknown> = await import('n8n-workflow-oldest');
	const newest: Record<string, unknown> = await import('n8n-workflow');
	const used = new Set<string>();
	for (const file of tarball.files.filter((name) => name.endsWith('.js'))) {
		const source = await readFile(join(tarball.folder, file), 'utf8');
		for (const [, name] of source.matchAll(/n8n_workflow_1\.(\w+)/g)) used.add(name);
	}
	expect(used.size).toBeGreaterThan(0);
	const missing = [...used].filter((name) => !(name in oldest && name in newest));
	expect(missing).toEqual([]);
});

test.each([
	new AdaConversation().description,
	new AdaEndUser().description,
	new AdaWebhookTrigger().description,
])('the oldest n8n can work out what the form of $displayName shows', async (description) => {
	const { NodeHelpers } = await import('n8n-workflow-oldest');
	const { properties } = description;
	const node = { typeVersion: 1 };
	const values = NodeHelpers.getNodeParameters(properties, {}, true, false, node, description);
	expect(values).toHaveProperty('options');
});

test('n8n loads the package, with icons, codex and output schemas in their places', async () => {
	const loader = new PackageDirectoryLoader(tarball.folder);
	await loader.loadAll();

	const node = loader.types.nodes.find(({ name }) => name === 'adaEndUser');
	expect(node).toMatchObject({ displayName: 'Ada End User', usableAsTool: true });
	expect(node?.codex?.alias).toContain('customer service');
	const conversation = loader.types.nodes.find(({ name }) => name === 'adaConversation');
	expect(conversation).toMatchObject({ displayName: 'Ada Conversation', usableAsTool: true });
	expect(conversation?.codex?.alias).toContain('handoff');
	const trigger = loader.types.nodes.find(({ name }) => name === 'adaWebhookTrigger');
	expect(trigger).toMatchObject({ displayName: 'Ada Webhook Trigger', group: ['trigger'] });
	expect(trigger?.codex?.alias).toContain('webhook');
	expect(loader.types.credentials.map(({ name }) => name)).toEqual(['adaCxApi']);

	const icons = [...loader.types.nodes, ...loader.types.credentials].flatMap(({ iconUrl }) =>
		typeof iconUrl === 'string' ? [iconUrl] : Object.values(iconUrl ?? {}),
	);
	expect(icons).toHaveLength(8);
	for (const icon of icons) {
		expect(tarball.files).toContain(icon.replace(/^icons\/n8n-nodes-ada-cx\//, ''));
	}
	for (const [type, description] of [
		['AdaConversation', new AdaConversation().description],
		['AdaEndUser', new AdaEndUser().description],
	] as const) {
		for (const operation of operationsOf(description)) {
			const schema = `dist/nodes/${type}/__schema__/v1.0.0/${operation}.json`;
			expect(tarball.files).toContain(schema);
		}
	}
});
