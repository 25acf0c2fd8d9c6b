import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import type { FileMemory, FileTask } from '../bench/fileMemory';
import { MB } from './binaryFiles';
import { start } from './conversationForms';
import { runConversation } from './engine';
import { LocalAda } from './localAda';

const ROOT = resolve(__dirname, '../..');

let ada: LocalAda;
beforeAll(async () => {
	ada = await LocalAda.start();
});
afterAll(() => ada.close());

/** Sends a file in a process of its own, so that the sandbox's memory is not counted. */
async function memoryOf(task: FileTask): Promise<FileMemory> {
	const script = join(ROOT, 'test/bench/fileMemory.ts');
	const home = join(__dirname, 'n8nHome.js');
	const args = ['--expose-gc', '--require', home, '--import', 'tsx', script, JSON.stringify(task)];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
	return JSON.parse(stdout) as FileMemory;
}

test.each(['memory', 'folder'] as const)(
	'49 MB in %s take less than three times their size',
	async (storage) => {
		const { credential } = ada;
		await runConversation({ credential, parameters: start({ person: 'anonymous' }) });
		const [{ id: conversationId }] = (await ada.conversations()).slice(-1);
		await ada.startHandoff(conversationId, 'helpdesk');

		const { idle, peak, outcome } = await memoryOf({
			credential,
			conversationId,
			storage,
			megabytes: 49,
		});

		expect(outcome).toBe('sent');
		expect((peak - idle) / MB).toBeLessThan(3 * 49);
	},
	120_000,
);
