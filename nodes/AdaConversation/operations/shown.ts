import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../../forms/optionsCollection';
import { answerOutputOption } from '../../forms/outputOptions';
import { patienceOptions } from '../../forms/patience';

export type Resource = 'channel' | 'conversation' | 'message';

/** Where a field is shown: for one operation of a resource, under further conditions. */
export function shownWhere(
	resource: Resource,
	operation: string,
	further: Record<string, string[]> = {},
): Record<string, string[]> {
	return { resource: [resource], operation: [operation], ...further };
}

export function shownFor(
	...where: Parameters<typeof shownWhere>
): Pick<INodeProperties, 'displayOptions'> {
	return { displayOptions: { show: shownWhere(...where) } };
}

const ANSWERS: Record<Resource, string> = {
	channel: 'The channel',
	conversation: 'The conversation',
	message: 'The message',
};

/** The options of an operation, in the order in which the editor lists them. */
export function optionsField(
	resource: Resource,
	operation: string,
	...others: INodeProperties[]
): INodeProperties {
	const options = [answerOutputOption(ANSWERS[resource]), ...patienceOptions, ...others];
	return { ...optionsCollection(options), ...shownFor(resource, operation) };
}
