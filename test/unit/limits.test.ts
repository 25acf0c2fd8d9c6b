import { AdaLimits } from '../../nodes/ada/limits';

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
	expect(AdaLimits.from({}).familyOf(method, path)).toBe(family);
});

const numbers = (limits: AdaLimits, family: 'conversations' | 'default' | 'endUserById') =>
	limits.of(family).map(({ requests, seconds }) => [requests, seconds]);

test('the published limits, of which four fifths are used', () => {
	const limits = AdaLimits.from({});
	const wide = [
		[24, 1],
		[240, 60],
		[48_000, 86_400],
	];
	expect(numbers(limits, 'conversations')).toEqual(wide);
	expect(numbers(limits, 'endUserById')).toEqual(wide);
	expect(numbers(limits, 'default')).toEqual([
		[8, 1],
		[80, 60],
		[8_000, 86_400],
	]);
});

test('all calls of end users can have the wide limits together, but not bulk deletion', () => {
	const limits = AdaLimits.from({ adaLimits: 'endUsersTogether' });
	expect(limits.familyOf('GET', '/v2/end-users/')).toBe('endUserById');
	expect(limits.familyOf('GET', '/v2/end-users/?limit=100&cursor=a')).toBe('endUserById');
	expect(limits.familyOf('POST', '/v2/end-users/')).toBe('endUserById');
	expect(limits.familyOf('POST', '/v2/end-users/delete')).toBe('default');
	expect(limits.familyOf('POST', `/v2/conversations/${ID}/messages/`)).toBe('default');
});

test('granted limits, where a number that makes no sense is the published one', () => {
	const limits = AdaLimits.from({
		adaLimits: 'granted',
		limitShare: 50,
		defaultPerSecond: 40,
		defaultPerMinute: 0,
		widePerDay: 100_000,
	});
	expect(numbers(limits, 'default').map(([requests]) => requests)).toEqual([20, 50, 5_000]);
	expect(numbers(limits, 'conversations').map(([requests]) => requests)).toEqual([15, 150, 50_000]);
});

test.each([undefined, 0, -5, Number.NaN])('a share of %s is the usual one', (limitShare) => {
	const limits = AdaLimits.from({ limitShare });
	expect(numbers(limits, 'default').map(([requests]) => requests)).toEqual([8, 80, 8_000]);
});

test('the smallest share still lets one through', () => {
	const limits = AdaLimits.from({ limitShare: 1 });
	expect(numbers(limits, 'default').map(([requests]) => requests)).toEqual([1, 1, 100]);
});
