/** Ada docs, webhooks overview and payload pages; the descriptions are the sandbox's wording. */
export const eventTypes: ReadonlyArray<{ name: string; description: string }> = [
	{ name: 'v1.end_user.created', description: 'A new end user appeared.' },
	{ name: 'v1.end_user.updated', description: 'A value on an end user’s profile changed.' },
	{ name: 'v1.conversation.created', description: 'A conversation started.' },
	{ name: 'v1.conversation.message', description: 'A message was sent in a conversation.' },
	{ name: 'v1.conversation.ended', description: 'A conversation ended.' },
	{ name: 'v1.conversation.handoff.ended', description: 'A handoff ended.' },
	{ name: 'v1.audit_log.emitted', description: 'A configuration change was logged.' },
	{ name: 'v1.proactive_call.queued', description: 'An outbound call was queued.' },
	{ name: 'v1.proactive_call.initiated', description: 'An outbound call was initiated.' },
	{ name: 'v1.proactive_call.answered', description: 'An outbound call was answered.' },
	{
		name: 'v1.proactive_call.machine_detected',
		description: 'An outbound call reached a machine.',
	},
	{ name: 'v1.proactive_call.failed', description: 'An outbound call failed.' },
];
