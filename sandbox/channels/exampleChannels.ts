import type { Channel, CustomChannel, NativeChannel } from './channel';

const createdAtMs = Date.parse('2026-01-15T09:00:00Z');

const custom: ReadonlyArray<Omit<CustomChannel, 'type' | 'createdAtMs'>> = [
	{
		id: '66a4c1d2e3f4a5b6c7d8e901',
		name: 'Web portal',
		description: 'Chat in the customer portal',
		modality: 'messaging',
		markdown: false,
		metadata: new Map([['region', 'ca']]),
	},
	{
		id: '66a4c1d2e3f4a5b6c7d8e902',
		name: 'Mobile app',
		description: 'Chat in the app',
		modality: 'messaging',
		markdown: true,
		metadata: new Map(),
	},
];

const native: ReadonlyArray<Omit<NativeChannel, 'type'>> = [
	{
		id: '66a4c1d2e3f4a5b6c7d8e911',
		name: 'Chat',
		description: 'Web chat',
		modality: 'messaging',
		markdown: true,
	},
	{
		id: '66a4c1d2e3f4a5b6c7d8e912',
		name: 'Email',
		description: 'Email',
		modality: 'email',
		markdown: false,
	},
	{
		id: '66a4c1d2e3f4a5b6c7d8e913',
		name: 'Voice',
		description: 'Phone calls',
		modality: 'voice',
		markdown: false,
	},
];

/** The channels of a fresh agent. Each call makes new ones: they can be changed. */
export function exampleChannels(): Channel[] {
	return [
		...custom.map((channel) => ({ ...channel, type: 'custom' as const, createdAtMs })),
		...native.map((channel) => ({ ...channel, type: 'native' as const })),
	];
}
