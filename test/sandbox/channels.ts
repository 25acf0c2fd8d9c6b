export interface ChannelAnswer {
	id: string;
	type: string;
	name: string;
	description: string;
	modality: string;
	capabilities: { markdown: boolean };
	metadata?: Record<string, unknown>;
	created_at?: string;
}

export interface ChannelPage {
	data: ChannelAnswer[];
	meta: { next_page_url?: string | null };
}

/** The body of POST /v2/channels/ with what must be in it. */
export function newChannel(more: object = {}): object {
	return { name: 'Help desk', description: 'Chat at the desk', modality: 'messaging', ...more };
}
