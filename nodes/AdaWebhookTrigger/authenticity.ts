import type { IWebhookFunctions } from 'n8n-workflow';

import { AdaClient } from '../ada/client';
import { signingSecret } from '../ada/webhookRequests';
import type { Registration } from './registration';
import { recall } from './registration';
import { unseal } from './sealing';
import type { SignedDelivery } from './signature';
import { isFresh, isSignedWith, signedDelivery } from './signature';

/** Milliseconds between two questions to Ada for a secret: forged requests cannot make n8n ask at will. */
const ASK_AGAIN_AFTER = 5 * 60_000;

/** Ada waits 15 seconds for an answer to a delivery, so n8n waits less for Ada's. */
const LONGEST_WAIT = 8_000;

/** What this process knows about the secret of one endpoint. */
interface KnownSecret {
	/** The secret of the registration, and the text in it that this one was opened from. */
	registered?: Promise<string | undefined>;
	sealed?: string;
	/** A later one, as Ada gave it when it was asked again. */
	renewed?: string;
	asking?: Promise<string | undefined>;
	mayAskAt: number;
	mayWarnAt: number;
}

const knownSecrets = new Map<string, KnownSecret>();

/**
 * The delivery, if Ada signed it for this trigger within the last 5 minutes; otherwise `undefined`,
 * and a line in n8n's log that says why, at most one in five minutes. Never throws.
 */
export async function authenticDelivery(
	context: IWebhookFunctions,
	headers: Record<string, unknown>,
	rawBody: unknown,
): Promise<SignedDelivery | undefined> {
	const registration = recall(context);
	const known = knownFor(context);
	const delivery = signedDelivery(headers, rawBody);
	const doubt = await doubtAbout(context, registration, known, delivery);
	if (doubt === undefined) return delivery;
	if (Date.now() >= known.mayWarnAt) {
		known.mayWarnAt = Date.now() + ASK_AGAIN_AFTER;
		context.logger.warn(`Refused a request to the Ada Webhook Trigger: ${doubt}`, {
			node: context.getNode().name,
			workflow: context.getWorkflow().name,
		});
	}
	return undefined;
}

/** A trigger has one entry for production and one for its tests, however often it is registered. */
function knownFor(context: IWebhookFunctions): KnownSecret {
	const key = [context.getWorkflow().id, context.getNode().id, context.getMode()].join(' ');
	const known = knownSecrets.get(key) ?? { mayAskAt: 0, mayWarnAt: 0 };
	knownSecrets.set(key, known);
	return known;
}

async function doubtAbout(
	context: IWebhookFunctions,
	registration: Registration | undefined,
	known: KnownSecret,
	delivery: SignedDelivery | undefined,
): Promise<string | undefined> {
	if (!registration) {
		return 'it is not registered in Ada. Unpublish the workflow and publish it again';
	}
	if (!delivery) return "it does not carry Ada's signature, or none that can be read";
	if (!isFresh(delivery, Date.now())) {
		return "it was signed more than 5 minutes ago or ahead. If it came from Ada, this server's clock is wrong";
	}
	if (known.sealed !== registration.sealedSecret) {
		known.sealed = registration.sealedSecret;
		known.registered = undefined;
		known.renewed = undefined;
	}
	known.registered ??= opened(context, registration, known);
	const registered = await known.registered;
	const isTrusted = () => isSigned(delivery, known.renewed ?? registered);
	if (isTrusted() && !isBeingRotated(delivery)) return undefined;
	await askAgain(context, registration, known);
	if (isTrusted()) return undefined;
	return (known.renewed ?? registered) === undefined
		? 'the signing secret could not be read from Ada. Unpublish the workflow and publish it again'
		: "its signature was not made with this endpoint's secret. If it came from Ada, the secret was changed there less than five minutes ago";
}

function isSigned(delivery: SignedDelivery, secret: string | undefined): boolean {
	return secret !== undefined && isSignedWith(delivery, secret);
}

/** For a day after a rotation Ada signs with both secrets (Svix); then only the new one is to count. */
function isBeingRotated({ signatures }: SignedDelivery): boolean {
	return signatures.includes(' ');
}

async function opened(
	context: IWebhookFunctions,
	{ sealedSecret }: Registration,
	known: KnownSecret,
): Promise<string | undefined> {
	const ada = await connected(context);
	// Where n8n's database is too busy to give the credential, the next delivery finds it again.
	if (!ada) known.registered = undefined;
	try {
		return ada && unseal(ada, sealedSecret);
	} catch {
		// The API key is another one since: Ada is asked instead.
		return undefined;
	}
}

/** Undefined if the credential cannot be read, or cannot be used. */
async function connected(context: IWebhookFunctions): Promise<AdaClient | undefined> {
	return await AdaClient.connect(context).catch(() => undefined);
}

/** Takes over the secret as Ada has it now, unless it cannot be had or was asked for too recently. */
async function askAgain(
	context: IWebhookFunctions,
	{ endpointId }: Registration,
	known: KnownSecret,
): Promise<void> {
	if (Date.now() >= known.mayAskAt) {
		known.mayAskAt = Date.now() + ASK_AGAIN_AFTER;
		known.asking = ask(context, endpointId, known);
	}
	known.renewed = (await known.asking) ?? known.renewed;
	known.asking = undefined;
}

async function ask(
	context: IWebhookFunctions,
	endpointId: string,
	known: KnownSecret,
): Promise<string | undefined> {
	const ada = await connected(context);
	if (!ada) {
		// So Ada was not asked.
		known.mayAskAt = 0;
		return undefined;
	}
	try {
		return await signingSecret(ada, context.getNode(), endpointId, LONGEST_WAIT);
	} catch {
		return undefined;
	}
}
