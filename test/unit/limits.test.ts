import { familyOf, PUBLISHED_LIMITS } from '../../nodes/ada/limits';

const ID = '66a4c1d2e3f4a5b6c7d8e901';

// Ada docs, Introduction, Limits, and the release note of 2026-03-03.
test.each([
	['POST', '/v2/conversations/', 'conversations'],
	['GET', `/v2/conversations/${ID}/`, 'conversations'],
	['POST', `/v2/conversations/${ID}/end/`, 'conversations'],
	['PATCH', `/v2/conversations/${ID}/`, 'default'],
	['POST', `/v2/conversations/${ID}/end-handoff/`, 'default'],
	['POST', `/v2/conversations/${ID}/attachments/`, 'default'],
	['POST', `/v2/conversations/${ID}/messages/`, 'default'],
	['GET', `/v2/conversations/${ID}/messages/?limit=100`, 'default'],
	['POST', '/v2/conversations/email/', 'default'],
	['GET', '/v2/channels/?type=custom', 'default'],
	['POST', '/v2/channels/', 'default'],
	['GET', `/v2/end-users/${ID}`, 'endUserById'],
	['PATCH', `/v2/end-users/${ID}`, 'endUserById'],
	['GET', '/v2/end-users/', 'default'],
	['POST', '/v2/end-users/', 'default'],
	['POST', '/v2/end-users/delete', 'default'],
])('%s %s counts as %s', (method, path, family) => {
	expect(familyOf(method, path)).toBe(family);
});

test('conversations have 30 requests a second, 300 a minute and 60,000 a day', () => {
	expect(PUBLISHED_LIMITS.conversations).toEqual([
		{ requests: 30, seconds: 1 },
		{ requests: 300, seconds: 60 },
		{ requests: 60_000, seconds: 24 * 60 * 60 },
	]);
});
