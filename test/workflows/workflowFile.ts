import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, IDataObject, INode, IWorkflowSettings } from 'n8n-workflow';

/** A workflow as n8n exports it. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
	pinData?: IDataObject;
}

export const ROOT = join(__dirname, '../..');

const FOLDER = join(ROOT, 'workflows');

/** The names of the workflows' files. */
export const workflowFiles = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

export function textOfFile(file: string): string {
	return readFileSync(join(FOLDER, file), 'utf8');
}

export function readWorkflow(file: string): WorkflowFile {
	return JSON.parse(textOfFile(file)) as WorkflowFile;
}
