import { keyPermission, limitHeaders, unauthorizedBody } from './access.mjs';
import { events } from './events.mjs';
import { externalIdRules, knownExternalId, simultaneousCreate } from './externalIds.mjs';
import { languages } from './languages.mjs';
import { list } from './list.mjs';
import { load } from './load.mjs';
import {
	metadataEmpty,
	metadataKeyNull,
	metadataNull,
	metadataPatch,
	noValue,
	scalarNull,
} from './profileWrites.mjs';
import { slashes } from './slashes.mjs';
import { unknownEventType } from './webhooks.mjs';

/**
 * What is asked, in this order. A group answers one question or several by what it does in Ada:
 * `find({ ada, throwAways, options, print })` resolves to what was found, by the questions' names.
 */
export const groups = [
	unauthorizedBody,
	keyPermission,
	slashes,
	metadataPatch,
	metadataKeyNull,
	metadataNull,
	metadataEmpty,
	scalarNull,
	knownExternalId,
	externalIdRules,
	simultaneousCreate,
	list,
	languages,
	noValue,
	unknownEventType,
	events,
];

/** Asked when Ada's limit may be used up, and what all answers together tell. */
export const groupsAfterCleaning = [load, limitHeaders];
