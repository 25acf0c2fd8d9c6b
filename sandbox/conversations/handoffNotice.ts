import axios from 'axios';

import type { Conversation } from './conversation';

/** Long enough for a workflow that answers at its end. */
const timeoutMs = 15_000;

/** What came back: a status, or why there was none. */
export type NoticeResult = { status: number } | { error: string };

/**
 * What the HTTP Request block of a handoff does in Ada: one plain POST, unsigned and never repeated.
 * The agent's owner chooses its body in Ada; these four are the sandbox's.
 */
export async function giveNotice(url: string, conversation: Conversation): Promise<NoticeResult> {
	const body = {
		conversation_id: conversation.id,
		end_user_id: conversation.endUserId,
		channel_id: conversation.channel.id,
		integration: conversation.handoff,
	};
	const options = { timeout: timeoutMs, proxy: false, maxRedirects: 0 } as const;
	try {
		const { status } = await axios.post(url, body, { ...options, validateStatus: () => true });
		return { status };
	} catch (error) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
}
