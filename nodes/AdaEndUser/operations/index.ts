import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../items/operation';
import * as clearExternalIdFile from './clearExternalId';
import * as createFile from './create';
import * as createOrUpdateFile from './createOrUpdate';
import * as getFile from './get';
import * as getAllFile from './getAll';
import * as getErasureJobFile from './getErasureJob';
import * as requestErasureFile from './requestErasure';
import * as updateFile from './update';

/** By the values of the form's fields Resource and Operation. */
const operations: ReadonlyMap<string, () => ItemOperation> = new Map([
	['endUser.clearExternalId', () => clearExternalIdFile.clearExternalId],
	['endUser.create', () => createFile.create],
	['endUser.createOrUpdate', () => new createOrUpdateFile.CreateOrUpdate()],
	['endUser.get', () => getFile.get],
	['endUser.getAll', () => getAllFile.getAll],
	['endUser.update', () => updateFile.update],
	['erasureJob.get', () => getErasureJobFile.getErasureJob],
	['erasureJob.request', () => new requestErasureFile.RequestErasure()],
]);

/** The operation for one run, if there is one of this name. */
export function operationFor(resource: unknown, operation: unknown): ItemOperation | undefined {
	return operations.get(`${String(resource)}.${String(operation)}`)?.();
}

export const operationProperties: INodeProperties[] = [
	...clearExternalIdFile.properties,
	...createFile.properties,
	...createOrUpdateFile.properties,
	...getFile.properties,
	...getAllFile.properties,
	...updateFile.properties,
	...getErasureJobFile.properties,
	...requestErasureFile.properties,
];
