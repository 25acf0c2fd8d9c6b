import type { INodeProperties } from 'n8n-workflow';

import { startConversation } from '../../ada/conversationRequests';
import { keyOf, lookUp } from '../../ada/endUserRequests';
import { withMoreAdvice } from '../../ada/failure';
import { caseVariantsOption } from '../../forms/caseVariants';
import { channelLocator, readChannel } from '../../forms/channelLocator';
import { parameter } from '../../forms/parameter';
import { readNewMetadata } from '../../forms/smallMetadata';
import { objectOf } from '../../forms/values';
import { whenNotFoundField } from '../../forms/whenNotFound';
import { otherColumnsOption } from '../../forms/wantedProfile';
import { nobodyHas } from '../../items/nobodyHas';
import type { ItemOperation } from '../../items/operation';
import { METADATA_LABEL, metadataField } from './conversationMetadata';
import { personFields, readPerson } from './person';
import { answeredWith } from './results';
import { optionsField, shownFor, shownWhere } from './shown';

export const properties: INodeProperties[] = [
	{ ...channelLocator, ...shownFor('conversation', 'create') },
	...personFields,
	{ ...metadataField, ...shownFor('conversation', 'create') },
	whenNotFoundField(shownWhere('conversation', 'create', { person: ['known'] }), 'error'),
	optionsField('conversation', 'create', caseVariantsOption, otherColumnsOption),
];

export const createConversation: ItemOperation = {
	hasNotFound: true,
	isOnceOnly: true,

	async execute(item) {
		const { context, index, ada } = item;
		const node = context.getNode();
		const channel = readChannel(node, parameter(context, 'channel', index));
		const form = objectOf(parameter(context, 'conversationMetadata', index, {}));
		const metadata = readNewMetadata(node, METADATA_LABEL, form);
		const { secrets, ...person } = await readPerson(item);
		await item.begin(person.who && keyOf(person.who));

		const found = await person.find();
		if (found.kind === 'notFound') return { ...found, secrets };
		const { id, findings } = found;
		const body = {
			channel_id: channel,
			...(id && { end_user_id: id }),
			...(metadata && { metadata }),
		};
		const started = await startConversation(ada, node, body).catch((error: unknown) => {
			throw found.isNewWithoutId ? withMoreAdvice(error, wasCreated(id)) : error;
		});
		if (started.kind === 'started') {
			const answered = answeredWith(started.conversation, 'created', findings);
			return { ...answered, secrets, doubles: 'conversation' };
		}
		// Ada's documents leave open how it says that it has no such person: 404 or 400.
		if (id && !(await lookUp(ada, node, { by: 'id', value: id }))) {
			return { ...nobodyHas(person.who ?? { by: 'id', value: id }), secrets };
		}
		throw found.isNewWithoutId ? withMoreAdvice(started.refusal, wasCreated(id)) : started.refusal;
	},
};

/** Somebody new cannot be found again by an ID of one's own. */
function wasCreated(id = ''): string {
	return `The end user ${id} was created for it, and Ada deletes them after 24 hours without a conversation`;
}
