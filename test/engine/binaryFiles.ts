import 'reflect-metadata';

import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { extname } from 'node:path';

export const MB = 1024 * 1024;

/** Where n8n keeps a file: with the item in memory, or in its folder, which is the default of n8n 2. */
export type Storage = 'memory' | 'folder';

/** Where n8n-core, which has one of its own, keeps its services. */
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: { get<Service>(service: new (...needs: never[]) => Service): Service };
};

/** A file of an item, as a node before the one under test would give it. */
export async function fileIn(
	storage: Storage,
	bytes: Buffer,
	fileName: string | undefined,
	mimeType = 'application/pdf',
): Promise<IBinaryData> {
	const fileExtension = fileName === undefined ? undefined : extname(fileName).slice(1);
	const binary: IBinaryData = { data: '', mimeType, fileName, fileExtension };
	if (storage === 'memory') return { ...binary, data: bytes.toString('base64') };
	const store = Container.get(BinaryDataService);
	// As n8n does at its start.
	await store.init();
	const location = { type: 'execution' as const, workflowId: 'workflow', executionId: 'earlier' };
	return await store.store(location, bytes, binary);
}
