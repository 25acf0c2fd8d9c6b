import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isObject } from './adaEvent';

/**
 * What a trigger remembers of its endpoint in Ada, in the workflow's static data: n8n saves what is
 * written there while a workflow is published or unpublished (2.41: nothing that `webhook()` writes).
 */
export interface Registration {
	endpointId: string;
	/** The address of this n8n that the endpoint was given. */
	url: string;
	/** The trigger's part of that address; a copy of the workflow has another one. */
	webhookId: string;
	/** The address of the Ada that the endpoint is at. */
	apiUrl: string;
	/** Whether the trigger made the endpoint, and not a person in Ada's dashboard. */
	madeByTrigger: boolean;
	/** Whether it is for "Listen for test event" only. */
	forTest: boolean;
	/** The signing secret, sealed: static data can be read by everybody who may see the workflow. */
	sealedSecret: string;
}

type TriggerContext = IHookFunctions | IWebhookFunctions;

/** The registration that was remembered last, if there is one. */
export function recall(context: TriggerContext): Registration | undefined {
	const { registration } = context.getWorkflowStaticData('node');
	return isRegistration(registration) ? registration : undefined;
}

export function remember(context: TriggerContext, registration: Registration): void {
	// Assigned as a whole: only that n8n notices, and saves.
	context.getWorkflowStaticData('node').registration = { ...registration };
}

export function forget(context: TriggerContext): void {
	delete context.getWorkflowStaticData('node').registration;
}

function isRegistration(value: unknown): value is Registration & IDataObject {
	return isObject(value) && typeof value.endpointId === 'string';
}
