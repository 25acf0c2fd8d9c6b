import { shownMetadata, withNoValue } from '../noValue';
import type { SmallMetadata } from '../smallMetadata';
import type { Switches } from '../switches';
import { timestamp } from '../timestamp';

interface AnyChannel {
	id: string;
	name: string;
	description: string;
	/** messaging, email, voice, or the newer sms (see switch smsModality). */
	modality: string;
	/** Whether replies keep bold, italic and links (Ada release note 2026-08-06). */
	markdown: boolean;
}

/** A channel made by its owner, through the API. */
export interface CustomChannel extends AnyChannel {
	type: 'custom';
	metadata: SmallMetadata;
	createdAtMs: number;
}

/** A channel of Ada's own, such as its web chat. */
export interface NativeChannel extends AnyChannel {
	type: 'native';
}

export type Channel = CustomChannel | NativeChannel;

/** The channel object of answers and of the message event (Ada OpenAPI, custom and native). */
export function channelAnswer(channel: Channel, switches: Switches): object {
	const { type, id, name, description, modality, markdown } = channel;
	const common = { type, id, name, description, modality, capabilities: { markdown } };
	if (channel.type === 'native') return common;
	return withNoValue(
		{
			...common,
			metadata: shownMetadata(channel.metadata, switches),
			created_at: timestamp(channel.createdAtMs, switches.get('timestampFormat')),
		},
		switches,
	);
}
