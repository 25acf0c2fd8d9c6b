import type { Clock } from '../clock';
import { ObjectIds } from '../objectIds';
import type { Channel, CustomChannel, NativeChannel } from './channel';
import { exampleChannels } from './exampleChannels';

type NewChannel = Omit<CustomChannel, 'id' | 'createdAtMs'> | Omit<NativeChannel, 'id'>;

/** The agent's channels, oldest first. They cannot be deleted (Ada OpenAPI has no such call). */
export class ChannelStore {
	private channels = exampleChannels();

	private readonly newIds: ObjectIds;

	constructor(private readonly clock: Clock) {
		this.newIds = new ObjectIds(clock);
	}

	get all(): readonly Channel[] {
		return this.channels;
	}

	get(id: string): Channel | undefined {
		return this.channels.find((channel) => channel.id === id);
	}

	add(newcomer: NewChannel): Channel {
		const id = this.newIds.next();
		const channel: Channel =
			newcomer.type === 'custom'
				? { ...newcomer, id, createdAtMs: this.clock.now() }
				: { ...newcomer, id };
		this.channels.push(channel);
		return channel;
	}

	/** Back to the channels of a fresh agent. */
	reset(): void {
		this.channels = exampleChannels();
	}
}
