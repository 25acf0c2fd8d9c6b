import { found, unclear } from '../findings.mjs';

/** Well-formed, and nobody's. */
const nobody = '000000000000000000000000';

const wrongKey = 'a-key-of-no-agent';

const unauthorizedBody = {
	questions: {
		unauthorizedBody: {
			number: 2,
			asks: 'What does Ada answer to a wrong API key?',
			assumed: 'envelope',
			isSwitch: true,
			answers: {
				envelope: { means: '401, with the list "errors" of all refusals' },
				message: { means: '401, with {"message": …}' },
				other: { means: 'something else', isOther: true },
			},
		},
	},
	async find({ ada }) {
		const path = '/v2/webhooks/event-types/';
		const { status, body, said } = await ada.ask('GET', path, undefined, { apiKey: wrongKey });
		if (status !== 401) return { unauthorizedBody: found('other', `${status}: ${said}`) };
		if (Array.isArray(body?.errors)) return { unauthorizedBody: found('envelope') };
		if (typeof body?.message === 'string') return { unauthorizedBody: found('message') };
		return { unauthorizedBody: found('other', `401: ${said}`) };
	},
};

const everything = 'Nothing to set. Whether the key may request erasure was not tried.';

/** What harms nothing: what is written names nobody, and so cannot be done. */
const tries = [
	{ what: 'reading end users', method: 'GET', path: '/v2/end-users/?limit=1' },
	{ what: 'reading webhooks', method: 'GET', path: '/v2/webhooks/' },
	{ what: 'reading channels', method: 'GET', path: '/v2/channels/?type=custom' },
	{ what: 'reading conversations', method: 'GET', path: `/v2/conversations/${nobody}/` },
	{ what: 'reading variables', method: 'GET', path: '/v2/variables/' },
	{ what: 'reading jobs', method: 'GET', path: '/v2/jobs/00000000-0000-4000-8000-000000000000' },
	{
		what: 'writing end users',
		method: 'PATCH',
		path: `/v2/end-users/${nobody}`,
		body: { profile: {} },
	},
	{
		what: 'writing webhooks',
		method: 'PATCH',
		path: '/v2/webhooks/ep_nobody',
		body: { enabled: false },
	},
	{
		what: 'writing channels',
		method: 'PATCH',
		path: `/v2/channels/${nobody}`,
		body: { capabilities: { markdown: false } },
	},
	{
		what: 'starting conversations',
		method: 'POST',
		path: '/v2/conversations/',
		body: { channel_id: nobody },
	},
];

const keyPermission = {
	questions: {
		keyPermission: {
			number: 10,
			asks: 'May this API key do everything that the nodes need?',
			assumed: 'full',
			isSwitch: true,
			answers: {
				full: { means: 'yes', follows: everything },
				readOnly: {
					means: 'it may read only: every write gets 403',
					follows: 'Looking up works. For everything else make a key that may write.',
				},
				none: { means: 'no: everything gets 403', follows: 'Make another key.' },
				some: {
					means: 'not everything: 403 for some',
					follows: 'Where you need these, make a key that may do them.',
					isOther: true,
				},
			},
		},
	},
	async find({ ada, throwAways, print }) {
		const refused = [];
		for (const { what, method, path, body } of tries) {
			const answer = await ada.ask(method, path, body);
			if (answer.status === 403) refused.push({ what, method });
			if (path === '/v2/webhooks/' && answer.status === 200) {
				const old = throwAways.keepOldEndpoints(answer.body?.data ?? []);
				if (old > 0) print(`  (webhook endpoints of an earlier probe, to be deleted: ${old})`);
			}
		}
		return { keyPermission: permission(refused) };
	},
};

function permission(refused) {
	const writes = tries.filter(({ method }) => method !== 'GET');
	if (refused.length === 0) return found('full');
	if (refused.length === tries.length) return found('none');
	const onlyWrites = refused.every(({ method }) => method !== 'GET');
	if (onlyWrites && refused.length === writes.length) return found('readOnly');
	return found('some', refused.map(({ what }) => what).join(', '));
}

const limitHeaders = {
	questions: {
		rateLimitHeaders: {
			number: 6,
			asks: 'Do ordinary answers say how much of the limit is left (X-RateLimit-…)?',
			assumed: 'bulkDeletionOnly',
			isSwitch: true,
			answers: {
				bulkDeletionOnly: { means: 'no' },
				everywhere: { means: 'yes' },
			},
		},
		retryAfter: {
			number: 6,
			asks: 'Does a 429 say how long to wait (Retry-After)?',
			assumed: 'absent',
			isSwitch: true,
			answers: { absent: { means: 'no' }, sent: { means: 'yes' } },
		},
	},
	async find({ ada }) {
		return { rateLimitHeaders: headersOf(ada), retryAfter: retryAfter(ada.refusals) };
	},
};

function headersOf({ limitHeaders: names, successes }) {
	if (names.size > 0) return found('everywhere', [...names].join(', '));
	return successes > 0
		? found('bulkDeletionOnly')
		: unclear('Ada did nothing of what it was asked');
}

function retryAfter([refusal]) {
	if (!refusal) return unclear('Ada refused nothing with 429. With --load the probe makes it');
	const waits = refusal.headers['retry-after'];
	return waits === undefined ? found('absent') : found('sent', waits);
}

export { keyPermission, limitHeaders, unauthorizedBody };
