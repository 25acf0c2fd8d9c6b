import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../items/runItems';
import * as clearExternalIdFile from './clearExternalId';
import * as createFile from './create';
import * as createOrUpdateFile from './createOrUpdate';
import * as getFile from './get';
import * as getAllFile from './getAll';
import * as updateFile from './update';

/** The operations by the value of the form's field Operation. */
export const operations: ReadonlyMap<string, ItemOperation> = new Map([
	['clearExternalId', clearExternalIdFile.clearExternalId],
	['create', createFile.create],
	['createOrUpdate', createOrUpdateFile.createOrUpdate],
	['get', getFile.get],
	['getAll', getAllFile.getAll],
	['update', updateFile.update],
]);

export const operationProperties: INodeProperties[] = [
	...clearExternalIdFile.properties,
	...createFile.properties,
	...createOrUpdateFile.properties,
	...getFile.properties,
	...getAllFile.properties,
	...updateFile.properties,
];
