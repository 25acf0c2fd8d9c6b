import { smallMetadataField } from '../../forms/smallMetadata';

export const METADATA_LABEL = 'Conversation Metadata';

/** Ada docs, Conversations: a conversation's metadata does not become metavariables. */
export const metadataField = smallMetadataField(
	METADATA_LABEL,
	'conversationMetadata',
	'Facts for your own systems, which events and answers of Ada carry along. The AI Agent does not see them: what it is to know belongs into the metadata of the end user.',
);
