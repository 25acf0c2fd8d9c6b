import type { Storage } from '../engine/binaryFiles';
import { fileIn, MB } from '../engine/binaryFiles';
import { send } from '../engine/conversationForms';
import { runConversation } from '../engine/engine';
import type { LocalCredential } from '../engine/localAda';

/** What a process of its own is to send. */
export interface FileTask {
	credential: LocalCredential;
	/** A conversation in a handoff. */
	conversationId: string;
	storage: Storage;
	megabytes: number;
}

/** The process's memory in bytes before the file is sent, and at most meanwhile. */
export interface FileMemory {
	idle: number;
	peak: number;
	outcome: unknown;
}

/** Sends a file once small, so that everything is loaded, and once large, and watches the memory. */
async function measure(task: FileTask): Promise<FileMemory> {
	await sendFile(task, 1);
	return await sendFile(task, task.megabytes * MB);
}

async function sendFile(task: FileTask, bytes: number): Promise<FileMemory> {
	const { credential, conversationId, storage } = task;
	const file = await fileIn(storage, Buffer.alloc(bytes), 'film.mp4', 'video/mp4');
	gc?.();
	const idle = process.memoryUsage().rss;
	let peak = idle;
	const watch = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().rss);
	}, 2);
	const { json } = await runConversation({
		credential,
		parameters: send({
			contentType: 'file',
			author: 'humanAgent',
			authorName: 'Sam',
			conversationId,
		}),
		inputs: [{ json: {}, binary: { data: file } }],
	});
	clearInterval(watch);
	return { idle, peak, outcome: json[0][0].outcome };
}

void measure(JSON.parse(process.argv[2]) as FileTask).then((memory) => {
	process.stdout.write(JSON.stringify(memory));
});
