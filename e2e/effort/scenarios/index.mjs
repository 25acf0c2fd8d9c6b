import { campaign } from './campaign.mjs';
import { everybody } from './everybody.mjs';
import { firstMessage } from './firstMessage.mjs';
import { forwardMessages } from './forwardMessages.mjs';
import { keepInStep } from './keepInStep.mjs';
import { lookUp } from './lookUp.mjs';
import { moveExternalId } from './moveExternalId.mjs';
import { renewToken } from './renewToken.mjs';
import { signIn } from './signIn.mjs';
import { syncList } from './syncList.mjs';

/**
 * What a workflow is built for: Ada's address, another system's, a credential, the ID of a custom
 * channel, and the signing secret that Ada's dashboard shows.
 *
 * @typedef {{ ada: string, receiver: string, credential: object, channel: string, secret: string }} Place
 */

/**
 * Something that people do with Ada, in two workflows: with the nodes of the package, and with
 * n8n's own.
 *
 * @typedef {object} Scenario
 * @property {string} title as the table has it
 * @property {object[]} people who is in Ada before, as Ada's API shows them
 * @property {object[]} [faults] what goes wrong in Ada meanwhile
 * @property {{ webhookId: string, events: string[] }} [startedByAda] the address, and what is told
 * @property {(place: Place) => object} ours
 * @property {(place: Place) => object} own
 * @property {(surroundings: object) => Promise<void>} [happen] what happens in Ada
 * @property {object} expected what both must come to: `people`, `conversations`, what other systems
 *   `received`, all in any order, and `writes`: the accepted requests that wrote people, by their
 *   methods, where they must be the same
 */

/** @type {Scenario[]} */
export const scenarios = [
	lookUp,
	signIn,
	syncList,
	renewToken,
	moveExternalId,
	everybody,
	firstMessage,
	forwardMessages,
	keepInStep,
	campaign,
];
