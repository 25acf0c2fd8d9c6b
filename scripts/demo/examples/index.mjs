import { bridgeTextMessages } from './bridgeTextMessages.mjs';
import { forwardAgentMessages } from './forwardAgentMessages.mjs';
import { handOverToPeople } from './handOverToPeople.mjs';
import { keepProfilesInStep } from './keepProfilesInStep.mjs';
import { followErasures, requestErasure, syncWithoutErased } from './erasures.mjs';
import { moveExternalId } from './moveExternalId.mjs';
import { refreshKnownCustomers } from './refreshKnownCustomers.mjs';
import { refreshSignInToken } from './refreshSignInToken.mjs';
import { startCampaign } from './startCampaign.mjs';
import { startConversation } from './startConversation.mjs';
import { startSignedInChat } from './startSignedInChat.mjs';
import { switchLanguage } from './switchLanguage.mjs';

/**
 * The small examples, in the order in which they are run.
 *
 * @type {Array<{
 *   file: string,
 *   peopleBefore: object[],
 *   startedByAda?: boolean,
 *   adapted?: (workflow: object, receiver: import('../../receiver.mjs').Receiver) => object,
 *   tryOut: (trial: import('./trial.mjs').Trial) => Promise<{ happened: string, wrong: string[] }>,
 * }>} the workflow's file in `workflows/`; who is in the sandbox before, shaped as Ada's API shows
 *   them; whether it is left published, for Ada to start it; what is changed of the file for this
 *   trial; and running it, which says in words what happened and what is not as it must be
 */
export const examples = [
	refreshKnownCustomers,
	switchLanguage,
	refreshSignInToken,
	moveExternalId,
	keepProfilesInStep,
	forwardAgentMessages,
	// These go on from one another.
	requestErasure,
	followErasures,
	syncWithoutErased,
	startConversation,
	startSignedInChat,
	bridgeTextMessages,
	handOverToPeople,
	startCampaign,
];
