import type { IHookFunctions } from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import { notRegistered } from '../ada/failure';
import { readFilters } from './options';
import type { Registration } from './registration';
import { forget, recall, remember } from './registration';
import { seal } from './sealing';
import { removeUnremembered, subscribe, unsubscribe } from './subscription';

/**
 * Registers the trigger in Ada; safe to call again at any time. n8n may call it without having called
 * `unregister` before, and several times in a row when it fails (2.41: five times, with `unregister`
 * after each).
 */
export async function register(context: IHookFunctions): Promise<void> {
	const remembered = ownRegistration(context);
	const url = urlOf(context);
	try {
		const ada = await AdaClient.connect(context);
		const subscription = await subscribe(
			ada,
			context.getNode(),
			{
				url,
				// All of the form is read, so that an expression that does not work is told now.
				events: readFilters(context).events,
				workflowName: context.getWorkflow().name ?? '',
			},
			remembered?.apiUrl === ada.apiUrl ? remembered : undefined,
		);
		remember(context, {
			endpointId: subscription.endpointId,
			url,
			webhookId: context.getNode().webhookId ?? '',
			apiUrl: ada.apiUrl,
			madeByTrigger: subscription.madeByTrigger,
			forTest: context.getActivationMode() === 'manual',
			sealedSecret: seal(ada, subscription.secret),
		});
	} catch (error) {
		// n8n 1 registers every published trigger anew when it starts. One that was registered before
		// goes on with what it remembers: n8n would take it out of service for a passing failure.
		if (remembered?.url === url && isStart(context)) {
			context.logger.warn('The Ada Webhook Trigger could not check its endpoint in Ada', {
				node: context.getNode().name,
				reason: error instanceof Error ? error.message : String(error),
			});
			return;
		}
		throw notRegistered(
			context.getNode(),
			'The trigger could not be registered as a webhook endpoint in Ada',
			error,
		);
	}
}

/** Takes the trigger out of Ada. What it does not remember, or is not its own, it leaves alone. */
export async function unregister(context: IHookFunctions): Promise<void> {
	const registration = ownRegistration(context);
	try {
		const ada = await AdaClient.connect(context);
		if (registration?.apiUrl !== ada.apiUrl) {
			if (registration) warnOfEndpointElsewhere(context, registration);
			await removeUnremembered(ada, context.getNode(), urlOf(context));
			return;
		}
		const keep =
			!registration.forTest &&
			context.getNodeParameter('options.whenUnpublished', 'delete') === 'disable';
		const isThere = await unsubscribe(ada, context.getNode(), registration, keep);
		if (!isThere) forget(context);
	} catch (error) {
		const which = registration ? `The endpoint ${registration.endpointId}` : 'An endpoint';
		throw notRegistered(
			context.getNode(),
			`${which} of this trigger may still be in Ada, and can be deleted in its dashboard`,
			error,
		);
	}
}

/** What this very trigger remembers: static data can be copied along with a workflow. */
function ownRegistration(context: IHookFunctions): Registration | undefined {
	const registration = recall(context);
	return registration?.webhookId === context.getNode().webhookId ? registration : undefined;
}

/** The credential leads to another Ada since, and no key to the first one is at hand. */
function warnOfEndpointElsewhere(
	context: IHookFunctions,
	{ endpointId, apiUrl }: Registration,
): void {
	context.logger.warn(
		`The endpoint ${endpointId} of the Ada Webhook Trigger may still be at ${apiUrl}: delete it in that dashboard`,
		{ node: context.getNode().name },
	);
}

function isStart(context: IHookFunctions): boolean {
	return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

function urlOf(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}
