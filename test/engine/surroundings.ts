import 'reflect-metadata';

import { ExecutionLifecycleHooks } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	IHttpRequestOptions,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ICredentialsHelper, LoggerProxy } from 'n8n-workflow';

import { AdaCxApi } from '../../credentials/AdaCxApi.credentials';

/** Gives the one credential of the run; n8n keeps it encrypted in its database instead. */
class Credentials extends ICredentialsHelper {
	private readonly type = new AdaCxApi();

	constructor(private readonly data: ICredentialDataDecryptedObject) {
		super();
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		return await this.type.authenticate(credentials, { url: '', ...options });
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return Promise.resolve(this.data);
	}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	async runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	async getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('No test asks for an encrypted credential'));
	}

	async updateCredentials(): Promise<void> {
		return Promise.resolve();
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		return Promise.resolve();
	}
}

/** Everything that n8n and the nodes log from now on. */
export function recordLogs(): unknown[] {
	const logged: unknown[] = [];
	const log = (...words: unknown[]) => {
		logged.push(words);
	};
	LoggerProxy.init({ error: log, warn: log, info: log, debug: log });
	return logged;
}

/** n8n's surroundings of a run; the addresses are never called, but must be whole. */
export function additionalData(
	credential: ICredentialDataDecryptedObject,
	own: Partial<IWorkflowExecuteAdditionalData> = {},
): IWorkflowExecuteAdditionalData {
	const here = 'http://127.0.0.1';
	const workflowData = {
		id: 'workflow',
		name: 'Test',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	};
	const surroundings: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: new Credentials(credential),
		hooks: new ExecutionLifecycleHooks('trigger', 'execution', workflowData),
		currentNodeExecutionIndex: 0,
		executionId: 'execution',
		variables: {},
		restApiUrl: here,
		instanceBaseUrl: here,
		webhookBaseUrl: here,
		webhookTestBaseUrl: here,
		webhookWaitingBaseUrl: here,
		formBaseUrl: here,
		formTestBaseUrl: here,
		formWaitingBaseUrl: here,
		logAiEvent: () => undefined,
		...own,
	};
	// The rest concerns sub-workflows, task runners and the editor's push connection: no test has them.
	return surroundings as IWorkflowExecuteAdditionalData;
}
