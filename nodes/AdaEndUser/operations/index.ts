import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../items/runItems';
import * as createFile from './create';
import * as getFile from './get';
import * as updateFile from './update';

export const operations: Record<string, ItemOperation> = {
	create: createFile.create,
	get: getFile.get,
	update: updateFile.update,
};

export const operationProperties: INodeProperties[] = [
	...createFile.properties,
	...getFile.properties,
	...updateFile.properties,
];
